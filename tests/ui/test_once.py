"""A form sent twice is one act: a double click, the back button, a slow answer."""

import pytest
from django.core.cache import cache
from django.test import Client

from atelier_local.ground.ui import once
from atelier_local.steps.evidence.models import Document
from tests.factories.evidence import an_interim
from tests.ui.sending import browser, drawn, send


@pytest.fixture(scope="module")
def made(kept) -> None:
    kept(an_interim)


@pytest.fixture(autouse=True)
def _nothing_sent_yet():
    cache.clear()


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
