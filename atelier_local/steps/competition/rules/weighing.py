"""How far a weight may move before another tender leads: tried on invented tenders only.

Of use before publication, while nobody has tendered. Weights are announced with the letter and the
award rests on them (art. R2162-10, 4°): afterwards no other weight is tried, and nothing here is
given a tender that was really deposited.
"""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor

from ..enums import PriceFormula
from .formulas import all_points
from .ranking import HALVES, Judged

HUNDRED = 100

type Weights = Mapping[str, Fraction]
"""In percent, by criterion; their sum is a hundred."""


@dataclass(frozen=True, slots=True)
class Sway[Tender: Hashable]:
    """One criterion: the nearest whole weights, within its bounds, at which another tender leads;
    None where none does.
    """

    key: str
    below: tuple[int, Tender] | None
    above: tuple[int, Tender] | None

    @property
    def holds(self) -> bool:
        return self.below is None and self.above is None


def sways[Tender: Hashable](
    tried: Sequence[Judged[Tender]],
    weights: Weights,
    bounds: Mapping[str, tuple[int, int]],
    price: str,
    formula: PriceFormula,
    estimate: int | None = None,
) -> list[Sway[Tender]]:
    """Each weight moved alone between its bounds, the others keeping their proportions."""
    worth = _worth(tried, price, formula, estimate)
    first = _leader(tried, worth, weights)

    def flip(key: str, tries: Iterable[int]) -> tuple[int, Tender] | None:
        leaders = ((at, _leader(tried, worth, moved(weights, key, at))) for at in tries)
        return next(((at, lead) for at, lead in leaders if lead != first), None)

    return [
        Sway(
            key,
            flip(key, range(floor(weights[key]), low - 1, -1)),
            flip(key, range(ceil(weights[key]), high + 1)),
        )
        for key, (low, high) in bounds.items()
    ]


def moved(weights: Weights, key: str, to: int) -> dict[str, Fraction]:
    """One weight set, the others scaled so that the sum stays a hundred."""
    others = HUNDRED - weights[key]
    scale = Fraction(HUNDRED - to) / others if others else Fraction(0)
    return {name: Fraction(to) if name == key else one * scale for name, one in weights.items()}


def order[Tender: Hashable](
    tried: Sequence[Judged[Tender]],
    weights: Weights,
    price: str,
    formula: PriceFormula,
    estimate: int | None = None,
) -> list[tuple[Tender, Fraction]]:
    """Best first, with its exact total; the cheaper of two equal."""
    worth = _worth(tried, price, formula, estimate)
    totals = {one.tender: _total(worth[one.tender], weights) for one in tried}
    ordered = sorted(tried, key=lambda one: (-totals[one.tender], one.price))
    return [(one.tender, totals[one.tender]) for one in ordered]


def _worth[Tender: Hashable](
    tried: Sequence[Judged[Tender]], price: str, formula: PriceFormula, estimate: int | None
) -> dict[Tender, dict[str, Fraction]]:
    """The share of the points of each criterion, from 0 to 1."""
    prices = {one.tender: one.price for one in tried}
    of_price = all_points(formula, prices, weight=1, estimate=estimate)
    return {
        one.tender: {key: Fraction(half, HALVES) for key, half in one.halves.items()}
        | {price: of_price[one.tender]}
        for one in tried
    }


def _leader[Tender: Hashable](
    tried: Sequence[Judged[Tender]],
    worth: Mapping[Tender, Mapping[str, Fraction]],
    weights: Weights,
) -> Tender:
    return min(tried, key=lambda one: (-_total(worth[one.tender], weights), one.price)).tender


def _total(worth: Mapping[str, Fraction], weights: Weights) -> Fraction:
    return sum((weights[key] * share for key, share in worth.items()), Fraction(0))
