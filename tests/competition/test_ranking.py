"""Ranks: whole numbers, one rounding, the published tie rule, no order that counts."""

import ast
import hashlib
import inspect
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atelier_local.steps.competition import rules
from atelier_local.steps.competition.enums import Phase, PriceFormula
from atelier_local.steps.competition.rules import awarding, formulas, low, ranking
from atelier_local.steps.competition.rules.body import Body, Someone, Sub
from atelier_local.steps.competition.rules.ranking import Judged, Weight

ESTIMATE = 10_000_000
SHARES = low.Shares(others=80, estimate=85, rest=60, billed=80)
CRITERIA = (
    Weight("understanding", "Compréhension", 15),
    Weight("method", "Méthode", 30),
    Weight("team", "Équipe", 20),
    Weight("environment", "Environnement", 10),
    Weight("price", "Prix", 25, is_price=True),
)
MARKED = [criterion.key for criterion in CRITERIA if not criterion.is_price]


def judged(tender, marks, price, draw=""):
    return Judged(tender, dict(zip(MARKED, marks, strict=True)), price, draw or tender)


@st.composite
def competitions(draw):
    """One to six tenders, with few values so that ties are common."""
    letters = draw(st.lists(st.sampled_from("ABCDEF"), min_size=1, max_size=6, unique=True))
    few = st.sampled_from([10, 12, 13, 20])
    cheap = st.sampled_from([8_890_000, 9_780_000, 9_780_001])
    return [
        judged(letter, [draw(few) for _ in MARKED], draw(cheap), draws(letter))
        for letter in letters
    ]


def draws(letter):
    return rules.draw("00" * 32, hashlib.sha256(letter.encode()).hexdigest())


def said(ranked):
    return [(one.rank, one.tender, one.total, one.settled_by) for one in ranked]


@given(competitions(), st.sampled_from(PriceFormula), st.randoms(use_true_random=False))
def test_no_order_counts(listed, formula, chance):
    """Neither that of deposit nor that of criteria of different weights."""
    expected = said(rules.ranking(listed, CRITERIA, formula, ESTIMATE))
    shuffled, criteria = list(listed), list(CRITERIA)
    chance.shuffle(shuffled)
    chance.shuffle(criteria)
    assert said(rules.ranking(shuffled, criteria, formula, ESTIMATE)) == expected


@given(competitions(), st.sampled_from(PriceFormula))
def test_ranks_have_no_gap_and_follow_totals(listed, formula):
    ranked = rules.ranking(listed, CRITERIA, formula, ESTIMATE)
    assert [one.rank for one in ranked] == list(range(1, len(listed) + 1))
    totals = [one.total for one in ranked]
    assert totals == sorted(totals, reverse=True)
    for one in ranked:
        assert bool(one.settled_by) is (totals.count(one.total) > 1)


@given(competitions(), st.sampled_from(PriceFormula))
def test_a_total_is_recomputed_by_whoever_adds_fractions(listed, formula):
    lowest = min(one.price for one in listed)
    weights = {criterion.key: criterion.weight for criterion in CRITERIA}
    for one in rules.ranking(listed, CRITERIA, formula, ESTIMATE):
        (mine,) = [tender for tender in listed if tender.tender == one.tender]
        price = formulas.points(
            formula, weight=25, price=mine.price, lowest=lowest, estimate=ESTIMATE
        )
        exact = price + sum(Fraction(weights[k] * h, 20) for k, h in mine.halves.items())
        assert abs(Fraction(one.total, 100) - exact) <= Fraction(1, 200)
        assert one.total == rules.total_hundredths(mine.halves, weights, price)
        assert 0 <= one.total <= 10_000


def test_the_mock_up_s_totals():
    listed = [
        judged("A", (16, 17, 17, 15), 9_780_000),
        judged("B", (14, 15, 14, 16), 10_450_000),
        judged("C", (13, 12, 13, 11), 8_890_000),
    ]
    found = rules.ranking(listed, CRITERIA, PriceFormula.PROPORTIONAL)
    assert [(one.tender, one.total) for one in found] == [("A", 8472), ("B", 7627), ("C", 7125)]


@pytest.mark.parametrize(
    ("first", "second", "by"),
    [
        # the same total by understanding and environment: the method is the heaviest
        (((10, 12, 10, 10), 9_000_000), ((14, 10, 10, 10), 9_000_000), "critère « Méthode »"),
        (((10, 10, 10, 13), 9_000_000), ((12, 10, 10, 10), 9_000_000), "« Compréhension »"),
    ],
)
def test_a_tie_goes_to_the_heaviest_criterion_first(first, second, by):
    listed = [judged("B", *second), judged("A", *first)]
    found = rules.ranking(listed, CRITERIA, PriceFormula.PROPORTIONAL)
    assert found[0].total == found[1].total
    winner = "A" if "Méthode" in by else "B"
    assert found[0].tender == winner
    assert by in found[0].settled_by


def test_then_to_the_cheapest_then_to_the_draw():
    weightless = [Weight("method", "Méthode", 100), Weight("price", "Prix", 0, is_price=True)]
    dear, cheap = Judged("A", {"method": 12}, 200, "0"), Judged("B", {"method": 12}, 100, "1")
    found = rules.ranking([dear, cheap], weightless, PriceFormula.PROPORTIONAL)
    assert said(found)[0] == (1, "B", 6000, "prix le plus bas")
    same = [Judged("A", {"method": 12}, 100, "f1"), Judged("B", {"method": 12}, 100, "0e")]
    found = rules.ranking(same, weightless, PriceFormula.PROPORTIONAL)
    assert said(found) == [(1, "B", 6000, rules.BY_DRAW), (2, "A", 6000, rules.BY_DRAW)]


