"""Entries, words, ceilings."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atelier_local.programme.agreement import rules

euros = st.decimals(0, 10_000_000, places=2)
TREE = [
    rules.Node("eau", "", ("eau", "Eau, hydrologie")),
    rules.Node("hydrologie", "eau", ("hydrologie", "Hydrologie", "bassin versant")),
    rules.Node("energie", "", ("energie", "Énergie")),
    rules.Node("renouvelables", "energie", ("Énergies renouvelables", "solaire")),
    rules.Node("sols-agriculture", "", ("Sols, agriculture",)),
    rules.Node("sols", "sols-agriculture", ("Sols vivants", "sol")),
    rules.Node("agriculture", "sols-agriculture", ("Agriculture", "agronome")),
]


@pytest.mark.parametrize(
    ("entry", "parts"),
    [
        ("IDDRE (hydrologie)", ("IDDRE", "(hydrologie)")),
        ("INterland (projet de territoire.", ("INterland", "(projet de territoire.")),
        ("APM et associés", ("APM et associés", "")),
    ],
)
def test_entry_parts(entry, parts):
    assert rules.entry_parts(entry) == parts
    assert " ".join(filter(None, parts)) == entry


@pytest.mark.parametrize(
    ("text", "slugs"),
    [
        ("Qui fait de l’hydrologie ?", {"eau", "hydrologie"}),
        ("hydro", {"eau", "hydrologie"}),
        ("bassins versants", {"eau", "hydrologie"}),
        ("énergie", {"energie", "renouvelables"}),
        ("agronomes", {"sols-agriculture", "agriculture"}),
        ("sol", {"sols-agriculture", "sols"}),
        ("eau", {"eau", "hydrologie"}),
        ("qui sait faire ?", set()),
        ("", set()),
        ("zzz", set()),
    ],
)
def test_meant(text, slugs):
    assert rules.meant(rules.asked(text), TREE) == slugs


@given(st.text(max_size=80))
def test_any_question_may_be_asked(text):
    assert rules.meant(rules.asked(text), TREE) <= {node.slug for node in TREE}


@given(euros, euros, euros)
def test_a_commitment_never_crosses_the_ceiling(ceiling, committed, amount):
    allowed = not rules.commitment(ceiling, committed, amount)
    assert allowed == (amount > 0 and committed + amount <= ceiling)


def test_without_a_ceiling_any_positive_amount_is_committed():
    assert rules.commitment(None, Decimal(0), Decimal(1)) == ()
    assert rules.commitment(None, Decimal(0), Decimal(0))


def test_the_lead_stays_the_lead():
    assert rules.qualification("lead", "subcontractor")
    assert rules.qualification("unspecified", "lead")
    assert rules.qualification("unspecified", "subcontractor") == ()
