"""Fields, hedges, a town on its ridge, a river seen from the sky."""

from collections.abc import Callable, Sequence

import numpy as np

from .brush import DEEP, HAY, INK, LEAF, LIME, MOSS, SLATE, STONE, TILE, Point, Sheet, between


def far_town() -> bytes:
    """A town on its ridge, over hedges and fields: broad."""
    sheet = Sheet(1500, 620, 11)
    sheet.fade("#BCD0DC", "#F8EBD2", 0, 400)
    sheet.disc(1190, 150, 46, "#FBF1DC")
    for rank, colour in enumerate(("#B9C4C6", "#9DB3AE", "#7FA08E")):
        sheet.ridge(270 + 34 * rank, 16, colour, 1.6 + rank)
    state = sheet.chance.bit_generator.state
    crest = sheet.ridge(372, 20, "#5E8B68", 1.2)
    _town(sheet, 470, crest)
    sheet.chance.bit_generator.state = state  # the same hill once more, over the foot of the walls
    crest = sheet.ridge(372, 20, "#5E8B68", 1.2)
    for start in range(0, 1500, 46):
        sheet.hedge([(start, crest(start) + 5), (start + 46, crest(start + 46) + 5)], 9, DEEP, LEAF)
    for rank, (field, rise) in enumerate(
        ((HAY, 18), ("#A9BC6C", 22), ("#C8B06A", 24), ("#7E9F58", 26))
    ):
        y = 418 + 56 * rank
        low = sheet.ridge(y, rise, field, 1.4 + 0.3 * rank)
        for start in range(-40, 1500, 90 + 20 * rank):
            if sheet.chance.random() < 0.72:
                ends = [(x, low(x) + 3) for x in range(start, start + 80, 20)]
                sheet.hedge(ends, 9 + 5 * rank, DEEP, LEAF)
        for x in sheet.chance.uniform(0, 1500, 3 + rank):
            sheet.tree(x, low(x) + 10, 44 + 26 * rank, DEEP, MOSS)
    for rank in range(5):
        sheet.line([(120 + 60 * rank, 620), (190 + 40 * rank, 592)], 2, "#6D8D4E")
    return sheet.taken()


