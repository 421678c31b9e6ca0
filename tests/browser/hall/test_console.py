"""The facilitator at work: pinning, undoing, sorting by keyboard and by dragging, on any screen."""

import pytest
from playwright.sync_api import Page, expect

from atelier_local.steps.wall.models import Contribution, Group
from atelier_local.steps.wall.operations import count_by_hand, group
from tests.browser.screens import (
    PHONE,
    assert_accessible,
    assert_no_sideways_scroll,
    set_width,
    shoot,
)
from tests.factories.people import the_cast
from tests.factories.wall import MORNING, a_card, a_vote
from tests.wall.hall import Hall

WORDS = [
    "Le marché du jeudi, où l’on se parle",
    "Un marché couvert pour l’hiver",
    "Le train de 18 h 12 part cinq minutes trop tôt",
    "Plus de médecin le samedi au chef-lieu, et personne pour dire où aller quand un enfant tombe",
    "Le marché est trop petit",
]


@pytest.fixture
def cards(hall) -> list[Contribution]:
    """Laid by phones."""
    return [a_card(hall.activity, words) for words in WORDS]


def looks_right(page: Page, name: str, *widths: int) -> None:
    shoot(page, name, widths)
    assert_accessible(page)
    assert_no_sideways_scroll(page)


def test_a_card_is_pinned_shown_large_and_undone(screen, hall: Hall, cards):
    wall = screen("dina", device={"viewport": {"width": 1920, "height": 1080}})
    wall.goto(hall.page("projecteur"))
    console = screen("dina", device={"viewport": {"width": 1280, "height": 800}})
    console.goto(hall.page("console"))  # another computer: it commands the wall all the same
    first = console.locator("#dernieres li").nth(1)
    with console.expect_navigation():
        first.get_by_text("Épingler").click()
    expect(wall.locator("#epingle .voix")).to_contain_text("Plus de médecin")
    looks_right(wall, "pin-wall", 1920)
    wall.keyboard.press("3")
    expect(wall.locator(".colonnes")).to_be_hidden()
    expect(wall.locator("#epingle")).to_be_in_viewport(ratio=1)
    pressed = console.locator(".choix-ecran [aria-pressed=true]")
    expect(pressed).to_contain_text("Épinglée")
    expect(console.locator(".vignette")).to_contain_text("Plus de médecin")
    console.locator(".choix-ecran").get_by_text("Questions").click()
    expect(wall.locator("#questions")).to_be_visible()
    console.keyboard.press("b")  # the page was not drawn again: the button it came from is there
    expect(pressed).to_contain_text("Noir")
    expect(console.locator(".vignette.noire")).to_be_visible()
    wall.reload()
    expect(wall.locator("body")).to_have_attribute("data-screen", "b")
    console.keyboard.press("b")
    expect(pressed).to_contain_text("Suivi")
    expect(wall.locator("#mur")).to_be_visible()
    looks_right(console, "pin-console", 1280, 360)
    set_width(console, 360)  # a phone: the whole choice is at hand, wherever the page is
    for button in console.locator(".choix-ecran button").all():
        expect(button).to_be_in_viewport(ratio=1)
    set_width(console, 1280)
    expect(console.locator("#defaire")).to_contain_text("Carte épinglée")
    with console.expect_navigation():
        console.keyboard.press("z")
    expect(wall.locator("#epingle")).to_have_count(0)
    expect(console.locator("#defaire")).to_be_hidden()


def test_a_frame_wipes_nothing_that_is_being_typed(screen, hall: Hall):
    cast = the_cast()
    vote = a_vote(hall.activity, cast)
    console = screen("dina")
    console.goto(hall.page("console"))
    first, second, _ = console.locator(".depouillement input").all()
    second.fill("12")
    first.press_sequentially("1")
    count_by_hand(vote.options.get(position=3), 7, by=cast.dina, at=MORNING)
    expect(console.locator(".depouillement input").nth(2)).to_have_value("7")
    console.keyboard.type("4")
    expect(console.locator(".depouillement input").nth(0)).to_have_value("14")
    expect(console.locator(".depouillement input").nth(1)).to_have_value("12")


def test_cards_are_sorted_by_keyboard(screen, hall: Hall, cards):
    made = group(hall.activity.workshop, "Se voir", cards[:2], by=the_cast().dina, at=MORNING)
    desk = screen("dina")
    desk.goto(hall.page("regrouper"))
    expect(desk.locator(".en-cours .enjeu")).to_contain_text("Le train")
    with desk.expect_navigation():
        desk.keyboard.press("j")
    with desk.expect_navigation():
        desk.keyboard.press("j")
    expect(desk.locator(".en-cours .enjeu")).to_contain_text("trop petit")
    expect(desk.locator(".sug").first).to_contain_text("mots communs : marché")
    looks_right(desk, "grouping", 1280, 360)
    with desk.expect_navigation():
        desk.keyboard.press("1")
    expect(desk.locator(".groupes .num").first).to_have_text("3")
    with desk.expect_navigation():
        desk.keyboard.press("z")
    expect(desk.locator(".groupes .num").first).to_have_text("2")
    desk.locator(".a-ranger .cc input").nth(1).check()
    desk.keyboard.press("n")
    desk.keyboard.type("Aller quelque part")
    with desk.expect_navigation():
        desk.keyboard.press("Enter")
    assert Group.objects.exclude(pk=made.pk).get().node.words == "Aller quelque part"


def test_cards_are_sorted_by_dragging(screen, hall: Hall, cards):
    group(hall.activity.workshop, "Se voir", cards[:2], by=the_cast().dina, at=MORNING)
    desk = screen("dina")
    desk.goto(hall.page("regrouper"))
    with desk.expect_navigation():
        desk.locator(".a-ranger .cc").nth(1).drag_to(desk.locator("[data-group]"))
    expect(desk.locator(".groupes .num").first).to_have_text("3")
    desk.locator(".a-ranger .cc").nth(0).drag_to(desk.locator(".a-ranger .cc").nth(1))
    expect(desk.locator("[name=title]")).to_be_focused()
    expect(desk.locator(".a-ranger .cc input:checked")).to_have_count(2)


def test_the_console_fits_a_phone(screen, hall: Hall, cards):
    page = screen("dina", device=PHONE)
    page.goto(hall.page("console"))
    looks_right(page, "console-phone", 360)
    with page.expect_navigation():
        page.locator("#dernieres li").first.get_by_text("Épingler").click()
    expect(page.locator("#defaire")).to_contain_text("Carte épinglée")
