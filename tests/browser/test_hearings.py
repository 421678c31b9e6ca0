"""Hearings clicked: called, moved and recorded by the pilot, read by an evaluator and a holder."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from atelier_local import clock
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
CALL = {"Première audition": "10/07/2026 14:00", WHERE: "Mairie de Rémalard"}
TOPICS = "Le lien entre les trois ateliers.\nL’équipe présente sur place."
SAID = "Demandé : qui anime ? Répondu : Dina, aux trois ateliers."


@pytest.fixture
def screens(migrated, chromium, static_files, django_db_blocker, tmp_path) -> Iterator[dict]:
    """Camille, Bastien and Dina, in front of grids handed in and tenders found regular."""
    with django_db_blocker.unblock(), databases.own(migrated, tmp_path), serve() as running:
        cast = the_cast()
        decided = {"hearing": True, "hearing_minutes": 45}
        judge_all(cast, a_scored(cast, decided=decided))
        clock.advance_to(AFTER)
        opened, watches = {}, []
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
    camille.goto(f"{HERE}notes-communes/")
    expect(camille.locator("main")).to_contain_text("l’audition de 2 groupements")
    camille.get_by_role("link", name="Auditions").click()
    fits(camille, "to-call")
    send(camille, "Convoquer", **CALL)
    expect(camille.get_by_label(WHERE)).to_have_value("Mairie de Rémalard")
    fits(camille, "refused")
    send(camille, "Convoquer", "convoqué", **{"Points abordés, les mêmes pour tous": TOPICS})
    fits(camille, "called")

    camille.get_by_role("link", name="Changer l’heure de Groupement C").click()
    fits(camille, "move")
    send(camille, "Changer l’heure et avertir", "ne se croisent pas",
         **{"Nouvelle heure": "10/07/2026 15:00", WHY: "Un train."})  # fmt: skip
    expect(camille.get_by_label(WHY)).to_have_value("Un train.")
    send(camille, "Changer l’heure et avertir", "17 h 00",
         **{"Nouvelle heure": "10/07/2026 17:00"})  # fmt: skip
    dina.goto(f"{HERE}mon-resultat/")
    expect(dina.locator("main")).to_contain_text("Nous sommes entendus le 10 juillet")
    fits(dina, "holder-before")
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
    for page, path in ((bastien, "auditions/"), (dina, "mon-resultat/")):
        page.goto(HERE + path)
        if page is bastien:
            page.get_by_role("link", name="Lire le compte rendu de Groupement C").click()
        expect(page.locator("main")).to_contain_text("Dina, aux trois ateliers")
        fits(page, f"read-{path.rstrip('/')}")
