"""What is seen in a workshop: a table, a wall of cards."""

from .brush import INK, THREAD, Sheet, between


def table_from_above() -> bytes:
    """A table of a workshop from above: a map, cards, stickers, cups."""
    sheet = Sheet(1240, 830, 47)
    sheet.fade("#B98A5E", "#AD7E54")
    for y in range(0, 830, 118):
        sheet.line([(0, y), (1240, y)], 3, "#96693F")
        for _ in range(9):
            x, up = sheet.chance.uniform(0, 1100), y + sheet.chance.uniform(12, 106)
            sheet.line([(x, up), (x + sheet.chance.uniform(60, 220), up)], 1.4, "#A5764B")
    paper = [(270, 120), (960, 84), (992, 690), (296, 730)]
    sheet.shadow([(x + 8, y + 12) for x, y in paper], 0.25)
    sheet.shape(paper, "#FAF5E9")
    hues = ("#DCE6D0", "#EFE2C8", "#E2DAEC", "#D3E4E1", "#F0DCCB")
    knots = {(i, j): (340 + 148 * i - 8 * j + sheet.chance.uniform(-34, 34),
                      190 + 148 * j - 8 * i + sheet.chance.uniform(-30, 30))
             for i in range(5) for j in range(4)}  # fmt: skip
    for rank in range(12):
        i, j = rank % 4, rank // 4
        rim = [knots[i, j], knots[i + 1, j], knots[i + 1, j + 1], knots[i, j + 1], knots[i, j]]
        sheet.shape(rim, hues[(rank * 3 + j) % 5])
        sheet.line(rim, 3, "#FFFFFF")
    road = [(300, 560), (430, 500), (560, 470), (700, 400), (820, 380), (970, 300)]
    sheet.line(road, 7, "#C9BCA4")
    sheet.line(
        [(360, 160), (450, 270), (520, 330), (660, 420), (730, 560), (820, 660)], 6, "#86B0BC"
    )
    for x, y in ((470, 330), (700, 400), (560, 470), (640, 545), (830, 250), (420, 610)):
        sheet.disc(x + 2, y + 3, 13, "#8A7F6C")
        sheet.disc(x, y, 13, THREAD if x > 500 else "#00665A")
    cards = ((150, 190, -8, "#F7D98A"), (170, 380, 6, "#F4B9A0"), (140, 590, -4, "#BBD8C6"),
             (1090, 180, 9, "#F7D98A"), (1110, 360, -6, "#CDBDE6"), (1085, 660, 7, "#F4B9A0"),
             (520, 640, -12, "#F7D98A"), (830, 560, 8, "#BBD8C6"))  # fmt: skip
    for x, y, turn, colour in cards:
        sheet.card(x, y, 176, 122, turn, colour, lines=4)
    for x, y, colour in ((1080, 520, "#F2EEE6"), (330, 768, "#D9E2E4")):
        sheet.disc(x + 7, y + 10, 60, "#8B6340")
        sheet.disc(x, y, 60, colour)
        sheet.disc(x, y, 44, between(colour, INK, 0.16))
        sheet.disc(x, y, 40, "#4A2F22")
        sheet.disc(x - 12, y - 12, 9, "#7A543E")
    for x, y, to_x, to_y, colour in ((640, 700, 830, 770, "#2A3B62"), (880, 470, 950, 620, THREAD)):
        sheet.line([(x + 5, y + 8), (to_x + 5, to_y + 8)], 14, "#93704E")
        sheet.line([(x, y), (to_x, to_y)], 13, colour)
        sheet.line([(to_x, to_y), (to_x + (to_x - x) * 0.1, to_y + (to_y - y) * 0.1)], 6, INK)
    return sheet.taken()


def wall_of_cards() -> bytes:
    return _before_the_wall(83, "#5B3B9E")


def wall_of_cards_again() -> bytes:
    return _before_the_wall(84, "#00665A")


def _before_the_wall(seed: int, coat: str) -> bytes:
    """Somebody before a wall of cards, seen from behind. Upright."""
    sheet = Sheet(900, 1100, seed)
    sheet.fade("#F3EBDC", "#E6DAC4")
    sheet.fade("#A98560", "#8F6E4C", 940)
    sheet.box(0, 930, 900, 14, "#CFC2A8")
    for column, head in enumerate(("#8F4300", "#5B3B9E", "#00665A", "#8F4300")):
        x = 120 + 220 * column
        sheet.box(x - 88, 70, 176, 46, head)
        sheet.line([(x - 60, 93), (x + 40, 93)], 6, "#FFFFFF")
        for rank in range(int(sheet.chance.integers(4, 7))):
            hue = ("#F7D98A", "#F4B9A0", "#BBD8C6", "#CDBDE6")[int(sheet.chance.integers(4))]
            turn = sheet.chance.uniform(-5, 5)
            sheet.card(x + turn, 194 + 124 * rank, 158, 102, turn, hue, lines=3)
    x = 330 + (seed % 5) * 60
    sheet.shadow([(x - 170, 1100), (x + 250, 1000), (x + 300, 1020), (x - 60, 1100)], 0.2)
    sheet.shape([(x - 150, 1100), (x - 136, 760), (x - 84, 690), (x + 84, 690), (x + 136, 760),
                 (x + 150, 1100)], coat)  # fmt: skip
    sheet.shape([(x + 60, 690), (x + 84, 690), (x + 136, 760), (x + 150, 1100), (x + 96, 1100)],
                between(coat, INK, 0.22))  # fmt: skip
    sheet.box(x - 26, 640, 52, 62, "#C49A7C")
    sheet.disc(x, 596, 74, "#5A4232")
    sheet.disc(x - 16, 580, 52, "#6B5040")
    sheet.disc(x, 520, 34, "#5A4232")
    sheet.line([(x - 112, 780), (x - 190, 700), (x - 170, 560)], 52, coat)
    sheet.disc(x - 168, 534, 25, "#C49A7C")
    sheet.card(x - 172, 500, 118, 78, -6, "#F7D98A", lines=3)
    return sheet.taken()
