"""Pages that one reaches by a link, or only when something goes wrong: fit like the others."""

from datetime import timedelta

import pytest
from django.core import mail
from django.core.cache import cache
from django.urls import reverse
from playwright.sync_api import Page, expect

from atelier_local import clock
from atelier_local.programme.people.models import Person
from atelier_local.steps.evidence.models import Interview
from atelier_local.steps.evidence.operations import ask_to_reread
from atelier_local.steps.wall.views.phone import WRONG_CODES
from benchmarks.pages import TEAM, UNDER_WAY
from tests.browser.screens import PHONE, assert_accessible, assert_no_sideways_scroll, shoot
from tests.browser.walk.walking import day, go, path_in, send


@pytest.fixture(autouse=True)
def nobody_tried_yet():
    """The server of these tests counts in their own process."""
    yield
    cache.clear()


def fit(page: Page, name: str) -> None:
    assert_accessible(page)
    assert_no_sideways_scroll(page)
    shoot(page, name)


def test_an_interview_is_reread_by_link_then_the_link_is_dead(server, screen):
    told = Interview.objects.filter(atelier__slug=UNDER_WAY).select_related("atelier__stream")
    team = Person.objects.get(email__startswith=TEAM)
    ask_to_reread(told.first(), "jeanne@exemple.test", by=team, at=clock.now())
    path = path_in(mail.outbox[-1].body)
    page = screen(device=PHONE)
    page.goto(path)
    fit(page, "relire")
    mine = "Nous manquons d’eau en août, et de bras en octobre."
    button = "C’est bien ce que j’ai dit"
    send(page, button, **{"Ce que nous avons compris": ""})
    expect(page.locator("main")).to_contain_text("Ce champ est obligatoire")
    agreed = {"Ce que nous avons compris": mine, "Peuvent être cités sans mon nom": True}
    send(page, button, says="Votre accord est enregistré", **agreed)
    fit(page, "relu")
    assert page.goto(path).status == 404
    fit(page, "lien-mort")


def test_who_tried_too_many_codes_reads_what_to_do(server, screen):
    for _ in range(WRONG_CODES.most):
        WRONG_CODES.count("127.0.0.1")
    page = screen(device=PHONE)
    page.goto("/rejoindre/")
    page.fill("#code", "BH74KM")
    page.click("text=Continuer")
    expect(page.locator("main")).to_contain_text("dix minutes")
    fit(page, "trop-de-codes")


def test_a_refused_document_is_taken_back_and_put_again(screen):
    path = reverse("deliverables:deliverable", args=[UNDER_WAY, "framing_note"])
    team, pilot = screen(TEAM), screen("manche")
    team.goto(path)
    go(team, "Écrire une section")
    section = {"Où elle se place": "La méthode", "Titre": "Écouter", "Texte": "Puis décider."}
    send(team, "Enregistrer la section", says="Section enregistrée", **section)
    due = {"Avis attendus avant le": day(clock.today() + timedelta(days=20))}
    team.goto(path)
    send(team, "Soumettre", says="soumis aux trois collèges", **due)
    pilot.goto(path)
    no = {"défavorable": True, "Réserve ou motif": "Les marais ne sont pas dans le périmètre."}
    send(pilot, "Valider au titre de : État local", says="Votre avis est enregistré", **no)
    team.goto(path)
    fit(team, "avis-defavorable")
    why = {"Ce que vous allez changer": "Le périmètre prendra les marais."}
    send(team, "Reprendre le document", says="Le document est repris", **why)
    send(team, "Soumettre", says="soumis aux trois collèges", **due)
    pilot.goto(path)
    expect(pilot.locator("main")).to_contain_text("Le périmètre prendra les marais.")
    expect(pilot.get_by_role("button", name="Valider au titre de : État local")).to_be_visible()
    fit(pilot, "second-tour")
