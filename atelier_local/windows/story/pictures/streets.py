"""A house whose shutters are shut, a station, a coach that leaves too early."""

import numpy as np

from .brush import GLOW, INK, LIME, NIGHT, SLATE, THREAD, TILE, Point, Sheet, between


def closed_house() -> bytes:
    """A house whose shutters are shut, between two that live; a fig tree over the wall: broad."""
    sheet = Sheet(1240, 830, 5)
    sheet.fade("#C6D6DE", "#F3E8D2", 0, 520)
    _house(sheet, -60, 210, 380, "#E6D3AE", TILE, shut="#7A9AA8", open_=True)
    _house(sheet, 860, 250, 460, "#E9DCC2", SLATE, shut="#8C5A4A", open_=True)
    sheet.tree(790, 640, 400, "#3D6B48", "#86A85C")
    sheet.tree(720, 640, 300, "#34603F", "#7C9E55")
    _house(sheet, 300, 130, 400, "#CDBB98", "#7E4C36", shut="#8D8A80", open_=False)
    sheet.box(690, 500, 190, 160, "#BFB090")
    for _ in range(26):
        x, y = sheet.chance.uniform(694, 862), sheet.chance.uniform(504, 640)
        sheet.box(x, y, 18, 9, between("#BFB090", "#8F8266", sheet.chance.random()))
    sheet.box(690, 492, 190, 12, "#8F8266")
    sheet.box(0, 655, 1240, 22, "#B7AFA0")
    sheet.fade("#8C877F", "#A8A297", 677)
    sheet.shadow([(300, 677), (700, 677), (1000, 830), (560, 830)], 0.16)
    for rank in range(7):
        sheet.hedge([(310 + rank * 52, 664), (330 + rank * 52, 664)], 8, "#4D7048", "#8BA660")
    return sheet.taken(rows=(84, 680))


def _house(sheet: Sheet, x: float, top: float, width: float, wall: str, roof: str, *, shut: str,
           open_: bool) -> None:  # fmt: skip
    foot = 660.0
    sheet.box(x, top + 120, width, foot - top - 120, wall)
    for _ in range(70):
        at, y = sheet.chance.uniform(x, x + width - 26), sheet.chance.uniform(top + 130, foot - 16)
        tone = between(wall, "#FFFFFF" if sheet.chance.random() < 0.5 else "#7A6A4C", 0.16)
        sheet.box(at, y, sheet.chance.uniform(14, 26), 9, tone)
    peak = [(x - 16, top + 124), (x + 34, top), (x + width - 34, top), (x + width + 16, top + 124)]
    sheet.shape(peak, roof)
    for row in range(1, 8):
        y = top + row * 15.5
        sheet.line([(x + 34 - row * 6.2, y), (x + width - 34 + row * 6.2, y)], 1.4,
                   between(roof, INK, 0.22))  # fmt: skip
    sheet.box(x + width * 0.72, top - 56, 42, 86, between(wall, TILE, 0.45))
    sheet.box(x + width * 0.72 - 4, top - 60, 50, 10, between(roof, INK, 0.3))
    sheet.shadow([(x, top + 124), (x + width, top + 124), (x + width, top + 144), (x, top + 144)])
    for level in (top + 176, top + 352):
        for rank in range(3):
            at = x + width * (0.1 + 0.3 * rank)
            if level > top + 300 and rank == 1:
                sheet.box(at - 6, level - 14, 84, foot - level + 14, between(wall, "#FFFFFF", 0.4))
                sheet.box(at, level - 8, 72, foot - level + 8, between(shut, INK, 0.25))
                sheet.box(at + 34, level, 4, foot - level, between(shut, INK, 0.5))
                continue
            _window(sheet, at, level, wall, shut, open_=open_)
    sheet.shadow([(x + width - 26, top + 124), (x + width, top + 124), (x + width, foot),
                  (x + width - 26, foot)], 0.1)  # fmt: skip


