"""A phone and a projector: what is said without network is kept, then arrives, once."""

import pytest
from playwright.sync_api import Page, expect

from atelier_local.ground.journal.models import Line
from atelier_local.steps.wall.models import Activity, Contribution
from atelier_local.steps.wall.operations import open_activity
from atelier_local.steps.workshops.models import Workshop
from tests.browser.hall.joining import WITHIN, Travel, come_in
from tests.browser.screens import (
    PHONE,
    assert_accessible,
    assert_no_sideways_scroll,
    set_width,
    shoot,
)
from tests.factories.people import the_cast
from tests.factories.wall import MORNING
from tests.live.hall import until


def lay(phone: Page, words: str) -> None:
    phone.check("input[value=besoin]")
    phone.fill("#words", words)
    phone.click("#poser")


def assert_kept(cards: int) -> None:
    """A receipt says that the line is on disk; the register follows it a moment later."""
    assert Line.objects.filter(kind="wall.contributed").count() == cards
    until(lambda: Contribution.objects.count() >= cards)
    assert Contribution.objects.count() == cards


def test_a_card_without_network_is_kept_and_arrives_once(screen, hall, phone):
    projector = screen("dina", device={"viewport": {"width": 1920, "height": 1080}})
    projector.goto(hall.page("projecteur"))
    lay(phone, "Un bus qui attend le train")
    expect(phone.locator("#mes")).to_contain_text("reçue à")
    expect(projector.locator(".billet")).to_have_count(1)

    phone.context.set_offline(True)
    lay(phone, "De l’eau pour les maraîchers")
    lay(phone, "Un banc à l’ombre")
    expect(phone.locator("#attente .combien")).to_have_text("2")
    expect(phone.locator("#mes li").first).to_contain_text("en attente")
    assert_kept(1)

    phone.context.set_offline(False)
    expect(phone.locator("#attente")).to_be_hidden(timeout=20_000)
    expect(projector.locator(".billet")).to_have_count(3)
    assert_kept(3)
    phone.reload()
    expect(phone.locator("#mes li")).to_have_count(3)
    expect(phone.locator("#mes")).not_to_contain_text("en attente")
    assert_kept(3)


KEPT_BEFORE = """() => {
  const { room } = document.body.dataset;
  const keep = (id, text) => localStorage.setItem(`carte:${room}:${id}`, text);
  const id = "01900000-0000-7000-8000-000000000001";
  const activity = document.getElementById("carte").elements.activity.value;
  keep(id, JSON.stringify({
    id, activity, kind: "besoin", words: "Dit par l’ancien script", place: "", label: "Besoin",
    more: { place: "Igé" },
  }));
  keep("essai", "");
  keep("01900000-0000-7000-8000-000000000002", JSON.stringify({ id: "x", act: "wall.unheard" }));
}"""
"""What the former script kept, a try of storage cut short, an act that this page does not know."""


def test_what_was_kept_survives_a_reload(phone):
    # Only the cards' own route is cut: the page itself can still be loaded again.
    phone.route("**/lignes", lambda route: route.abort())
    lay(phone, "Prêter la salle le mercredi")
    expect(phone.locator("#attente")).to_be_visible()
    phone.fill("#words", "Une phrase commencée")
    phone.evaluate(KEPT_BEFORE)
    phone.reload()
    expect(phone.locator("#words")).to_have_value("Une phrase commencée")
    expect(phone.locator("#mes")).to_contain_text("en attente")
    expect(phone.locator("#attente .combien")).to_have_text("2")
    phone.unroute("**/lignes")
    expect(phone.locator("#attente")).to_be_hidden(timeout=20_000)
    said = Line.objects.filter(kind="wall.contributed").order_by("seq")
    assert [line.payload["words"] for line in said] == [
        "Dit par l’ancien script", "Prêter la salle le mercredi",
    ]  # fmt: skip
    assert said[0].payload["place"] == "Igé"


def test_the_phone_follows_the_question_and_keeps_what_was_typed(hall, phone):
    phone.fill("#words", "Une phrase commencée")
    following = Activity.objects.select_related("workshop__stream").get(position=2)
    open_activity(following, by=the_cast().dina, at=MORNING)
    expect(phone.locator("#question")).to_contain_text("Et demain")
    expect(phone.locator("#words")).to_have_value("Une phrase commencée")
    expect(phone.locator(".natures label")).to_have_count(1)


def test_too_long_is_refused_here_and_the_text_stays(phone):
    lay(phone, "é" * 10_000)
    expect(phone.locator("#refus")).to_contain_text("coupez-la en deux idées")
    assert phone.locator("#words").input_value() == "é" * 10_000
    assert not Contribution.objects.exists()


@pytest.mark.parametrize("without", ["script", "a part of it"])
def test_without_script_the_form_does_the_same(screen, hall, without):
    """A network cut brings a part of the scripts."""
    page = screen(device=PHONE, java_script_enabled=without != "script")
    if without == "a part of it":
        page.route("**/wall/vote.js", lambda route: route.abort())
    page.goto(f"/r/{hall.code}/")
    page.click("text=Entrer dans la salle")
    lay(page, "Un bus qui attend le train")
    expect(page.locator("#recue")).to_contain_text("reçu")
    page.go_back()
    page.click("#poser")
    expect(page.locator("#mes li")).to_have_count(1)
    assert_kept(1)


