"""Two officers, by the keyboard alone: keys made and turned, with script and without."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from atelier_local.steps.competition.enums import Mode, PlaceOutcome
from atelier_local.steps.competition.models import MiniCompetition
from atelier_local.steps.competition.operations import (
    name_officers,
    prepare_competition,
    publish,
    record_opening,
)
from atelier_local.steps.competition.rules import PlaceRow
from tests import databases
from tests.browser.screens import (
    DESK,
    Watch,
    assert_accessible,
    assert_no_sideways_scroll,
    open_context,
    reach,
)
from tests.browser.serving import serve
from tests.factories.competition import (
    AFTER,
    BEFORE,
    PRICES,
    WITHIN,
    a_draft,
    a_plan,
    declared,
    tender,
)
from tests.factories.people import LONG_AGO, Cast, the_cast

PHRASE = "cinq mots que personne ne devine"
HERE = "/ateliers/{}/consultation/ouverture/"


@pytest.fixture
def officers(
    migrated: str, chromium: Browser, static_files, django_db_blocker, tmp_path
) -> Iterator[tuple[Cast, MiniCompetition, Callable[..., Page]]]:
    """A draft whose officers are named, served; screens with script or without."""
    with (
        django_db_blocker.unblock(),
        databases.own(migrated, tmp_path),
        serve() as running,
    ):
        cast = the_cast()
        competition = a_draft(cast)
        name_officers(competition, [cast.camille, cast.bastien], by=cast.camille, at=LONG_AGO)
        watches: list[Watch] = []

        def open_screen(who: str, *, script: bool) -> Page:
            context = open_context(chromium, running.url, DESK, java_script_enabled=script)
            context.add_cookies([running.session_of(who)])
            watches.append(Watch(context, running.url))
            return context.new_page()

        yield cast, competition, open_screen
        assert [fault for watch in watches for fault in watch.faults] == []


def type_in(page: Page, label: str, words: str) -> None:
    reach(page, page.get_by_label(label))
    page.keyboard.type(words)


def press(page: Page, name: str) -> None:
    reach(page, page.get_by_role("button", name=name, exact=True))
    page.keyboard.press("Enter")


def makes_a_key(page: Page, slug: str, *, script: bool) -> str:
    """What the sheet prints."""
    page.goto(HERE.format(slug) + "ma-cle/")
    type_in(page, "Votre phrase secrète", PHRASE)
    type_in(page, "La même, encore une fois", PHRASE)
    press(page, "Faire ma clé" if script else "Faire ma clé sur le serveur")
    sheet = page.locator("[data-sheet]")
    expect(sheet).to_contain_text("AGE-SECRET-KEY-1")
    printed = sheet.locator(".empreinte").inner_text()
    number = sheet.locator(".chiffre").inner_text()
    if script:
        assert_accessible(page)
        press(page, "J’ai imprimé la feuille : enregistrer ma clé")
    type_in(page, "Numéro de votre feuille de secours", number)
    press(page, "Vérifier")
    expect(page.locator("main")).to_contain_text("Votre clé est prête")
    assert "AGE-SECRET-KEY" not in page.content()
    return printed


def test_keys_are_made_and_turned_by_keyboard_with_script_and_without(officers):
    """Camille makes hers with script and turns it without, Bastien the other way round."""
    cast, competition, screen = officers
    slug = competition.atelier.slug
    scripted, plain = screen("camille", script=True), screen("bastien", script=False)
    sent: list[bytes] = []
    scripted.on("request", lambda asked: sent.append(asked.post_data_buffer or b""))
    printed = makes_a_key(scripted, slug, script=True)
    assert [body for body in sent if PHRASE.encode() in body or b"SECRET" in body] == []
    sheet = makes_a_key(plain, slug, script=False)
    publish(competition, within=WITHIN, by=cast.camille, at=LONG_AGO)
    tender(cast.dina, competition)
    tender(cast.eve, competition)
    for person in (cast.camille, cast.bastien):
        declared(person, competition)

    first = screen("camille", script=False)
    first.goto(HERE.format(slug))
    type_in(first, "Votre phrase secrète", PHRASE + " non")
    press(first, "Tourner ma clé sur le serveur")
    expect(first.locator("main")).to_contain_text("n’ouvre pas votre clé")
    type_in(first, "Votre phrase secrète", PHRASE)
    press(first, "Tourner ma clé sur le serveur")
    expect(first.locator("main")).to_contain_text("Votre partie a tourné sa clé")

    second = screen("bastien", script=True)
    second.on("request", lambda asked: sent.append(asked.post_data_buffer or b""))
    second.goto(HERE.format(slug))
    assert_accessible(second)
    type_in(second, "Ou la clé écrite", printed)
    press(second, "Ouvrir les plis")
    expect(second.locator("[data-told]")).to_contain_text("n’est pas celle")
    expect(second.locator("[data-told]")).to_be_focused()
    second.goto(HERE.format(slug))
    type_in(second, "Ou la clé écrite", sheet)
    press(second, "Ouvrir les plis")
    expect(second.locator("h1")).to_contain_text("Ouverts à deux")
    expect(second.locator("main")).to_contain_text("avec la feuille de secours")
    joined = sheet.replace(" ", "").encode()
    assert [body for body in sent if joined in body.replace(b"+", b"")] == []
    for page in (first, second):
        page.set_viewport_size({"width": 320, "height": 640})
        page.goto(HERE.format(slug))
        assert_no_sideways_scroll(page)


PREPARING = ("preparer/", "preparer/plan-des-offres/", "preparer/essai/", "publier/")


def test_pages_of_a_draft_are_accessible_and_fit(officers):
    """No Atelier of the story stands there: its consultations are published, or not begun."""
    _, competition, screen = officers
    camille = screen("camille", script=True)
    here = f"/ateliers/{competition.atelier.slug}/consultation/"
    for page in (*PREPARING, "lettre-envoyee/", "ouverture/personnes/", "ouverture/"):
        assert camille.goto(here + page).ok, page
        assert_accessible(camille)
        camille.set_viewport_size({"width": 320, "height": 640})
        assert_no_sideways_scroll(camille)
        camille.set_viewport_size(DESK["viewport"])


def test_pages_of_place_are_accessible_and_fit(officers):
    cast, competition, screen = officers
    plan = a_plan(cast, mode=Mode.PLACE, place_reference="DDT61-2026-07")
    prepare_competition(competition.atelier, plan, by=cast.camille, at=LONG_AGO)
    competition.refresh_from_db()
    publish(competition, within=WITHIN, by=cast.camille, at=LONG_AGO)
    camille = screen("camille", script=True)
    here = f"/ateliers/{competition.atelier.slug}/consultation/ouverture/"
    pages = [f"{here}place/"]
    while pages:
        assert camille.goto(pages.pop()).ok
        assert_accessible(camille)
        camille.set_viewport_size({"width": 320, "height": 640})
        assert_no_sideways_scroll(camille)
        camille.set_viewport_size(DESK["viewport"])
        if not competition.opened_at:
            invited = list(competition.invitations.select_related("consortium"))
            received = (PlaceOutcome.RECEIVED, BEFORE, PRICES["C"])
            told = [PlaceRow(one.pk, one.name, *received) for one in invited]
            for person in (cast.camille, cast.bastien):
                declared(person, competition)
            record_opening(competition, cast.bastien, told, by=cast.camille, at=AFTER)
            competition.refresh_from_db()
            pages = [here, f"{here}place/fichiers/"]
