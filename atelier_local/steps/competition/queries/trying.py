"""What prices and weights would do, with invented tenders, before anything is published."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from atelier_local.programme.agreement.models import AwardCriterion

from .. import rules
from ..enums import PriceFormula
from ..models import MiniCompetition
from ..rules import weighing


@dataclass(frozen=True)
class Trial:
    """One formula on one list of prices: each with its points, to the hundredth, dearest last."""

    formula: PriceFormula
    points: list[tuple[Decimal, Decimal]]
    per_thousand: Decimal
    """What the second price loses for each 1 000 € more than the first."""
    without_lowest: list[tuple[Decimal, Decimal]]
    """The points of the others, had the cheapest not tendered."""


def trials(prices: Sequence[Decimal], weight: int, estimate: Decimal) -> list[Trial]:
    """Every formula of the library on the same invented prices, in euros, sorted."""
    cents = [int(price * 100) for price in sorted(prices)]
    return [_trial(formula, cents, weight, int(estimate * 100)) for formula in PriceFormula]


def _trial(formula: PriceFormula, cents: list[int], weight: int, estimate: int) -> Trial:
    def points(listed: list[int]) -> list[tuple[Decimal, Decimal]]:
        found = _points(formula, listed, weight, estimate)
        euros = [Decimal(one) / 100 for one in listed]
        return list(zip(euros, map(_shown, found), strict=True))

    first, second, *_ = _points(formula, cents, weight, estimate)
    gap = cents[1] - cents[0]
    lost = (first - second) * 100_000 / gap if gap else Fraction(0)
    return Trial(formula, points(cents), _shown(lost), points(cents[1:]))


def _points(formula: PriceFormula, cents: list[int], weight: int, estimate: int) -> list[Fraction]:
    listed = dict(enumerate(cents))
    found = rules.all_points(formula, listed, weight=weight, estimate=estimate)
    return [found[rank] for rank in listed]


def _shown(value: Fraction) -> Decimal:
    return Decimal(rules.hundredths(value)) / 100


# The ranking, and how far it hangs on the weights ------------------------------------------------


@dataclass(frozen=True)
class Invented:
    """A tender that nobody made: its number on the page, its price, its marks by criterion."""

    number: int
    price: Decimal
    marks: Mapping[str, Decimal]


@dataclass(frozen=True)
class Moved:
    """One criterion: its weight as planned, its bounds, from where on another leads, and which."""

    label: str
    weight: Decimal
    bounds: tuple[int, int]
    below: tuple[int, int] | None
    above: tuple[int, int] | None


@dataclass(frozen=True)
class Balance:
    """The order of invented tenders by each formula, and what would change the first."""

    orders: list[tuple[PriceFormula, list[tuple[int, Decimal]]]]
    formula: PriceFormula
    moved: list[Moved]

    @property
    def first(self) -> int:
        return next(ranked[0][0] for formula, ranked in self.orders if formula is self.formula)


def planned(
    criteria: Sequence[AwardCriterion], known: MiniCompetition | None, price: int
) -> dict[str, Fraction]:
    """The weights kept, or the middle of their bounds, scaled so that the price has the one tried
    (one query)."""
    kept = {one.key: one.weight for one in known.criteria.all()} if known else {}
    usual = {
        one.key: Fraction(kept.get(one.key, Fraction(one.weight_min + one.weight_max, 2)))
        for one in criteria
    }
    own = next((one.key for one in criteria if one.is_price), "")
    rest = sum((weight for key, weight in usual.items() if key != own), Fraction(0))
    scale = (weighing.HUNDRED - price) / rest if rest else Fraction(0)
    return {key: Fraction(price) if key == own else one * scale for key, one in usual.items()}


def balance(
    invented: Iterable[Invented],
    criteria: Sequence[AwardCriterion],
    weights: weighing.Weights,
    formula: PriceFormula,
    estimate: Decimal,
) -> Balance:
    """`formula`: the one planned, under which weights are moved."""
    price = next(one.key for one in criteria if one.is_price)
    cents = int(estimate * 100)
    tried = [
        rules.Judged(
            one.number,
            {key: rules.halves(mark) for key, mark in one.marks.items()},
            int(one.price * 100),
            "",
        )
        for one in invented
    ]
    orders = [
        (each, [(number, _shown(total)) for number, total in ranked])
        for each in PriceFormula
        for ranked in (weighing.order(tried, weights, price, each, cents),)
    ]
    bounds = {one.key: (one.weight_min, one.weight_max) for one in criteria}
    found = weighing.sways(tried, weights, bounds, price, formula, cents)
    labels = {one.key: one.label for one in criteria}
    return Balance(
        orders,
        formula,
        [
            Moved(labels[one.key], _shown(weights[one.key]), bounds[one.key], one.below, one.above)
            for one in found
        ],
    )