def _town(sheet: Sheet, x: float, crest: Callable[[float], float]) -> None:
    for rank in range(23):
        at = x + rank * 25 + sheet.chance.uniform(-7, 7)
        tall, wide = sheet.chance.uniform(30, 56), sheet.chance.uniform(28, 40)
        foot = crest(at) + 40
        top = foot - tall - 50 * np.sin(rank / 22 * np.pi) - 34
        wall = between(LIME, STONE, sheet.chance.random())
        sheet.box(at, top, wide, foot - top, wall)
        sheet.box(at + wide * 0.7, top, wide * 0.3, foot - top, between(wall, INK, 0.12))
        roof = between(TILE, "#6E4432", sheet.chance.random())
        sheet.shape([(at - 3, top), (at + wide * 0.5, top - 20), (at + wide + 3, top)], roof)
        for window in range(4):
            sheet.box(at + 6 + 11 * (window % 2), top + 9 + 18 * (window // 2), 5, 9, SLATE)
    foot = crest(x + 290)
    sheet.box(x + 270, foot - 152, 34, 170, STONE)
    sheet.box(x + 292, foot - 152, 12, 170, between(STONE, INK, 0.15))
    sheet.shape([(x + 265, foot - 152), (x + 287, foot - 240), (x + 309, foot - 152)], SLATE)
    sheet.box(x + 279, foot - 138, 8, 16, SLATE)


def river() -> bytes:
    """A river seen from the sky, among meadows, hedges and what is left of a dyke."""
    sheet = Sheet(1240, 780, 31)
    sheet.fade("#9DB36A", "#8AA65E")
    greens = ("#A9BF74", "#8FAE62", "#BBC884", "#7D9F58", "#D5C886", "#C9B878", "#98B66E")
    xs = np.linspace(-60, 1300, 8)
    ys = np.linspace(-60, 850, 6)
    knots = {(i, j): (x + sheet.chance.uniform(-55, 55), y + sheet.chance.uniform(-45, 45))
             for i, x in enumerate(xs) for j, y in enumerate(ys)}  # fmt: skip
    for i in range(7):
        for j in range(5):
            corners = [knots[i, j], knots[i + 1, j], knots[i + 1, j + 1], knots[i, j + 1]]
            tone = greens[int(sheet.chance.integers(len(greens)))]
            sheet.shape(corners, tone)
            _furrows(sheet, corners, between(tone, DEEP, 0.16))
    for (i, j), knot in knots.items():
        for other in ((i + 1, j), (i, j + 1)):
            if other in knots and sheet.chance.random() < 0.66:
                way = [knot, knots[other]]
                sheet.line([(x + 7, y + 9) for x, y in way], 9, "#6F8C50")
                sheet.hedge(way, 9, DEEP, LEAF)
    bed = [(x, 410 + 110 * np.sin(x / 150) + 60 * np.sin(x / 330 + 1)) for x in range(-20, 1270, 8)]
    for width, colour in ((96, "#A7BC78"), (64, "#C9BF92"), (50, "#5F8FA0"), (34, "#7BAAB6")):
        sheet.line(bed, width, colour)
    sheet.line([(x - 4, y - 6) for x, y in bed[10:90]], 3, "#A9CBD0")
    for rank in range(0, len(bed), 7):
        x, y = bed[rank]
        side = 46 if sheet.chance.random() < 0.5 else -46
        radius = sheet.chance.uniform(12, 24)
        sheet.disc(x + 8, y + side + 9, radius, "#5E7F4A")
        sheet.disc(x, y + side, radius, DEEP)
        sheet.disc(x - 4, y + side - 4, radius * 0.62, LEAF)
    sheet.line([(0, 690), (300, 640), (700, 700), (1240, 610)], 9, "#EADFC4")
    for x, y in ((905, 610), (946, 640), (880, 652)):
        sheet.shadow([(x + 6, y + 8), (x + 50, y - 6), (x + 58, y + 22), (x + 14, y + 36)], 0.3)
        sheet.shape([(x, y), (x + 44, y - 14), (x + 50, y + 2), (x + 6, y + 16)], TILE)
        sheet.shape([(x + 6, y + 16), (x + 50, y + 2), (x + 55, y + 18), (x + 11, y + 32)],
                    between(TILE, INK, 0.3))  # fmt: skip
    for x, y in sheet.chance.uniform((250, 140), (430, 230), (9, 2)):
        sheet.disc(x, y, 5, "#F6F0E2")
        sheet.disc(x + 5, y + 2, 3, "#5B4636")
    return sheet.taken()


def _furrows(sheet: Sheet, corners: Sequence[Point], tone: str) -> None:
    (a, b), (c, d), (e, f), (g, h) = corners
    for part in np.linspace(0.08, 0.92, 9):
        ends = [(a + (c - a) * part, b + (d - b) * part), (g + (e - g) * part, h + (f - h) * part)]
        sheet.line(ends, 1.4, tone)


def gate() -> bytes:
    """The gate of a meadow, between two hedges: upright."""
    sheet = Sheet(900, 1200, 61)
    sheet.fade("#A9C3D2", "#F6EAD0", 0, 620)
    for x, y in ((210, 180), (610, 260), (420, 120)):
        for _ in range(9):
            sheet.disc(x + sheet.chance.normal(0, 60), y + sheet.chance.normal(0, 10),
                       sheet.chance.uniform(18, 34), "#E6E9E4")  # fmt: skip
    sheet.ridge(560, 22, "#93AE9C", 1.2)
    mid = sheet.ridge(610, 20, "#7DA06A", 1.6)
    sheet.hedge([(x, mid(x) + 6) for x in range(0, 920, 40)], 13, "#4A7454", "#7FA066")
    sheet.fade("#B4C578", "#7E9C52", 640)
    for x, y, size in ((330, 720, 1.0), (560, 700, 0.8), (450, 790, 1.3)):
        sheet.box(x, y, 52 * size, 28 * size, "#EFE8DA")
        sheet.box(x + 8 * size, y + 3, 16 * size, 16 * size, "#5F4534")
        sheet.box(x + 34 * size, y + 8, 12 * size, 14 * size, "#5F4534")
        sheet.disc(x - 6 * size, y + 8 * size, 10 * size, "#5F4534")
        for leg in (4, 14, 36, 46):
            sheet.line([(x + leg * size, y + 26 * size), (x + leg * size, y + 44 * size)], 4, INK)
    sheet.shape([(330, 1200), (420, 830), (520, 830), (680, 1200)], "#CDB88A")
    sheet.shape([(430, 1200), (455, 830), (485, 830), (570, 1200)], "#A4B266")
    for y in (870, 925, 980, 1035):
        sheet.line([(216, y + 6), (690, y + 6)], 15, "#6A5238")
        sheet.line([(216, y), (690, y)], 14, "#B59A72")
    sheet.line([(220, 1036), (686, 872)], 14, "#A1875F")
    for x in (196, 700):
        sheet.box(x, 820, 34, 290, "#7C6142")
        sheet.box(x + 22, 820, 12, 290, "#5E4831")
        sheet.shape([(x - 2, 822), (x + 17, 804), (x + 36, 822)], "#8D7250")
    for side in (-1, 1):
        from_ = 190 if side < 0 else 740
        ways = [(from_ + side * 210 * part, 1120 - 130 * (1 - part)) for part in (1, 0.6, 0.2, 0)]
        sheet.hedge(ways, 44, "#2F5A3C", "#7C9C55")
        sheet.hedge([(x, y + 70) for x, y in ways], 50, "#2A5238", "#6E9150")
    sheet.tree(110, 1010, 560, "#2F5A3C", "#87A65C")
    for _ in range(160):
        at, foot = sheet.chance.uniform(0, 900), sheet.chance.uniform(1120, 1200)
        tip = at + sheet.chance.uniform(-9, 9), foot - sheet.chance.uniform(14, 40)
        tone = between("#5E8046", "#A9BC6C", sheet.chance.random())
        sheet.line([(at, foot), tip], 3, tone)
    return sheet.taken()


def dry_brook() -> bytes:
    """The bed of a brook in August: stones, cracked earth, yellow banks."""
    sheet = Sheet(1240, 830, 91)
    sheet.fade("#B9CDD6", "#F6E9CC", 0, 330)
    sheet.ridge(300, 18, "#9FAE84", 1.4)
    far = sheet.ridge(340, 12, "#B7AE70", 2)
    sheet.hedge([(x, far(x) + 6) for x in range(0, 1260, 30)], 15, "#5E7448", "#94A066")
    sheet.fade("#CDBA78", "#B79A5C", 372)
    levels = range(378, 840, 6)
    left = [(_bend(y) - _half(y), y) for y in levels]
    bed = [*left, *((_bend(y) + _half(y), y) for y in levels[::-1])]
    sheet.line([(_bend(y) - _half(y) - 5, y) for y in levels], 16, "#8E7448")
    sheet.line([(_bend(y) + _half(y) + 5, y) for y in levels], 16, "#8E7448")
    sheet.shape(bed, "#C9B48E")
    for rank in range(130):
        y = 388 + 430 * sheet.chance.random() ** 1.3
        x = _bend(y) + _half(y) * sheet.chance.uniform(-0.86, 0.86)
        size = 4 + (y - 380) * 0.048 * sheet.chance.uniform(0.6, 1.1)
        if rank % 3 == 0:
            crack = [(x, y), (x + size * 2.4, y + size * sheet.chance.uniform(-1, 1))]
            sheet.line(crack, 1.6 + size / 14, "#A08A62")
            continue
        tone = between("#8D8B86", "#D5CFC2", sheet.chance.random())
        sheet.disc(x + size * 0.3, y + size * 0.3, size, "#86724E", flat=0.6)
        sheet.disc(x, y, size, tone, flat=0.6)
        sheet.disc(x - size * 0.2, y - size * 0.16, size * 0.6, between(tone, "#FFFFFF", 0.3),
                   flat=0.6)  # fmt: skip
    for x, foot, size in ((150, 560, 420), (1080, 520, 380), (330, 440, 170), (880, 430, 150)):
        sheet.tree(x, foot, size, "#5E7448", "#B0AC66")
    for _ in range(220):
        side = 1 if sheet.chance.random() < 0.5 else -1
        y = sheet.chance.uniform(420, 830)
        x = _bend(y) + side * (_half(y) + sheet.chance.uniform(30, 300))
        tip = x + sheet.chance.uniform(-8, 8), y - sheet.chance.uniform(12, 34)
        sheet.line([(x, y), tip], 2.4, between("#A88A48", "#E0CC8A", sheet.chance.random()))
    return sheet.taken()


def _bend(y: float) -> float:
    """Where the middle of the bed is, at that height."""
    return 620 + (30 + (y - 380) * 0.2) * float(np.sin((y - 380) / 95))


def _half(y: float) -> float:
    return 34 + (y - 380) * 0.72