NO_STORAGE = "Object.defineProperty(window, 'localStorage', { get() { throw new Error('no'); } })"
FULL = """() => {
  Storage.prototype.setItem = () => { throw new DOMException("plein", "QuotaExceededError"); };
}"""


@pytest.mark.parametrize("memory", ["closed", "full"])
def test_a_phone_that_can_keep_nothing_says_so_and_shows_what_waits(screen, hall, memory):
    """The window of a captive portal has no storage; the memory of an old phone fills up."""
    page = screen(device=PHONE)
    if memory == "closed":
        page.add_init_script(NO_STORAGE)
    page.goto(f"/r/{hall.code}/")
    come_in(page)
    told = page.locator("#sans-memoire")
    if memory == "full":
        lay(page, "Un four à pain")
        expect(page.locator("#mes .fait")).to_have_count(1)
        expect(told).to_be_hidden()
        page.evaluate(FULL)
        page.fill("#words", "Un")
    expect(told).to_contain_text("ne peut rien garder")
    assert_accessible(page)
    shoot(page, f"no-memory-{memory}", (360,))
    page.context.set_offline(True)
    lay(page, "Un bus qui attend le train")
    lay(page, "Un banc à l’ombre")
    expect(page.locator("#attente")).to_contain_text("en attente d’envoi, dans cette page")
    expect(page.locator("#mes")).to_contain_text("Un bus qui attend le train")
    expect(page.locator("#sauver")).to_be_visible()
    page.context.set_offline(False)
    expect(page.locator("#mes .fait")).to_have_count(3 if memory == "full" else 2)
    assert_kept(3 if memory == "full" else 2)


def test_the_console_drives_and_holds_in_its_screen(screen, hall, phone):
    console = screen("dina")
    console.goto(hall.page("console"))
    scroll = "document.documentElement.scrollHeight - innerHeight"
    assert console.evaluate(scroll) <= 0
    assert_accessible(console)
    lay(phone, "Monsieur Untel exagère")
    card = console.locator("#dernieres li")
    expect(card).to_contain_text("Untel")
    expect(console.locator("#voix")).to_contain_text("1 carte")
    console.select_option("#masquer select", index=1)
    card.get_by_text("Masquer").click()
    expect(card).to_contain_text("Hors écran")
    console.locator("body").press("f")
    expect(console.locator("#activite")).to_contain_text("prête")
    expect(phone.locator("#question")).to_contain_text("La question arrive")


@pytest.mark.parametrize("name", ["projecteur", "console", "regrouper", "activites", "clore"])
def test_the_hall_has_no_barrier(screen, hall, name):
    page = screen("dina")
    page.goto(hall.page(name))
    assert_accessible(page)
    assert_no_sideways_scroll(page)


def test_coming_in_by_the_code_has_no_barrier(screen, hall):
    page = screen(device=PHONE)
    page.goto("/rejoindre/")
    page.fill("#code", hall.code.lower())
    page.click("text=Continuer")
    expect(page.locator("text=Entrer dans la salle")).to_be_visible()
    assert_accessible(page)


def test_coming_in_takes_three_taps_and_five_seconds_of_a_bad_network(screen, hall):
    """Counted from what travels (`python -m benchmarks.joining` takes the time)."""
    page = screen(device=PHONE)
    travel = Travel.of(page)
    page.goto(f"/r/{hall.code}/", wait_until="networkidle")
    first = travel.again()
    assert_accessible(page)
    assert come_in(page) <= 3
    room = travel.again()
    assert len([file for file in first.ahead if "/wall/" in file]) >= 10
    assert room.files == []  # its scripts came while one said who one is
    assert first.seconds + room.seconds < WITHIN, (first, room)
    lay(page, "Un bus qui attend le train")
    expect(page.locator("#mes .fait")).to_have_count(1)


def test_the_four_states_of_silent_cards_hold_on_a_phone(screen, hall):
    Activity.objects.update(silent=True)
    page = screen("dina", device=PHONE)
    set_width(page, 360)
    page.goto(hall.page("console"))
    expect(page.locator(".pistes li")).to_have_count(4)
    assert_no_sideways_scroll(page)


@pytest.mark.parametrize("size", [(1920, 1080), (1024, 768)])
def test_two_codes_and_their_words_fit_the_screen(screen, hall, size):
    """The network's and the page's, the longest names there may be."""
    told = {"wifi_name": "Salle des fêtes de Bellême 5G", "wifi_key": "huisne et jambée " * 3}
    Workshop.objects.update(**told)
    page = screen("dina", device={"viewport": {"width": size[0], "height": size[1]}})
    page.goto(hall.page("projecteur"))
    page.keyboard.press("1")
    shoot(page, "join", size[:1])
    for image in page.locator(".deux img").all():
        expect(image).to_be_in_viewport(ratio=1)
    for words in (".deux .cle", ".deux .code", "footer"):
        expect(page.locator(f".rejoindre {words}")).to_be_in_viewport(ratio=1)
    assert_accessible(page)
    assert_no_sideways_scroll(page)
