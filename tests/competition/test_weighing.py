"""How far a weight may move before another tender leads."""

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from atelier_local.steps.competition.enums import PriceFormula
from atelier_local.steps.competition.rules import Judged, Weight, ranking, weighing

KEYS = ("method", "team", "price")
BOUNDS = {"method": (10, 60), "team": (5, 40), "price": (20, 60)}
CENTS = st.integers(1_000_000, 20_000_000)
MARK = st.integers(0, 20)


@st.composite
def tenders(draw):
    count = draw(st.integers(1, 4))
    return [
        Judged(rank, {"method": draw(MARK), "team": draw(MARK)}, draw(CENTS), str(rank))
        for rank in range(count)
    ]


@st.composite
def weights(draw):
    method, team = draw(st.integers(10, 45)), draw(st.integers(5, 35))
    return {
        key: Fraction(one)
        for key, one in zip(KEYS, (method, team, 100 - method - team), strict=True)
    }


def first(tried, given, formula):
    """Who leads, counted another way: sums of exact points, by a plain loop."""
    lowest = min(one.price for one in tried)
    best = None
    for one in tried:
        share = {
            PriceFormula.PROPORTIONAL: Fraction(lowest, one.price),
            PriceFormula.LINEAR: max(Fraction(0), 2 - Fraction(one.price, lowest)),
            PriceFormula.LINEAR_3: max(Fraction(0), (3 - Fraction(one.price, lowest)) / 2),
            PriceFormula.ESTIMATE: max(Fraction(0), 1 - Fraction(one.price - lowest, 10**7)),
        }[formula]
        total = given["price"] * share
        for key, half in one.halves.items():
            total += given[key] * half / 20
        if best is None or (total, -one.price) > (best[0], -best[1].price):
            best = (total, one)
    return best[1].tender


@given(tenders(), weights(), st.sampled_from(PriceFormula))
def test_a_sway_is_the_nearest_weight_where_another_leads(tried, given, formula):
    lead = first(tried, given, formula)
    for one in weighing.sways(tried, given, BOUNDS, "price", formula, 10**7):
        low, high = BOUNDS[one.key]
        leaders = {
            at: first(tried, weighing.moved(given, one.key, at), formula)
            for at in range(low, high + 1)
        }
        own = given[one.key]
        below = [at for at in leaders if at <= own and leaders[at] != lead]
        above = [at for at in leaders if at >= own and leaders[at] != lead]
        assert one.below == ((max(below), leaders[max(below)]) if below else None)
        assert one.above == ((min(above), leaders[min(above)]) if above else None)
        assert one.holds is not bool(below or above)


@given(weights(), st.sampled_from(KEYS), st.integers(0, 100))
def test_moving_one_weight_leaves_a_hundred_and_the_proportions(given, key, to):
    moved = weighing.moved(given, key, to)
    assert sum(moved.values()) == 100
    assert moved[key] == to
    one, other = (name for name in KEYS if name != key)
    assert moved[one] * given[other] == moved[other] * given[one]


@given(tenders(), weights(), st.sampled_from(PriceFormula))
def test_the_order_is_that_of_the_real_ranking_to_the_rounding(tried, given, formula):
    real = ranking(
        tried,
        [Weight(key, key, int(one), is_price=key == "price") for key, one in given.items()],
        formula,
        10**7,
    )
    totals = {one.tender: one.total for one in real}
    ordered = weighing.order(tried, given, "price", formula, 10**7)
    assert [totals[tender] for tender, _ in ordered] == sorted(totals.values(), reverse=True)
    assert all(abs(totals[tender] - total * 100) <= Fraction(1, 2) for tender, total in ordered)


def test_all_on_the_price_moves_nothing_but_the_price():
    given = {"method": Fraction(0), "team": Fraction(0), "price": Fraction(100)}
    assert weighing.moved(given, "price", 60)["method"] == 0