def _window(sheet: Sheet, x: float, y: float, wall: str, shut: str, *, open_: bool) -> None:
    sheet.box(x - 6, y - 8, 80, 118, between(wall, "#FFFFFF", 0.45))
    if open_:
        sheet.box(x, y, 68, 104, NIGHT)
        sheet.box(x, y, 68, 104, between(GLOW, SLATE, 0.25))
        sheet.box(x + 32, y, 4, 104, LIME)
        sheet.box(x, y + 44, 68, 4, LIME)
        for side in (-29, 71):
            sheet.box(x + side, y - 2, 26, 108, shut)
            sheet.line([(x + side + 13, y), (x + side + 13, y + 104)], 2, between(shut, INK, 0.3))
    else:
        sheet.box(x, y, 68, 104, shut)
        for row in range(1, 9):
            sheet.line([(x + 4, y + row * 11.5), (x + 64, y + row * 11.5)], 2,
                       between(shut, INK, 0.22))  # fmt: skip
        sheet.box(x + 33, y, 3, 104, between(shut, INK, 0.5))
    sheet.box(x - 8, y + 106, 84, 7, between(wall, INK, 0.18))


def station() -> bytes:
    """A small station at nightfall: the train comes in, the coach has left."""
    sheet = Sheet(1240, 830, 23)
    sheet.fade("#2B2F5E", "#E9A978", 0, 470)
    for x, y in sheet.chance.uniform((0, 0), (1240, 170), (26, 2)):
        sheet.disc(x, y, 1.3, "#D8D2E8")
    sheet.ridge(420, 26, "#5A4C74", 1.5)
    low = sheet.ridge(462, 18, "#3B3A60", 2.2)
    for x in range(0, 1240, 34):
        sheet.hedge([(x, low(x) + 6), (x + 34, low(x + 34) + 6)], 12, "#2C3050", "#3F4468")
    sheet.fade("#37395A", "#23263E", 520)
    _building(sheet)
    sheet.shape([(0, 610), (1240, 560), (1240, 600), (0, 670)], "#7B7488")
    sheet.shape([(0, 670), (1240, 600), (1240, 606), (0, 682)], "#E6DCC4")
    for near in (0, 44):
        sheet.line([(0, 730 + near * 1.6), (1240, 632 + near * 0.7)], 5, "#A6A0AE")
    for rank in range(30):
        x = rank * 44
        y = 730 - x * 0.079
        sheet.line([(x - 8, y - 3), (x + 30, y + 74 - rank * 1.5)], 7, "#3D3A4C")
    for near in (0, 44):
        sheet.line([(0, 730 + near * 1.6), (1240, 632 + near * 0.7)], 4, "#C9C2CC")
    _train(sheet)
    for x in (250, 560, 1130):
        y = 648 - x * 0.055
        sheet.line([(x, y), (x, y - 190)], 5, "#1D2036")
        sheet.disc(x, y - 196, 26, "#8A7468")
        sheet.disc(x, y - 196, 15, "#FBE6AE")
    sheet.box(1010, 498, 128, 52, "#7E9BA8")
    sheet.box(1016, 506, 94, 20, GLOW)
    sheet.disc(1036, 552, 10, INK)
    sheet.disc(1110, 552, 10, INK)
    sheet.disc(1134, 536, 6, "#E5483A")
    return sheet.taken()


def _building(sheet: Sheet) -> None:
    sheet.box(330, 330, 420, 250, "#C9A98C")
    sheet.box(330, 560, 420, 34, "#8C7468")
    sheet.shape([(310, 334), (366, 250), (714, 250), (770, 334)], "#5B3F48")
    sheet.box(400, 206, 34, 60, "#8C6A5C")
    sheet.box(640, 206, 34, 60, "#8C6A5C")
    for rank in range(5):
        x = 352 + rank * 80
        sheet.box(x, 366, 46, 66, "#E4CBAF")
        sheet.box(x + 4, 370, 38, 58, GLOW if rank in (1, 3) else "#4A4768")
        sheet.box(x, 470, 52, 112, "#E4CBAF")
        sheet.box(x + 4, 474, 44, 108, "#F3C878" if rank in (1, 2) else "#4A4768")
    sheet.disc(540, 302, 22, "#E4CBAF")
    sheet.disc(540, 302, 18, "#FBF3E0")
    sheet.line([(540, 302), (540, 289)], 2.5, INK)
    sheet.line([(540, 302), (548, 308)], 2.5, INK)
    sheet.shape([(310, 452), (770, 452), (790, 472), (290, 472)], "#46405C")