def test_the_draw_is_a_plain_digest():
    assert rules.draw("ab", "cd") == hashlib.sha256(b"abcd").hexdigest()


def test_a_total_is_rounded_once_halves_up():
    # 1/3 + 1/3 of a point, each rounded, would lose a hundredth
    assert rules.total_hundredths({}, {}, Fraction(2, 3)) == 67
    assert rules.total_hundredths({"a": 1}, {"a": 1}, Fraction(0)) == 5
    assert rules.total_hundredths({}, {}, Fraction(1, 200)) == 1


def test_there_is_no_float_where_points_are_counted():
    for module in (ranking, formulas, low, awarding):
        tree = ast.parse(inspect.getsource(module))
        floats = [
            node
            for node in ast.walk(tree)
            if (isinstance(node, ast.Constant) and isinstance(node.value, float))
            or (isinstance(node, ast.Name) and node.id == "float")
            or (isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div))
        ]
        if module is formulas:  # what is kept out divides fractions by fractions
            floats = [node for node in floats if not isinstance(node, ast.BinOp)]
        assert floats == [], module.__name__


@given(st.sampled_from("ABC"), st.sampled_from("ABC"), st.sets(st.sampled_from("ABC")))
def test_only_the_best_admissible_is_awarded(tender, best, rejected):
    why = rules.against_awarding(
        tender, best, "Le meilleur.", unsettled=0, no_grid=False, rejected=rejected
    )
    assert (why == ()) is (tender == best and tender not in rejected)


def test_a_low_price_is_a_signal_by_the_others_or_by_the_estimate():
    prices = {"A": 7_900_000, "B": 10_000_000, "C": 10_000_000}
    assert {k: [str(r) for r in v] for k, v in low.signals(prices, None, SHARES).items()} == {
        "A": ["21 % sous la moyenne des autres offres"]
    }
    assert low.signals({"A": 8_000_000, "B": 10_000_000}, None, SHARES) == {}
    assert [str(r) for r in low.signals({"A": 8_499_999}, 10_000_000, SHARES)["A"]] == [
        "15 % sous l’estimation de l’acheteur"
    ]
    assert low.signals({"A": 8_500_000}, 10_000_000, SHARES) == {}
    assert low.signals({}, None, SHARES) == {}
    bolder = replace(SHARES, others=81, estimate=86)
    assert "A" in low.signals({"A": 8_000_000, "B": 10_000_000}, None, bolder)
    assert "A" in low.signals({"A": 8_500_000}, 10_000_000, bolder)


def subcontracting(pay: int, billed: int, half_days: int = 20) -> Body:
    """Ten days of the lead at 700 €, and a subcontractor beside."""
    return Body(
        "",
        people=(
            Someone("Dina", "m:1", "", {Phase.WORKSHOP_1: 20}),
            Someone("Noé", "s:1", "", {Phase.WORKSHOP_1: half_days}),
        ),
        subs=(Sub("Bief et Cie", "", "Crues.", pay),),
        prices={"m:1": {Phase.WORKSHOP_1: 700_000}, "s:1": {Phase.WORKSHOP_2: billed}},
        expenses={Phase.WORKSHOP_1: 9_000_000},
    )


@pytest.mark.parametrize(
    ("pay", "billed", "days", "said"),
    [
        (420_000, 420_000, 20, []),
        (419_999, 420_000, 20, ["40 % sous le prix d’une journée"]),
        (419_999, 420_000, 0, []),
        (400_000, 500_001, 10, ["payée 20 % de moins que l’offre ne la compte"]),
        (400_000, 500_000, 10, []),
        (0, 500_000, 10, []),
        (0, 0, 2, ["100 % sous le prix d’une journée"]),
        (100_000, 500_000, 20, ["85 % sous le prix", "payée 80 % de moins"]),
    ],
)
def test_the_subcontracted_part_is_looked_at_on_its_own(pay, billed, days, said):
    why = [str(one) for one in low.subcontracted(subcontracting(pay, billed, days), SHARES)]
    assert len(why) == len(said)
    for one, words in zip(why, said, strict=True):
        assert "part sous-traitée à Bief et Cie" in one
        assert words in one
        assert "L2193-8" in one


@given(st.integers(0, 10**9), st.integers(0, 10**9), st.integers(0, 400), st.integers(1, 9))
def test_a_low_subcontract_is_as_low_in_any_currency(pay, billed, days, times):
    """Nothing but proportions counts, and a tender without a subcontractor is never signalled."""
    one = subcontracting(pay, billed, days)
    rest = {"m:1": {Phase.WORKSHOP_1: 700_000 * times}}
    dearer = replace(
        one,
        subs=(replace(one.subs[0], amount_cents=pay * times),),
        prices=rest | {"s:1": {Phase.WORKSHOP_2: billed * times}},
    )
    assert low.subcontracted(dearer, SHARES) == low.subcontracted(one, SHARES)
    assert low.subcontracted(replace(one, subs=()), SHARES) == ()
