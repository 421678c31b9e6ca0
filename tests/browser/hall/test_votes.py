"""A vote as a room lives it: opened at the console, chosen on phones, secret, then revealed."""

from uuid import UUID

import pytest
from playwright.sync_api import Page, expect

from atelier_local.steps.wall.enums import Method
from atelier_local.steps.wall.models import Ballot, Participant
from atelier_local.steps.wall.operations import vote as cast_vote
from tests.browser.screens import assert_accessible, assert_no_sideways_scroll, shoot
from tests.factories.people import Cast
from tests.factories.wall import MORNING, a_vote
from tests.live.hall import until
from tests.wall.hall import Hall

PROJECTOR = {"viewport": {"width": 1920, "height": 1080}}
OPTIONS = [
    "Comment rouvrir les maisons vides des bourgs sans ajouter un lotissement au bord des routes ?",
    "Comment aller au train, au travail et au collège sans deux voitures par foyer ?",
    "Vieillir et se soigner ici",
    "Garder les haies",
]


@pytest.fixture
def cast(hall) -> Cast:
    """Those of the hall's own database."""
    from atelier_local.programme.people.models import Person

    people = dict.fromkeys(Cast.__dataclass_fields__)
    return Cast(**people | {"dina": Person.objects.get(email__startswith="dina")})


def step(phone: Page, rank: int, sign: str) -> None:
    phone.locator("#vote li").nth(rank).locator(f"[data-step='{sign}']").click()


def looks_right(page: Page, name: str, *widths: int) -> None:
    shoot(page, name, widths)
    assert_accessible(page)
    assert_no_sideways_scroll(page)


def test_a_vote_from_the_console_to_phones_and_to_the_wall(screen, hall: Hall, cast, phone):
    vote = a_vote(hall.activity, cast, options=OPTIONS)
    console, wall = screen("dina"), screen("dina", device=PROJECTOR)
    wall.goto(hall.page("projecteur"))
    expect(wall.locator("#mur h1")).to_contain_text("Quels enjeux d’abord")
    expect(phone.locator("#question")).to_contain_text("Quels enjeux d’abord")
    expect(phone.locator("#poser")).to_be_hidden()
    looks_right(phone, "vote-phone", 360)

    for rank in (0, 0, 1):
        step(phone, rank, "1")
    expect(phone.locator(".restent")).to_have_text("0")
    expect(phone.locator("#bilan")).to_contain_text("Il vous reste 0 gommette ·")
    expect(phone.locator("#vote li").nth(2).locator("[data-step='1']")).to_be_disabled()
    expect(phone.locator("#bilan")).to_contain_text("vos choix sont reçus")
    step(phone, 0, "-1")
    step(phone, 2, "1")
    until(lambda: sorted(Ballot.objects.get().choices.values()) == [1, 1, 1])
    expect(phone.locator("#bilan")).to_contain_text("vos choix sont reçus")
    looks_right(phone, "vote-phone-chosen", 360)
    expect(wall.locator(".compte")).to_contain_text("1 personne a choisi")
    expect(wall.locator("#mur rect")).to_have_count(0)
    looks_right(wall, "vote-wall", 1920)

    console.goto(hall.page("console"))
    looks_right(console, "vote-console", 1280, 360)
    console.keyboard.press("+")
    expect(wall.locator("#minuteur")).to_contain_text(":")
    expect(phone.locator("#minuteur")).to_contain_text(":")
    console.locator(".depouillement input").first.fill("14")
    with console.expect_navigation():
        console.click("text=Noter les mains levées")
    console.keyboard.press("f")
    expect(wall.locator(".secret")).to_be_visible()
    expect(phone.locator("#question")).to_contain_text("La question arrive")
    expect(console.locator("[data-key='R']")).to_be_visible()
    console.keyboard.press("r")
    expect(wall.locator("#mur rect")).to_have_count(4)
    expect(wall.locator("#mur")).to_contain_text("à main levée")
    looks_right(wall, "vote-wall-revealed", 1920)
    looks_right(console, "vote-console-revealed", 1280)
    assert vote.options.get(position=1).by_hand == 14


def test_choices_without_network_are_kept_and_the_last_ones_count(screen, hall, cast, phone):
    vote = a_vote(hall.activity, cast, options=OPTIONS)
    expect(phone.locator("#vote li")).to_have_count(4)
    phone.context.set_offline(True)
    step(phone, 0, "1")
    expect(phone.locator("#attente .combien")).to_have_text("1")
    step(phone, 1, "1")
    step(phone, 0, "-1")
    phone.wait_for_timeout(800)
    expect(phone.locator("#attente .combien")).to_have_text("1")
    expect(phone.locator("#bilan")).to_contain_text("attendent")
    assert not Ballot.objects.exists()
    phone.context.set_offline(False)
    expect(phone.locator("#attente")).to_be_hidden(timeout=20_000)
    phone.reload()
    expect(phone.locator("#vote li").nth(1).locator("input")).to_have_value("1")
    assert list(Ballot.objects.get().choices.values()) == [1]

    # The form of the page, by the server's clock; then the script, by one that is far behind.
    page_id = UUID(phone.locator("#id_id").input_value())
    third = {str(vote.options.get(position=3).pk): 1}
    cast_vote(Participant.objects.get(), third, activity=str(vote.pk), id=page_id, at=MORNING)
    assert Ballot.objects.get().line == page_id
    phone.evaluate("Date.now = () => 0")
    step(phone, 1, "1")
    until(lambda: list(Ballot.objects.get().choices.values()) == [2])


@pytest.mark.parametrize("method", [Method.STANCES, Method.MATRIX, Method.SURVEY])
def test_the_other_forms_fit_a_phone_and_a_wall(screen, hall, cast, phone, method):
    a_vote(hall.activity, cast, method=method, options=OPTIONS, budget=1, most_each=1)
    expect(phone.locator("#vote li")).to_have_count(4)
    first = phone.locator("#vote li").first
    first.locator("label").first.click()
    if method is Method.MATRIX:
        expect(phone.locator("#bilan")).to_contain_text("Il manque une des deux notes")
        first.locator("fieldset").nth(1).locator("label").nth(4).click()
        phone.locator("#vote li").nth(1).locator("label").first.click()  # half a pair: kept here
        expect(phone.locator("#bilan")).to_contain_text("Il manque une des deux notes")
        until(lambda: [list(b.choices.values()) for b in Ballot.objects.all()] == [[[1, 5]]])
    expect(phone.locator("#bilan")).to_contain_text("vos choix sont reçus")
    looks_right(phone, f"vote-phone-{method}", 360)
    console, wall = screen("dina"), screen("dina", device=PROJECTOR)
    console.goto(hall.page("console"))
    console.keyboard.press("f")
    expect(console.locator("[data-key='R']")).to_be_visible()
    console.keyboard.press("r")
    expect(console.locator("#activite .pistes .ici")).to_have_text("révélée")
    wall.goto(hall.page("projecteur"))
    expect(wall.locator(".suffrage .voix").first).to_be_visible()
    looks_right(wall, f"vote-wall-{method}", 1920)
    looks_right(console, f"vote-console-{method}", 1280)
