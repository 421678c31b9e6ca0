"""What is kept of words, and codes that people read aloud."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atelier_local.steps.wall import rules
from atelier_local.steps.wall.enums import ActivityState, Motive

SURE = {"state": ActivityState.OPEN, "kinds": ["atout"], "max_length": 280}


def test_a_motive_is_chosen_in_the_words_that_are_kept():
    assert [label for _, label in Motive.choices] == [value for value, _ in Motive.choices]


@given(st.text())
def test_words_of_one_line_are_tidied_as_those_of_several(words):
    """The short way, for what nearly every card is, and the long one keep the same."""
    assert rules.tidy(f"«{words}»") == rules.tidy(f"«{words}»\n")


def test_receipts_use_every_sign_and_no_other():
    drawn = [rules.new_receipt() for _ in range(2_000)]
    assert {len(code) for code in drawn} == {6}
    assert set("".join(drawn)) == set(rules.RECEIPT_ALPHABET)
    assert len(set(drawn)) > 1_990


@given(st.text())
def test_tidying_twice_changes_nothing_more(words):
    once = rules.tidy(words)
    assert rules.tidy(once) == once


@given(st.text())
def test_nothing_that_steers_a_screen_is_kept(words):
    kept = rules.tidy(words)
    assert not {unicodedata.category(sign) for sign in kept if sign != "\n"} & {"Cc", "Cs", "Co"}
    assert not any(unicodedata.bidirectional(sign) in {"RLO", "LRO", "RLE"} for sign in kept)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  le marché  ", "le marché"),
        ("abc\u202edef", "abcdef"),
        ("a\x00b\x07c\r\nd", "abc\nd"),
        ("e\u0301", "é"),
        ("👩‍🌾 et 🚲", "👩‍🌾 et 🚲"),
        ("مرحبا", "مرحبا"),
        ("a\ufffeb", "ab"),
        ("\u200b\u200d\u2060 \ufeff", ""),
    ],
)
def test_what_is_kept(typed, kept):
    assert rules.tidy(typed) == kept


@given(st.integers(0, 10_000))
def test_length_is_refused_beyond_the_limit_only(length):
    refused = rules.against_contributing("x" * length, "atout", **SURE)
    assert bool(refused) == (length == 0 or length > 280)


@pytest.mark.parametrize("state", [None, ActivityState.PREPARED, ActivityState.CLOSED])
def test_only_an_open_activity_takes_cards(state):
    assert len(rules.against_contributing("x", "atout", **SURE | {"state": state})) == 1


@pytest.mark.parametrize("state", ActivityState)
def test_what_was_written_on_paper_is_typed_once_the_activity_was_opened(state):
    given = SURE | {"state": state, "on_paper": True}
    refused = rules.against_contributing("x", "atout", **given)
    assert bool(refused) == (state is ActivityState.PREPARED)
    assert rules.against_contributing("x", "besoin", **given)


@given(st.text(max_size=8) | st.integers() | st.none())
def test_a_printed_receipt_is_one_or_nothing(told):
    known = rules.printed_receipt(told)
    assert known in ("", told)
    assert not known or rules.normal_receipt(rules.shown_receipt(known)) == known


def test_receipts_are_found_however_they_are_typed():
    receipts = {rules.new_receipt() for _ in range(500)}
    assert len(receipts) == 500
    for receipt in receipts:
        assert rules.normal_receipt(rules.shown_receipt(receipt).lower()) == receipt
        assert not set(receipt) & set("01IO")


@pytest.mark.parametrize(
    "words",
    [
        "La maison de M. Lebrun est vide depuis dix ans, quelle honte",
        "Mme de Vitry ne répond plus", "Demandez à Monsieur le Goff", "Le docteur ? Dr Hamel part",
        "Jean-Pierre Moulin l’a promis", "C’est Hélène L… qui a la clé", "Andre\u0301 Petit le dit",
        "Écrivez à untel@exemple.fr", "Appelez le 06 12 34 56 78", "0233445566",
        "+33 6 12 34 56 78", "0033 (0)2/33/44/55/66",
    ],
)  # fmt: skip
def test_a_card_that_cites_somebody_is_marked(words):
    assert rules.seems_to_name(words)


@pytest.mark.parametrize(
    "words",
    [
        "Un bus qui attend le train de 18 h 12", "Le marché de La Haye-du-Puits",
        "Un car le samedi vers Mamers", "Saint-Jean-de-la-Forêt manque d’eau", "m. à refaire",
        "Madame la maire doit répondre", "La CC Côte Ouest Centre Manche", "Marie est passée",
        "3 000 000 000 000 d’euros", "Pour 2030, 0,5 %", "",
    ],
)  # fmt: skip
def test_places_roles_and_figures_cite_nobody(words):
    assert not rules.seems_to_name(words)
