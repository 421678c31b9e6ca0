"""Cards with a place, with a photograph, and commitments: phone, console and wall."""

from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from atelier_local.ground.journal.models import Line
from atelier_local.programme.territories.models import Commune, Contour
from atelier_local.steps.wall.enums import Act, ContributionKind, Method
from atelier_local.steps.wall.models import Activity, Contribution
from atelier_local.steps.wall.operations import open_activity, prepare_activity
from tests.browser.screens import assert_accessible, assert_no_sideways_scroll, shoot
from tests.factories.people import the_cast
from tests.factories.pictures import a_jpeg
from tests.factories.wall import MORNING, PREPARED, a_card
from tests.wall.hall import Hall

PROJECTOR = {"viewport": {"width": 1920, "height": 1080}}
NEEDS = [ContributionKind.NEED, ContributionKind.STRENGTH]


def looks_right(page: Page, name: str, *widths: int) -> None:
    shoot(page, name, widths)
    assert_accessible(page)
    assert_no_sideways_scroll(page)


def ask(hall: Hall, question: str, method: Method, **how) -> Activity:
    by = the_cast().dina
    made = prepare_activity(
        hall.activity.workshop, question=question, method=method, by=by, at=PREPARED, **how
    )
    open_activity(made, by=by, at=MORNING)
    return made


@pytest.fixture
def contours(hall) -> None:
    """Two communes, squares side by side."""
    communes = Commune.objects.filter(epci=hall.activity.workshop.atelier.epci_id).order_by("name")
    for rank, commune in enumerate(communes):
        west = 0.4 + rank / 10
        ring = [[west, 48.3], [west + 0.1, 48.3], [west + 0.1, 48.4], [west, 48.4], [west, 48.3]]
        Contour.objects.create(
            commune=commune, geometry={"type": "MultiPolygon", "coordinates": [[ring]]},
            west=west, south=48.3, east=west + 0.1, north=48.4, source="IGN",
        )  # fmt: skip


def test_a_finger_on_the_map_says_where(screen, hall: Hall, contours, phone):
    ask(hall, "Où manque-t-il un banc ?", Method.MAP, kinds=NEEDS)
    wall = screen("dina", device=PROJECTOR)
    wall.goto(hall.page("projecteur"))
    expect(phone.locator("#plan path")).to_have_count(2)
    phone.check("input[value=besoin]")
    phone.fill("#words", "Un banc à l’ombre")
    phone.click("#poser")
    expect(phone.locator("#refus")).to_contain_text("Dites où")
    expect(phone.locator("#refus")).to_be_in_viewport()
    phone.locator("#plan path[data-place='Igé']").tap()
    expect(phone.locator("#place")).to_have_value("Igé")
    looks_right(phone, "map-phone", 360)
    phone.locator("#place").focus()
    covered = "[place.getBoundingClientRect().bottom, poser.getBoundingClientRect().top]"
    bottom, top = phone.evaluate(covered)
    assert bottom <= top, "what takes the focus is under the button"
    phone.click("#poser")
    expect(phone.locator("#mes")).to_contain_text("reçue à")
    expect(phone.locator("#place")).to_have_value("")
    expect(phone.locator("#plan .vise")).to_have_count(0)
    expect(phone.locator("#bilan")).to_contain_text("Carte reçue à")
    expect(wall.locator("#epingles circle")).to_have_count(1)
    expect(wall.locator(".billet")).to_contain_text("Igé Un banc à l’ombre")
    looks_right(wall, "map-wall", 1920)
    card = Contribution.objects.get()
    assert card.commune.name == "Igé"
    assert (50_000 < card.lon < 60_000, 4_830_000 < card.lat < 4_840_000) == (True, True)


def test_a_photograph_is_seen_at_the_console_first(screen, hall: Hall, phone, tmp_path):
    ask(hall, "Montrez-nous", Method.CARDS, kinds=NEEDS, photos=True)
    console, wall = screen("dina"), screen("dina", device=PROJECTOR)
    console.goto(hall.page("console"))
    wall.goto(hall.page("projecteur"))
    taken = tmp_path / "source.jpg"
    taken.write_bytes(a_jpeg(8, 8))
    phone.set_input_files("#picture", taken)
    expect(phone.locator("#photo-etat")).to_have_text("Photographie jointe.")
    phone.check("input[value=besoin]")
    phone.fill("#words", "La source est à sec depuis juin")
    phone.check("#reuse")
    looks_right(phone, "photo-phone", 360)
    phone.click("#poser")
    expect(phone.locator("#mes")).to_contain_text("reçue à")
    waiting = console.locator("#a-relire li")
    expect(waiting).to_contain_text("La source est à sec")
    console.evaluate("document.dispatchEvent(new Event('live'))")
    expect(console.locator("#plus-ancienne")).to_contain_text("la plus ancienne depuis")
    image = waiting.locator("img")
    expect(image).to_have_js_property("complete", True)
    assert image.evaluate("image => image.naturalWidth") == 8
    looks_right(console, "photo-console", 1280, 360)
    expect(wall.locator(".billet")).to_have_count(0)
    waiting.get_by_text("Afficher").click()
    expect(wall.locator(".billet img")).to_have_js_property("naturalWidth", 8)
    looks_right(wall, "photo-wall", 1920)
    assert Line.objects.get(pk=Contribution.objects.get().pk).payload["reuse"]