def _train(sheet: Sheet) -> None:
    sheet.shape([(-10, 522), (330, 516), (420, 560), (436, 640), (430, 668), (-10, 712)], "#E9E6EC")
    sheet.shape([(-10, 620), (436, 606), (436, 640), (-10, 668)], THREAD)
    sheet.shape([(-10, 690), (430, 654), (430, 672), (-10, 716)], "#2A2740")
    sheet.shape([(340, 532), (408, 566), (416, 604), (344, 606)], "#2B3354")
    for rank in range(4):
        x = 8 + rank * 82
        sheet.shape([(x, 546 - rank), (x + 60, 545 - rank), (x + 60, 604 - rank * 2),
                     (x, 607 - rank * 2)], GLOW)  # fmt: skip
    sheet.disc(426, 622, 11, "#FFF6DA")


def mirror() -> bytes:
    """What a coach driver sees in her mirror: the train that comes in. Upright."""
    sheet = Sheet(900, 1200, 71)
    sheet.fade("#3A3F66", "#E3A982", 0, 760)
    sheet.ridge(690, 24, "#5C5274", 1.4)
    sheet.ridge(740, 16, "#454468", 2)
    sheet.shape([(330, 1200), (560, 745), (600, 745), (900, 1120), (900, 1200)], "#4E4B60")
    for rank in range(6):
        y = 770 + rank * rank * 15
        sheet.line(
            [(586 + rank * 12, y), (590 + rank * 14, y + 12 + rank * 6)], 3 + rank, "#E8DFC8"
        )
    sheet.shape([(0, 0), (120, 0), (70, 1200), (0, 1200)], "#1B1D2B")
    sheet.shape([(0, 1080), (900, 1020), (900, 1200), (0, 1200)], "#1B1D2B")
    sheet.line([(90, 160), (300, 230)], 26, "#14161F")
    rim = _rounded(250, 190, 520, 700, 70)
    sheet.shadow([(x + 14, y + 20) for x, y in rim], 0.35)
    sheet.shape(rim, "#14161F")
    glass = _rounded(278, 218, 464, 644, 52)
    seen = Sheet(900, 1200, 72)
    seen.fade("#4B4A78", "#F0BE8C", 218, 560)
    seen.ridge(540, 20, "#6A5A80", 2)
    seen.fade("#6E6878", "#4A4758", 580)
    seen.shape([(278, 862), (480, 590), (520, 590), (640, 862)], "#8A8492")
    for rank in range(9):
        tie = 600 + rank * rank * 3.6
        seen.line([(490 - rank * 17, tie), (512 + rank * 12, tie)], 3 + rank * 0.9, "#5A5466")
    seen.line([(486, 590), (310, 862)], 5, "#D9D3DA")
    seen.line([(512, 590), (600, 862)], 5, "#D9D3DA")
    seen.shape([(428, 470), (566, 470), (582, 660), (412, 660)], "#E9E6EC")
    seen.shape([(440, 486), (554, 486), (560, 556), (434, 556)], "#2B3354")
    seen.shape([(418, 592), (576, 592), (580, 628), (414, 628)], THREAD)
    for x in (440, 554):
        seen.disc(x, 610, 22, "#F5D9A0")
        seen.disc(x, 610, 13, "#FFF9E6")
    seen.box(650, 430, 120, 190, "#C9A98C")
    seen.shape([(636, 434), (660, 380), (790, 380), (790, 434)], "#5B3F48")
    for x in (664, 706):
        seen.box(x, 470, 26, 44, GLOW)
    sheet.reflect(glass, seen)
    sheet.line([(330, 300), (420, 238)], 5, "#B9B4C8")
    return sheet.taken()


def _rounded(x: float, y: float, width: float, height: float, radius: float) -> list[Point]:
    """A box with round corners."""
    quarter = np.radians(np.arange(0, 91, 9))
    middles = ((x + width - radius, y + height - radius), (x + radius, y + height - radius),
               (x + radius, y + radius), (x + width - radius, y + radius))  # fmt: skip
    return [
        (a + radius * float(np.cos(turn)), b + radius * float(np.sin(turn)))
        for rank, (a, b) in enumerate(middles)
        for turn in quarter + rank * np.pi / 2
    ]
