"""A grid filled in by the keyboard, with script and without; what to read is one link away."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from atelier_local import clock
from atelier_local.steps.competition.enums import Phase, TenderPart
from atelier_local.steps.competition.models import Mark
from atelier_local.steps.competition.rules.body import Body, Someone
from tests import databases
from tests.browser.screens import (
    DESK,
    Watch,
    assert_accessible,
    assert_no_sideways_scroll,
    open_context,
    set_width,
    shoot,
)
from tests.browser.serving import serve
from tests.factories.competition import AFTER, an_evaluator, an_opened
from tests.factories.people import the_cast

HERE = "/ateliers/collines/consultation/"
REASON = "Trois salles, un bus qui passe au marché (partie 3) : insuffisant pour les hameaux."


def a_whole_tender(side) -> Body:
    """With a team, prices and an empty part."""
    firm = f"m:{side.consortium.members.first().pk}"
    days, prices = dict.fromkeys(Phase, 5), dict.fromkeys(Phase, 1_350_050)
    texts = {TenderPart.UNDERSTANDING: "Les haies tiennent l’eau.", TenderPart.METHOD: "Trois."}
    return Body(
        "",
        parts=texts | {TenderPart.OUTREACH: "Un bus passe au marché du jeudi."},
        people=(Someone("Dina Haddad", firm, "paysage", days),),
        prices={firm: prices},
        months_tenths=125,
        missing={TenderPart.COMMITMENTS: "Nous répondons dans la méthode."},
    )


@pytest.fixture
def screen(
    migrated: str, chromium: Browser, static_files, django_db_blocker, tmp_path
) -> Iterator[Callable[..., Page]]:
    """Camille’s, once she has declared her interests; with script or without."""
    with django_db_blocker.unblock(), databases.own(migrated, tmp_path), serve() as running:
        cast = the_cast()
        an_evaluator(cast.camille, an_opened(cast, body=a_whole_tender))
        clock.advance_to(AFTER)
        watches = []

        def opened(*, script: bool) -> Page:
            context = open_context(chromium, running.url, DESK, java_script_enabled=script)
            context.add_cookies([running.session_of("camille")])
            watches.append(Watch(context, running.url))
            return context.new_page()

        yield opened
        assert [fault for watch in watches for fault in watch.faults] == []


def fits(page: Page, name: str) -> None:
    for width in (1280, 320):
        set_width(page, width)
        assert_accessible(page)
        assert_no_sideways_scroll(page)
    page.set_viewport_size(DESK["viewport"])
    shoot(page, f"marking-{name}")


def test_a_mark_is_given_by_the_keyboard(screen):
    """The bar is a group of radio buttons: arrows move along it, half a point at a time."""
    for rank, script in enumerate((False, True)):
        page = screen(script=script)
        page.goto(f"{HERE}ma-grille/")
        expect(page.locator("caption")).to_contain_text(f"{rank} sur 8")
        page.get_by_role("radio", name="7", exact=True).focus()
        page.keyboard.press("ArrowRight")
        expect(page.get_by_role("radio", name="7,5")).to_be_checked()
        page.keyboard.press("Tab")
        page.keyboard.type(REASON)
        page.get_by_role("button", name="Garder et passer à la suivante").click()
        expect(page.locator("caption")).to_contain_text(f"{rank + 1} sur 8")
    assert {str(mark.value) for mark in Mark.objects.all()} == {"7.5"}


def test_a_grid_is_touched_read_and_mended(screen):
    page = screen(script=True)
    page.goto(f"{HERE}ma-grille/")
    page.get_by_label("Mon motif").fill(REASON)
    page.get_by_role("button", name="Garder et passer à la suivante").click()
    expect(page.locator("main")).to_contain_text("Choisissez une note de 0 à 10")
    expect(page.get_by_label("Mon motif")).to_have_value(REASON)
    fits(page, "refused")
    set_width(page, 320)
    for sign in ("10", "9,5", "9"):
        box = page.locator("label", has_text=sign).last.bounding_box()
        assert box["width"] >= 24 <= box["height"], sign
    page.get_by_role("radio", name="9", exact=True).click()
    page.set_viewport_size(DESK["viewport"])
    page.get_by_role("button", name="Garder et passer à la suivante").click()
    page.locator("td.nt a").first.click()
    expect(page.get_by_role("radio", name="9", exact=True)).to_be_checked()
    fits(page, "kept")
    page.locator("tr", has_text="Méthode et animation").locator("a").first.click()
    expect(page.locator("#saisie")).to_contain_text("Aller vers les habitants")
    page.get_by_role("link", name="Lire l’offre, parties 2, 3 et 5").click()
    assert page.url.endswith("#partie-2")
    expect(page.locator("#partie-4")).to_contain_text("Dina Haddad")
    expect(page.locator("#partie-7")).to_contain_text("Pas de réponse")
    fits(page, "tender")
