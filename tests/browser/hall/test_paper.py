"""A sheet is photographed and typed, keyboard only; the map says where."""

from playwright.sync_api import expect

from atelier_local.steps.wall.models import Contribution
from atelier_local.steps.wall.paper.operations import print_pack
from atelier_local.steps.workshops.models import Cell
from atelier_local.steps.workshops.paper import press, sheets
from tests.browser.screens import assert_accessible, assert_no_sideways_scroll, set_width, shoot
from tests.factories.paper import two_squares
from tests.factories.people import the_cast
from tests.factories.wall import MORNING
from tests.photographs import Shot, pinned, printed, written_on

WIDTHS = (1280, 360)


def looked_at(desk, name: str) -> None:
    for width in WIDTHS:
        set_width(desk, width)
        assert_accessible(desk)
        assert_no_sideways_scroll(desk)
    set_width(desk, WIDTHS[0])
    shoot(desk, f"papier-{name}", WIDTHS)


def test_sheets_are_sent_then_typed_with_the_keyboard_alone(screen, hall, tmp_path):
    two_squares(hall.activity)
    pack = print_pack(
        hall.activity.workshop, hall.activity, by_table=1, maps=1, cards=4,
        by=the_cast().dina, at=MORNING,
    )  # fmt: skip
    land, table, *_ = printed(press.typeset(pack))
    cells = [cell.written for cell in sheets.TABLE.cells]
    land = pinned(written_on(land, sheets.MAP.cells[1].written), 70, 140)
    shots = {
        "table": Shot(turns=1).of(written_on(table, *cells[:2])),
        "land": Shot(longest=2800).of(land),
        "foggy": Shot(blur=40).of(table),
    }
    desk = screen("dina")
    desk.goto(hall.page("papier"))
    looked_at(desk, "vide")
    for name, picture in shots.items():
        (tmp_path / f"{name}.jpg").write_bytes(picture)
        desk.set_input_files("input[type=file]", tmp_path / f"{name}.jpg")
        desk.click("text=Lire la photographie")
        expect(desk.locator(".avis").first).to_be_visible()
    expect(desk.locator("text=trop floue").first).to_be_visible()
    looked_at(desk, "revenu")

    desk.click("a:has-text('Feuille de table')")
    looked_at(desk, "taper")
    expect(desk.locator("#id_words")).to_be_focused()
    desk.keyboard.type("Un banc devant l’école")
    desk.keyboard.press("Tab")
    desk.keyboard.type("besoin")
    desk.keyboard.press("Enter")
    expect(desk.locator(".avis")).to_contain_text("Carte posée, reçu")
    expect(desk.locator("#id_kind")).to_have_value("besoin")
    expect(desk.locator("#id_words")).to_be_focused()
    desk.keyboard.type("Le marché le dimanche")
    desk.keyboard.press("Enter")
    expect(desk.locator("h2:has-text('Tout est tapé')")).to_be_visible()
    looked_at(desk, "fini")
    said = Contribution.objects.values_list("node__words", "table", "channel").order_by("pk")
    assert list(said) == [
        ("Un banc devant l’école", 1, "paper"),
        ("Le marché le dimanche", 1, "paper"),
    ]

    desk.goto(hall.page("papier"))
    desk.click("a:has-text('Carte du territoire')")
    looked_at(desk, "carte")
    box = desk.locator("[data-map]").bounding_box()
    frame = sheets.FRAME
    across, down = (70 - frame.x) / frame.width, (140 - frame.y) / frame.height
    desk.locator("[data-map]").click(
        position={"x": box["width"] * across, "y": box["height"] * down}
    )
    expect(desk.locator("[data-map-said]")).to_have_text("Point noté.")
    desk.fill("#id_words", "Ici, l’eau monte")
    desk.click("text=Poser la carte")
    expect(desk.locator("h2:has-text('Tout est tapé')")).to_be_visible()
    card = Contribution.objects.get(node__words="Ici, l’eau monte")
    assert card.place == "Bellême"
    assert Cell.objects.get(pk=card.pk).longitude < 0.55
