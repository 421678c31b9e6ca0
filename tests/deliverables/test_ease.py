"""How easily a section is read: the index, on texts counted by hand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atelier_local.steps.deliverables.rules import FEWEST, Ease, ease, easiest_last, hard
from atelier_local.steps.deliverables.rules.ease import syllables

LAW = (
    "Les hommes naissent et demeurent libres et égaux en droits. "
    "Les distinctions sociales ne peuvent être fondées que sur l’utilité commune. "
)
"""Déclaration de 1789, art. 1er: 21 words, two sentences."""
ADMINISTRATION = (
    "L’opérationnalisation territorialisée des orientations intercommunales nécessite "
    "préalablement la contractualisation pluriannuelle des engagements budgétaires "
    "complémentaires. "
)


@pytest.mark.parametrize(
    ("word", "count"),
    [
        ("car", 1), ("mairie", 2), ("commune", 2), ("communes", 2), ("langue", 1), ("année", 2),
        ("réelle", 2), ("voyage", 2), ("travailler", 3), ("naïf", 2), ("le", 1), ("l’eau", 1),
        ("intercommunalité", 7),
    ],
)  # fmt: skip
def test_syllables(word, count):
    assert syllables(word) == count


def test_a_text_counted_by_hand():
    found = ease(LAW * 5)
    assert (found.words, found.sentences) == (105, 10)
    assert Ease(100, 5, 160).score == round(207 - 1.015 * 20 - 73.6 * 1.6) == 69
    assert found.label == "courante"


def test_short_words_are_easier_than_long_ones():
    simple = "Le car part tôt. On reste chez soi. " * 20
    assert ease(simple).score == 100
    assert ease(simple).label == "facile"
    assert ease(ADMINISTRATION * 12).label == "très difficile"
    told = [("Simple", simple), ("Court", "Trop court."), ("Savant", ADMINISTRATION * 12)]
    assert [title for title, _ in easiest_last(told)] == ["Savant", "Simple"]
    [warning] = hard(told)
    assert "« Savant »" in warning.label


def test_marks_titles_and_names_are_not_words_of_the_text():
    plain = LAW * 6
    marked = "## Un titre\n" + plain.replace("hommes", "**hommes**") + "\n- [[C-1-001]]\n"
    assert ease(marked) == ease(plain)
    assert ease(f"> {LAW.strip()} — Une habitante\n" * 6) == ease(f"{LAW.strip()}\n" * 6)


@pytest.mark.parametrize("sign", [" ", "\n", "\n ", ".", '" ', "[["])
def test_a_sign_repeated_at_length_is_read_once(sign):
    assert ease(f"{LAW * 5}{sign * 200_000}") is not None


@given(st.text(max_size=400))
def test_any_text_has_a_score_within_its_bounds_or_none(text):
    found = ease(text)
    assert found is None or (found.words >= FEWEST and 0 <= found.score <= 100 and found.label)


@given(st.text(min_size=1))
def test_a_word_has_a_syllable_at_least(word):
    assert syllables(word) >= 1
