"""Two spellings of one firm are found; two firms are left alone."""

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atelier_local.programme.agreement import founding_document, rules
from atelier_local.programme.agreement.rules import SAME, Spelling, likeness


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Vraiment vraiment", "Vraiment-Vraiment"),
        ("Zefco", "ZEFCO SAS"),
        ("Lestoux & associés", "Lestoux et Associés"),
        ("Transvers@l", "Transversal"),
        ("Énergies communes", "Energies Communes (SCOP)"),
        ("Atelier Grège", "Grège, atelier"),
        ("Wagon Landscaping", "Wagon-Landscaping SARL"),
        ("Territoires en scène", "Territoire en scènes"),
    ],
)
def test_alike(one, other):
    assert likeness(one, other) >= SAME


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("MEIX", "MBL"),
        ("AZCA", "APM et associés"),
        ("Atelier Georges", "Atelier de l’Ourcq"),
        ("Infraservices", "Ingerop"),
        ("Sol&Co", "Cap & Co"),
        ("", "Zefco"),
        ("Atelier", ""),
        ("!!!", "???"),
    ],
)
def test_not_alike(one, other):
    assert likeness(one, other) < SAME


@given(st.text(max_size=40), st.text(max_size=40))
def test_any_two_names_may_be_compared(one, other):
    assert likeness(one, other) == likeness(other, one)
    assert 0 <= likeness(one, other) <= 1


def test_the_forty_four_mentions_give_the_pairs_one_expects():
    """Each name as printed, as if each were another firm: one pair is one name twice."""
    printed = [
        entry.raw_label for _, _, entries in founding_document.consortia() for entry in entries
    ]
    assert len(printed) == 44
    found = {
        frozenset((a.name, b.name))
        for a, b, _ in rules.pairs([Spelling(str(n), name) for n, name in enumerate(printed)])
    }
    assert found == {frozenset({"Zefco"}), frozenset({"Vraiment vraiment", "Vraiment-Vraiment"})}


def test_a_pair_of_organisations_is_asked_once():
    said = [Spelling("a", "Zefco"), Spelling("a", "Zefco SAS"), Spelling("b", "ZEFCO")]
    assert len(list(rules.pairs(said))) == 1


@pytest.mark.parametrize(
    ("siret", "real", "right"),
    [
        ("73282932000074", True, True),
        ("73282932000075", True, False),
        ("35600000000048", True, True),  # La Poste, head office
        ("35600000053166", True, True),  # one of its post offices: not by Luhn
        ("35600000053167", True, False),
        ("7328293200007", True, False),
        ("7328293200007A", True, False),
        ("12345678901234", True, False),
        ("12345678901234", False, True),
        ("²2345678901234", False, False),
    ],
)
def test_siret(siret, real, right):
    assert (rules.against_siret(siret, real=real) == ()) == right


def test_luhn_sees_every_wrong_digit():
    number = "732829320"
    assert rules.luhn(number)
    for place, digit in combinations(range(9), 2):
        other = number[:place] + str((int(number[place]) + digit) % 10) + number[place + 1 :]
        assert rules.luhn(other) == (other == number)
