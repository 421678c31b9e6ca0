"""Prices as points: exact, the cheapest first, and nothing that neutralises a criterion."""

import ast
import inspect
from decimal import ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atelier_local.steps.competition import rules
from atelier_local.steps.competition.enums import PriceFormula
from atelier_local.steps.competition.rules import formulas

ESTIMATE = 10_000_000
prices = st.dictionaries(
    st.integers(1, 9), st.integers(100_000, 40_000_000), min_size=1, max_size=6
)
weights = st.integers(1, 100)
each = pytest.mark.parametrize("formula", PriceFormula)


@given(st.sampled_from(PriceFormula), prices, weights)
def test_the_cheapest_gets_the_whole_weight_and_a_dearer_one_never_more(formula, offered, weight):
    found = rules.all_points(formula, offered, weight=weight, estimate=ESTIMATE)
    lowest = min(offered.values())
    assert all(0 <= one <= weight for one in found.values())
    for tender, price in offered.items():
        assert (found[tender] == weight) is (price == lowest)
        assert all(found[tender] >= found[other] for other, p in offered.items() if p > price)


@given(st.sampled_from(PriceFormula), prices, weights)
def test_points_are_exact(formula, offered, weight):
    """The same sum with sixty digits, and the same hundredth."""
    with localcontext(prec=60):
        m, e = Decimal(min(offered.values())), Decimal(ESTIMATE)
        written = {
            PriceFormula.PROPORTIONAL: lambda p: m / p,
            PriceFormula.LINEAR: lambda p: 2 - p / m,
            PriceFormula.LINEAR_3: lambda p: (3 - p / m) / 2,
            PriceFormula.ESTIMATE: lambda p: (e + m - p) / e,
        }[formula]
        found = rules.all_points(formula, offered, weight=weight, estimate=ESTIMATE)
        for tender, price in offered.items():
            sure = max(Decimal(0), weight * written(Decimal(price)))
            assert abs(Decimal(found[tender].numerator) / found[tender].denominator - sure) < (
                Decimal("1e-50")
            )


@given(st.fractions(min_value=0, max_value=100))
def test_a_half_hundredth_is_rounded_up(value):
    with localcontext(prec=200):
        sure = (Decimal(value.numerator) / value.denominator).quantize(
            Decimal("0.01"), ROUND_HALF_UP
        )
    assert rules.hundredths(value) == sure * 100
    assert rules.hundredths(Fraction(1, 200)) == 1


def test_the_mock_up_figures():
    """Three tenders of the drawing: marks by halves, weights, and the price worked out."""
    offered = {"C": 9_780_000, "E": 8_890_000, "A": 10_450_000}
    price = rules.all_points(PriceFormula.PROPORTIONAL, offered, weight=25)
    rest = {"C": Fraction(62), "A": Fraction(55), "E": Fraction(185, 4)}
    totals = {tender: rules.hundredths(rest[tender] + price[tender]) for tender in offered}
    assert totals == {"C": 8472, "A": 7627, "E": 7125}


@each
def test_no_formula_of_the_library_neutralises(formula):
    assert rules.neutralises(rules.score_of(formula)) == frozenset()


@pytest.mark.parametrize("refused", rules.REFUSED, ids=lambda one: one.label)
def test_each_refused_formula_has_the_flaw_it_is_refused_for(refused):
    assert refused.flaw in rules.neutralises(refused.score)
    assert "illégal" not in refused.reason


def test_the_formula_of_the_estimate_needs_one():
    (why,) = rules.against_formula(PriceFormula.ESTIMATE, estimate=None)
    assert "estimation" in str(why)
    assert rules.against_formula(PriceFormula.ESTIMATE, estimate=ESTIMATE) == ()
    assert rules.against_formula(PriceFormula.LINEAR, estimate=None) == ()
    with pytest.raises(ValueError, match="estimate"):
        rules.points(PriceFormula.ESTIMATE, weight=1, price=2, lowest=1)


def test_no_float_comes_near_a_price():
    tree = ast.parse(inspect.getsource(formulas))
    floats = [n for n in ast.walk(tree) if isinstance(n, ast.Constant) and type(n.value) is float]
    names = {n.id for n in ast.walk(tree) if isinstance(n, ast.Name)}
    assert (floats, "float" in names) == ([], False)
