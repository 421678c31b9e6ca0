"""Hearings, beyond what the walk clicks: refusals that keep what was typed, an hour moved."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from atelier_local import clock
from atelier_local.steps.competition.operations import call_hearings
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
from tests.browser.walk.walking import fill, send
from tests.factories.competition import AFTER, a_scored, judge_all
from tests.factories.people import the_cast

HERE = "/ateliers/collines/consultation/"
DAY = datetime(2026, 7, 10, 12, tzinfo=UTC)
WHERE, WHY = "Lieu, ou lien de visioconférence", "Pourquoi l’heure change"
CALLED = {"pause": 15, "place": "Mairie de Rémalard", "topics": "L’équipe présente sur place."}
SAID = "Demandé : qui anime ? Répondu : Dina, aux trois ateliers."


@pytest.fixture
def screens(migrated, chromium, static_files, django_db_blocker, tmp_path) -> Iterator[dict]:
    """Camille, Bastien and Dina, in front of grids handed in and tenders found regular."""
    with django_db_blocker.unblock(), databases.own(migrated, tmp_path), serve() as running:
        cast = the_cast()
        decided = {"hearing": True, "hearing_minutes": 45}
        competition = a_scored(cast, decided=decided)
        judge_all(cast, competition)
        clock.advance_to(AFTER)
        opened, watches = {"cast": cast, "competition": competition}, []
        for who in ("camille", "bastien", "dina"):
            context = open_context(chromium, running.url, DESK)
            context.add_cookies([running.session_of(who)])
            watches.append(Watch(context, running.url))
            opened[who] = context.new_page()
        yield opened
        assert [fault for watch in watches for fault in watch.faults] == []


def fits(page: Page, name: str) -> None:
    """Without barrier nor sideways scroll, on a desk and at 320 px; its pictures are kept."""
    for width in (1280, 320):
        set_width(page, width)
        assert_accessible(page)
        assert_no_sideways_scroll(page)
    page.set_viewport_size(DESK["viewport"])
    shoot(page, f"hearings-{name}")


def test_hearings_by_clicking(screens):
    camille, bastien, dina = screens["camille"], screens["bastien"], screens["dina"]
    by = screens["cast"].camille
    camille.goto(f"{HERE}notes-communes/")
    expect(camille.locator("main")).to_contain_text("l’audition de 2 groupements")
    camille.get_by_role("link", name="Auditions").click()
    send(camille, "Convoquer", **{"Première audition": "10/07/2026 14:00", WHERE: "Mairie"})
    expect(camille.get_by_label(WHERE)).to_have_value("Mairie")
    fits(camille, "refused")
    call_hearings(screens["competition"], first_at=DAY, **CALLED, by=by, at=AFTER)

    camille.goto(f"{HERE}auditions/")
    camille.get_by_role("link", name="Changer l’heure de Groupement C").click()
    send(camille, "Changer l’heure et avertir", "ne se croisent pas",
         **{"Nouvelle heure": "10/07/2026 15:00", WHY: "Un train."})  # fmt: skip
    expect(camille.get_by_label(WHY)).to_have_value("Un train.")
    fits(camille, "move")
    send(camille, "Changer l’heure et avertir", "17 h 00",
         **{"Nouvelle heure": "10/07/2026 17:00"})  # fmt: skip
    dina.goto(f"{HERE}mon-resultat/")
    expect(dina.locator("main")).to_contain_text("Nous sommes entendus le 10 juillet")
    fits(dina, "holder")
    bastien.goto(f"{HERE}auditions/")
    expect(bastien.get_by_role("button", name="Convoquer")).to_have_count(0)
    fits(bastien, "evaluator")

    clock.advance_to(DAY + timedelta(hours=5))
    camille.get_by_role("link", name="Écrire le compte rendu de Groupement C").click()
    fill(camille, {"Présents pour le groupement": "Dina", "Ce qui a été demandé et répondu": SAID})
    camille.get_by_role("button", name="Établir le compte rendu").click()
    expect(camille.get_by_label("Ce qui a été demandé et répondu")).to_have_value(SAID)
    fits(camille, "record-refused")
    camille.locator("label", has_text="Camille").click()
    camille.get_by_role("button", name="Établir le compte rendu").click()
    expect(camille.locator("main")).to_contain_text("compte rendu établi")
    bastien.reload()
    bastien.get_by_role("link", name="Lire le compte rendu de Groupement C").click()
    expect(bastien.locator("main")).to_contain_text("Dina, aux trois ateliers")
