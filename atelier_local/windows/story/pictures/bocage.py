"""Copper, hedges, and a stop in the dark: the country of hammers."""

from .brush import DEEP, GLOW, HAY, INK, LEAF, MOSS, NIGHT, SLATE, STONE, THREAD, Sheet, between

COPPER, SHADE = "#C8743C", "#8A4622"


def workbench() -> bytes:
    """A bench under a window: three copper pots, a hammer, a block of wood."""
    sheet = Sheet(1240, 820, 61)
    sheet.fade("#6D6258", "#4C443D")
    for x in (150, 480, 810):
        sheet.box(x, 60, 280, 300, "#D8E4E8")
        sheet.box(x + 10, 70, 260, 280, "#EEF4F3")
        sheet.box(x + 134, 60, 12, 300, "#8D8378")
        sheet.box(x, 204, 280, 10, "#8D8378")
    sheet.box(0, 520, 1240, 300, "#7A5638")
    sheet.box(0, 500, 1240, 44, "#A4764C")
    for y in range(560, 820, 66):
        sheet.line([(0, y), (1240, y)], 3, "#68482E")
    for middle, size in ((250, 120), (560, 88), (960, 104)):
        _pot(sheet, middle, 500, size)
    sheet.shape([(690, 500), (690, 400), (800, 400), (800, 500)], "#8F6A46")
    for rank in range(4):
        sheet.line([(700 + 26 * rank, 404), (696 + 28 * rank, 496)], 2, "#785637")
    sheet.line([(662, 372), (860, 348)], 15, "#B98D5C")
    sheet.shape([(628, 336), (676, 330), (684, 404), (636, 410)], "#59606B")
    sheet.shape([(628, 336), (650, 333), (658, 407), (636, 410)], "#8A93A0")
    for _ in range(26):
        at = sheet.chance.uniform(60, 1180), sheet.chance.uniform(508, 538)
        sheet.disc(*at, sheet.chance.uniform(2, 5), between(COPPER, HAY, 0.4), 0.6)
    return sheet.taken()


def _pot(sheet: Sheet, x: float, foot: float, size: float) -> None:
    """Hammered: every blow is a small disc that the light takes."""
    rim = foot - size * 1.25
    sheet.line([(x + size * 0.8, rim + 14), (x + size * 2.1, rim - 26)], size * 0.13, SHADE)
    body = [(x - size, rim), (x + size, rim), (x + size * 0.86, foot), (x - size * 0.86, foot)]
    sheet.shape(body, COPPER)
    sheet.shape([(x + size * 0.4, rim), body[1], body[2], (x + size * 0.36, foot)], SHADE)
    for _ in range(90):
        across, down = sheet.chance.uniform(-0.82, 0.36), sheet.chance.uniform(0.12, 0.94)
        tone = between(COPPER, "#F3C08F", sheet.chance.uniform(0.1, 0.8))
        sheet.disc(x + across * size, rim + down * (foot - rim), size * 0.05, tone, 0.8)
    sheet.disc(x, rim, size, "#E3A06B", 0.2)
    sheet.disc(x, rim + 3, size * 0.92, "#5E3119", 0.17)


def lamp_stop() -> bytes:
    """Before dawn: a bench, a case of books, a lamp; far off, two headlights."""
    sheet = Sheet(1240, 800, 67)
    sheet.fade("#141C33", between(NIGHT, "#6B5A78", 0.5), 0, 560)
    for _ in range(70):
        sheet.disc(sheet.chance.uniform(0, 1240), sheet.chance.uniform(0, 320), 1.4, "#C9D2E6")
    sheet.ridge(470, 26, "#1B2740")
    sheet.ridge(540, 16, "#151D2E")
    sheet.shape([(0, 800), (0, 690), (1240, 600), (1240, 800)], "#2C2F3A")
    sheet.line([(0, 748), (1240, 690)], 4, "#777B84")
    for radius, part in ((210, 0.10), (150, 0.22), (96, 0.4)):
        sheet.disc(430, 380, radius, between("#1E2947", GLOW, part))
    sheet.box(422, 330, 16, 350, "#3C414C")
    sheet.disc(430, 340, 34, "#FFF2C9")
    sheet.shape([(250, 690), (430, 684), (650, 668), (600, 720), (260, 740)], "#6E6250")
    for y in (612, 640):
        sheet.box(250, y, 250, 15, "#A9855A")
    for x in (270, 466):
        sheet.box(x, 612, 13, 92, "#5C4630")
    sheet.box(540, 560, 120, 132, "#7D5A3A")
    for rank, hue in enumerate((THREAD, "#00665A", HAY, "#5B3B9E", STONE, "#8F4300", SLATE)):
        sheet.box(550 + 15 * rank, 574 + 5 * (rank % 3), 12, 52 - 5 * (rank % 3), hue)
        sheet.box(550 + 15 * rank, 638 + 4 * (rank % 2), 12, 44 - 4 * (rank % 2), hue)
    for x in (1010, 1056):
        sheet.disc(x, 588, 26, between("#2A3350", GLOW, 0.35))
        sheet.disc(x, 588, 11, "#FFF7DD")
    return sheet.taken()


def long_hedge() -> bytes:
    """Two meadows, a hedge between them, logs stacked at its foot."""
    sheet = Sheet(1240, 800, 71)
    sheet.fade("#BFD6DF", "#EAEBDD", 0, 430)
    sheet.ridge(330, 30, "#9DB7A6")
    sheet.ridge(390, 22, MOSS)
    sheet.shape([(0, 800), (0, 470), (1240, 400), (1240, 800)], LEAF)
    for rank in range(5):
        y = 470 + 56 * rank
        sheet.line([(0, y + 30), (1240, y - 30)], 2, between(LEAF, MOSS, 0.6))
    sheet.hedge([(0, 470), (420, 480), (820, 540), (1240, 700)], 62, DEEP, "#7FA653")
    for x, foot, size in ((150, 470, 250), (470, 492, 290), (760, 540, 230), (1090, 640, 330)):
        sheet.tree(x, foot, size, DEEP, "#8DB05C")
    for row in range(4):
        for rank in range(9 - row):
            x, y = 250 + 46 * rank + 23 * row, 742 - 38 * row
            sheet.disc(x, y, 23, "#8A6845")
            sheet.disc(x, y, 17, "#D9B98A")
            sheet.disc(x, y, 8, "#C39F6E")
    sheet.line([(232, 768), (680, 768)], 5, between(DEEP, INK, 0.3))
    return sheet.taken()
