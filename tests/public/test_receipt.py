"""From a code on a paper to the fate of one contribution, and nothing more."""

from copy import deepcopy
from datetime import timedelta

import pytest
from django.urls import reverse

from atelier_local.programme.thread.enums import Fate
from atelier_local.programme.thread.models import Node
from atelier_local.programme.thread.operations import answer
from atelier_local.steps.wall.operations import group, hide
from atelier_local.windows.public.views import WRONG_CODES
from tests.factories.public import PUBLISHED, publish
from tests.factories.wall import a_card, an_open_activity
from tests.factories.workshops import MORNING
from tests.pages import AT_MOST

RECEIPT = reverse("public:receipt")
LATER = MORNING + timedelta(days=1)
WORDS = "Le car part cinq minutes trop tôt"


@pytest.fixture(scope="module")
def made(kept):
    return kept(lambda cast: a_card(an_open_activity(cast), WORDS))


@pytest.fixture
def card(made, db):
    return deepcopy(made)


def ask(client, card, code: str = ""):
    slug = card.activity.workshop.atelier.slug
    return client.post(RECEIPT, {"atelier": slug, "code": code or card.receipt})


def node_of(card) -> Node:
    return Node.unfiltered.select_related("atelier__stream").get(pk=card.pk)


@pytest.mark.parametrize("typed", [str, str.lower, lambda code: f" {code[:3]} {code[3:]} "])
def test_the_code_is_read_however_it_is_typed(client, card, typed):
    assert WORDS in ask(client, card, typed(card.receipt)).text


def test_a_card_without_answer_has_arrived(client, card):
    page = ask(client, card).text
    assert "Votre carte est bien arrivée" in page
    assert "La suite sera publiée" in page


def test_its_author_is_told_whom_to_ask_for_its_erasure(client, cast, card):
    assert f"{cast.camille.organisation}. Citez le code" in ask(client, card).text


def test_the_answer_and_its_reason_are_told(client, cast, card):
    why = "Le car suivant attendra le train."
    answer(node_of(card), Fate.AMENDED, why, by=cast.dina, at=LATER)
    page = ask(client, card).text
    assert "Retenue, et modifiée" in page
    assert why in page


def test_before_publication_only_groups_are_told(client, cast, card):
    cards = [card, a_card(card.activity, "Il ne nous attend jamais")]
    group(card.activity.workshop, "Les cars sans train", cards, by=cast.dina, at=LATER)
    page = ask(client, card).text
    assert "Les cars sans train" in page
    assert "2 cartes disent la même chose" in page
    assert "/fil/" not in page


def test_after_publication_the_thread_is_open(client, cast, card):
    cards = [card, a_card(card.activity, "Il ne nous attend jamais")]
    made = group(card.activity.workshop, "Les cars sans train", cards, by=cast.dina, at=LATER)
    atelier = node_of(card).atelier
    publish(atelier, cast)
    page = ask(client, card).text
    assert reverse("public:thread", args=[atelier.slug, made.pk]) in page


def test_a_hidden_card_says_why_to_its_author_only(client, cast, card):
    why = "Une personne y est nommée ou reconnaissable"
    hide(card, why, by=cast.dina, at=LATER)
    page = ask(client, card).text
    assert "n’a pas été publiée" in page
    assert why in page
    assert "Vous l’avez dit" not in page


def test_a_wrong_code_has_one_clear_answer(client, card):
    page = ask(client, card, "ZZZZZZ")
    assert page.status_code == 422
    assert "Aucune carte n’a ce code dans cet Atelier" in page.text
    assert "ZZZZZZ" in page.text  # what was typed is kept


def test_too_many_wrong_codes_must_wait(client, card):
    for _ in range(WRONG_CODES.most):
        ask(client, card, "ZZZZZZ")
    assert ask(client, card).status_code == 429


def test_right_codes_are_not_counted(client, card):
    for _ in range(WRONG_CODES.most + 1):
        assert ask(client, card).status_code == 200


def test_both_fields_are_asked(client, card):
    page = client.post(RECEIPT, {"code": card.receipt})
    assert page.status_code == 422
    assert "Choisissez le territoire" in page.text


def test_the_address_never_carries_the_code(client, card):
    page = client.get(RECEIPT, {"code": card.receipt, "atelier": "collines"})
    assert WORDS not in page.text
    assert "no-store" in client.get(RECEIPT)["Cache-Control"]


def test_a_receipt_is_read_in_few_queries(client, cast, card, django_assert_max_num_queries):
    answer(node_of(card), Fate.ADOPTED, "Oui.", by=cast.dina, at=PUBLISHED)
    publish(node_of(card).atelier, cast)
    with django_assert_max_num_queries(AT_MOST):
        ask(client, card)