def test_without_network_a_photograph_says_so_and_the_text_stays(hall: Hall, phone, tmp_path):
    ask(hall, "Montrez-nous", Method.CARDS, kinds=NEEDS, photos=True)
    taken = tmp_path / "source.jpg"
    taken.write_bytes(a_jpeg())
    expect(phone.locator("#picture")).to_be_visible()
    phone.fill("#words", "La source est à sec")
    phone.context.set_offline(True)
    phone.set_input_files("#picture", taken)
    expect(phone.locator("#photo-etat")).to_contain_text("demande le réseau")
    looks_right(phone, "photograph-offline-phone", 360)
    phone.check("input[value=besoin]")
    phone.click("#poser")
    expect(phone.locator("#attente .combien")).to_have_text("1")
    phone.context.set_offline(False)
    expect(phone.locator("#attente")).to_be_hidden(timeout=20_000)
    expect(phone.locator("#mes")).to_contain_text("reçue à")
    taken.write_bytes(b"pas une image")
    phone.set_input_files("#picture", taken)
    expect(phone.locator("#photo-etat")).to_contain_text("n’est pas une image")


def test_a_commitment_says_who_and_when(screen, hall: Hall, phone):
    ask(hall, "Que ferez-vous, et pour quand ?", Method.PLEDGES)
    wall = screen("dina", device=PROJECTOR)
    wall.goto(hall.page("projecteur"))
    expect(phone.locator("#amorce")).to_be_visible()
    phone.fill("#words", "prêter la salle des fêtes le mercredi")
    phone.click("#poser")
    expect(phone.locator("#refus")).to_contain_text("Dites qui s’engage")
    phone.fill("#who", "La commune d’Igé")
    phone.fill("#due", "dès septembre")
    looks_right(phone, "pledge-phone", 360)
    phone.click("#poser")
    expect(phone.locator("#mes")).to_contain_text("reçue à")
    expect(phone.locator("#who")).to_have_value("La commune d’Igé")
    expect(wall.locator(".colonne .billet")).to_contain_text("La commune d’Igé · dès septembre")
    looks_right(wall, "pledge-wall", 1920)


def test_a_scribe_never_leaves_the_keyboard(screen, hall: Hall):
    desk = screen("dina")
    desk.goto(hall.page("tables"))
    looks_right(desk, "tables", 1280, 360)
    page = screen()
    page.goto(desk.locator(".scribes a").nth(1).get_attribute("href"))
    wall = screen("dina", device=PROJECTOR)
    wall.goto(hall.page("projecteur"))
    expect(page.locator("#words")).to_be_focused()
    page.keyboard.type("Le marché du jeudi")
    page.keyboard.press("Enter")
    expect(page.locator("#words")).to_have_value("")
    page.keyboard.type("Un bus qui attend le train")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("PageDown")
    page.keyboard.press("Enter")
    page.keyboard.type("De l’eau pour les maraîchers")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    expect(page.locator("#mes li")).to_have_count(3)
    expect(page.locator("#mes")).not_to_contain_text("en attente")
    expect(wall.locator(".billet")).to_have_count(3)
    looks_right(page, "scribe", 1280, 360)
    cards = Contribution.objects.order_by("pk")
    assert [(c.kind, c.audience, c.table) for c in cards] == [
        ("atout", "", 2), ("fragilite", "EL", 2), ("atout", "EL", 2),
    ]  # fmt: skip


