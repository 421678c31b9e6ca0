"""What prices would be worth, with invented ones, before anything is published."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from .. import rules
from ..enums import PriceFormula


@dataclass(frozen=True)
class Trial:
    """One formula on one list of prices: points to the hundredth, dearest last."""

    formula: PriceFormula
    points: list[Decimal]
    per_thousand: Decimal
    """What the second price loses for each 1 000 € more than the first."""
    without_lowest: list[Decimal]
    """The points of the others, had the cheapest not tendered."""


def trials(prices: Sequence[Decimal], weight: int, estimate: Decimal) -> list[Trial]:
    """Every formula of the library on the same invented prices, in euros, sorted."""
    cents = [int(price * 100) for price in sorted(prices)]
    return [_trial(formula, cents, weight, int(estimate * 100)) for formula in PriceFormula]


def _trial(formula: PriceFormula, cents: list[int], weight: int, estimate: int) -> Trial:
    def points(listed: list[int]) -> list[Fraction]:
        found = rules.all_points(formula, dict(enumerate(listed)), weight=weight, estimate=estimate)
        return [found[rank] for rank in range(len(listed))]

    exact = points(cents)
    gap = cents[1] - cents[0]
    lost = (exact[0] - exact[1]) * 100_000 / gap if gap else Fraction(0)
    return Trial(
        formula,
        [_shown(one) for one in exact],
        _shown(lost),
        [_shown(one) for one in points(cents[1:])],
    )


def _shown(value: Fraction) -> Decimal:
    return Decimal(rules.hundredths(value)) / 100
