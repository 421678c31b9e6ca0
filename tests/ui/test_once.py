"""A form sent twice is one act: a double click, the back button, a slow answer."""

import re

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from atelier_local.ground.ui import once
from atelier_local.steps.evidence.models import Document
from tests.factories.ateliers import SLUG
from tests.factories.evidence import an_interim

GIVEN = {"title": "SCoT", "author": "Pays", "kind": "scot", "year": "2023"}
FORM = "application/x-www-form-urlencoded"


@pytest.fixture(scope="module")
def made(kept) -> None:
    kept(an_interim)


@pytest.fixture(autouse=True)
def _nothing_sent_yet():
    cache.clear()


def path() -> str:
    return reverse("evidence:add_document", args=[SLUG])


def browser(person) -> Client:
    client = Client(enforce_csrf_checks=True)
    client.force_login(person)
    return client


def drawn(client: Client) -> dict[str, str]:
    """What the form just drawn would send."""
    page = client.get(path()).text
    return GIVEN | {"csrfmiddlewaretoken": re.search(r'csrfmiddlewaretoken" value="(\w+)', page)[1]}


def send(client: Client, given: dict[str, str]):
    body = "&".join(f"{name}={value}" for name, value in given.items())
    return client.post(path(), body, content_type=FORM)


def test_a_double_click_is_one_act(cast):
    client = browser(cast.dina)
    form = drawn(client)
    first, second = send(client, form), send(client, form)
    assert first.url == second.url
    assert Document.objects.count() == 1


def test_the_back_button_then_other_words_is_another_act(cast):
    client = browser(cast.dina)
    form = drawn(client)
    send(client, form)
    send(client, form | {"title": "PLUi"})
    send(client, drawn(client))  # the same words in a form drawn anew are meant
    assert Document.objects.count() == 3


def test_what_was_refused_may_be_sent_again(cast):
    client = browser(cast.dina)
    form = drawn(client) | {"year": ""}
    assert [send(client, form).status_code for _ in range(2)] == [422, 422]


def test_a_forged_form_gets_no_answer_of_another(cast):
    form = drawn(browser(cast.dina))
    send(browser(cast.dina), form)
    assert send(browser(cast.camille), form).status_code == 403
    assert send(Client(enforce_csrf_checks=True), form).status_code == 403


def test_who_waits_too_long_goes_through(monkeypatch):
    monkeypatch.setattr(once, "PATIENCE_SECONDS", 0)
    cache.set("once:x", once._UNDER_WAY)
    assert once._first_answer("once:x") == ""