def test_a_scribe_without_network_loses_no_line(screen, hall: Hall):
    desk = screen("dina")
    desk.goto(hall.page("saisie"))
    desk.context.set_offline(True)
    for words in ("Un banc", "Un arbre"):
        desk.keyboard.type(words)
        desk.keyboard.press("Alt+ArrowDown")
        desk.keyboard.press("Enter")
    expect(desk.locator("#attente .combien")).to_have_text("2")
    desk.context.set_offline(False)
    expect(desk.locator("#attente")).to_be_hidden(timeout=20_000)
    expect(desk.locator("#mes")).not_to_contain_text("en attente")
    # A receipt says that the line is on disk; the register follows it a moment later.
    said = Line.objects.filter(kind=Act.CONTRIBUTED).order_by("pk")
    assert [line.payload["table"] for line in said] == [1, 2]


def test_a_question_goes_from_a_phone_to_the_wall_and_is_answered(screen, hall: Hall, phone):
    console, wall, other = screen("dina"), screen("dina", device=PROJECTOR), phone
    console.goto(hall.page("console"))
    wall.goto(hall.page("projecteur"))
    wall.keyboard.press("4")
    expect(wall.locator("#questions")).to_contain_text("Aucune question")
    phone.locator("#salle summary").click()
    phone.fill("#demande", "Qui paiera la navette ?")
    phone.fill("#words", "Une carte commencée")
    phone.click("text=Poser la question")
    expect(phone.locator("#demande-etat")).to_contain_text("Elle sera relue")
    expect(phone.locator("#words")).to_have_value("Une carte commencée")
    with console.expect_navigation():
        console.locator("#questions").get_by_text("Montrer").click()
    expect(wall.locator("#questions li")).to_contain_text("Qui paiera la navette")
    other.locator("#posees").get_by_text("Moi aussi").click()
    expect(wall.locator("#questions b")).to_have_text("1")
    expect(other.locator("#posees button")).to_be_disabled()
    looks_right(phone, "questions-phone", 360)
    looks_right(wall, "questions-wall", 1920)
    looks_right(console, "questions-console", 1280, 360)
    console.fill("#questions input", "La Région pour moitié, la communauté pour l’autre.")
    with console.expect_navigation():
        console.locator("#questions").get_by_text("Répondue").click()
    expect(other.locator("#posees")).to_contain_text("La Région pour moitié")
    expect(wall.locator("#questions .sous")).to_contain_text("La Région")


WATCH_STORAGE = """() => {
  const usual = Object.getPrototypeOf(localStorage).setItem;
  Storage.prototype.setItem = function (key, value) {
    if (key.startsWith("carte:")) window.written = document.getElementById("demande").value;
    return usual.call(this, key, value);
  };
}"""
"""What the field of questions says while an act is kept."""


def test_a_question_without_network_leaves_later_by_itself(phone):
    phone.locator("#salle summary").click()
    phone.context.set_offline(True)
    for words in ("Qui paiera la navette ?", "Et le car du soir ?"):
        phone.fill("#demande", words)
        phone.evaluate(WATCH_STORAGE)
        phone.click("text=Poser la question")
        assert phone.evaluate("window.written") == words  # still there if it could not be kept
        expect(phone.locator("#demande")).to_have_value("")
    expect(phone.locator("#demande-etat")).to_contain_text("2 questions attendent le réseau")
    expect(phone.locator("#attente .combien")).to_have_text("2")
    phone.context.set_offline(False)
    expect(phone.locator("#attente")).to_be_hidden(timeout=20_000)
    expect(phone.locator("#demande-etat")).to_contain_text("Elle sera relue")
    said = Line.objects.filter(kind=Act.ASKED).order_by("pk")
    assert [line.payload["words"] for line in said] == [
        "Qui paiera la navette ?", "Et le car du soir ?",
    ]  # fmt: skip


def test_the_workshop_is_seen_again(screen, hall: Hall):
    a_card(hall.activity, "Le marché du jeudi", at=MORNING + timedelta(minutes=4))
    desk = screen("dina")
    desk.goto(hall.page("rejouer"))
    expect(desk.locator("#scene")).to_contain_text("Le marché du jeudi")
    looks_right(desk, "replay", 1280, 360)
    desk.focus("#minute")
    with desk.expect_navigation():
        desk.keyboard.press("Home")
    expect(desk.locator("#minute")).to_have_value("0")
    expect(desk.locator("#minute")).to_be_focused()  # the next key goes on from there
    desk.focus("#public")
    desk.keyboard.press("End")  # the last audience that spoke, by keyboard alone
    desk.keyboard.press("Tab")
    desk.keyboard.press("Tab")
    with desk.expect_navigation():
        desk.keyboard.press("Enter")
    with desk.expect_navigation():
        desk.get_by_text("Parole suivante").press("Enter")
    expect(desk.locator("#scene")).to_contain_text("Le marché du jeudi")
    expect(desk.locator("#public")).to_have_value("HA")
