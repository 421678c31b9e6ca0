"""How prices become points: a fixed library, in exact fractions, and what is kept out of it.

Prices and estimates are whole cents. A fraction is rounded once, at the total. The method is
free and need not be published, as long as it neutralises neither the price nor the other
criteria (Conseil d’État, 3 nov. 2014, n° 373362; 29 oct. 2013, n° 370789).
"""

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from atelier_local.refusal import Reasons, reasons

from ..enums import PriceFormula

type Score = Callable[[int, Sequence[int], int], Fraction]
"""The share of the points, from 0 to 1, of (a price, all prices, the estimate)."""


def points(
    formula: PriceFormula, *, weight: int, price: int, lowest: int, estimate: int | None = None
) -> Fraction:
    """Out of `weight`; the lowest admissible price gets it whole, none goes below zero."""
    return weight * max(Fraction(0), _share(formula, price, lowest, estimate))


def _share(formula: PriceFormula, price: int, lowest: int, estimate: int | None) -> Fraction:
    match formula:
        case PriceFormula.PROPORTIONAL:
            return Fraction(lowest, price)
        case PriceFormula.LINEAR:
            return Fraction(2 * lowest - price, lowest)
        case PriceFormula.LINEAR_3:
            return Fraction(3 * lowest - price, 2 * lowest)
        case PriceFormula.ESTIMATE:
            if estimate is None:
                raise ValueError("this formula needs the estimate")
            return Fraction(estimate + lowest - price, estimate)


def all_points[Tender: Hashable](
    formula: PriceFormula,
    prices: Mapping[Tender, int],
    *,
    weight: int,
    estimate: int | None = None,
) -> dict[Tender, Fraction]:
    """The points of each tender's price; `prices` are those of admissible tenders."""
    lowest = min(prices.values(), default=1)
    return {
        tender: points(formula, weight=weight, price=price, lowest=lowest, estimate=estimate)
        for tender, price in prices.items()
    }


def hundredths(value: Fraction) -> int:
    """A number of points to the hundredth, halves up: the one rounding there is."""
    return (200 * value.numerator + value.denominator) // (2 * value.denominator)


def against_formula(formula: PriceFormula, *, estimate: int | None) -> Reasons:
    """`estimate` in cents, None when the buyer gives none."""
    return reasons(
        (
            formula is PriceFormula.ESTIMATE and not estimate,
            "cette formule se rapporte à l’estimation : indiquez-la",
        )
    )


# What is kept out -------------------------------------------------------------------------


class Flaw(StrEnum):
    """What makes a formula neutralise a criterion."""

    CHEAPEST = "l’offre la moins chère peut ne pas obtenir tous les points du prix"
    FLAT = "des prix très différents obtiennent presque les mêmes points"
    AMPLIFIED = "quelques euros d’écart peuvent valoir tous les points du prix"


@dataclass(frozen=True, slots=True)
class Refusal:
    """A formula that buyers know, kept out, and why."""

    label: str
    flaw: Flaw
    reason: str
    score: Score


def _to_zero(price: int, prices: Sequence[int], estimate: int) -> Fraction:
    lowest, dearest = min(prices), max(prices)
    return Fraction(dearest - price, dearest - lowest) if dearest > lowest else Fraction(1)


def _to_mean(price: int, prices: Sequence[int], estimate: int) -> Fraction:
    total, count = sum(prices), len(prices)
    return max(Fraction(0), 1 - Fraction(abs(count * price - total), total))


def _cubed(price: int, prices: Sequence[int], estimate: int) -> Fraction:
    twice_the_mean = Fraction(2 * sum(prices), len(prices))
    return max(Fraction(0), 1 - (price / twice_the_mean) ** 3)


def _capped(price: int, prices: Sequence[int], estimate: int) -> Fraction:
    return min(Fraction(1), Fraction(estimate, price))


REFUSED = (
    Refusal(
        "10 à la moins chère, 0 à la plus chère",
        Flaw.AMPLIFIED,
        "déconseillée, risque contentieux : la plus chère tombe à 0 même pour quelques euros "
        "d’écart, et le prix pèse alors bien plus que son poids",
        _to_zero,
    ),
    Refusal(
        "Distance à la moyenne des prix",
        Flaw.CHEAPEST,
        "l’offre la plus proche de la moyenne passe devant la moins chère",
        _to_mean,
    ),
    Refusal(
        "Courbe au cube de la moyenne",
        Flaw.FLAT,
        "elle écrase les écarts sous la moyenne : payer le double ne coûte presque rien",
        _cubed,
    ),
    Refusal(
        "Maximum pour toute offre sous l’estimation",
        Flaw.FLAT,
        "sous l’estimation, toutes les offres obtiennent autant : le prix ne compte plus",
        _capped,
    ),
)
"""Kept out by a choice of this product; the code does not forbid each of them by name."""

_GRID: tuple[tuple[int, ...], ...] = (
    (8_890_000, 9_780_000, 10_450_000),
    (6_000_000, 6_000_100),
    (4_000_000, 8_000_000, 16_000_000),
    (7_000_000, 9_900_000),
    (9_500_000, 9_600_000, 18_000_000),
)
_ESTIMATE = 10_000_000


def neutralises(score: Score) -> frozenset[Flaw]:
    """The flaws of a formula, tried on a few price lists around an estimate of 100 000 €."""
    return frozenset(flaw for prices in _GRID for flaw in _flaws(score, prices))


def _flaws(score: Score, prices: Sequence[int]) -> set[Flaw]:
    """Points lost must follow the gap to the lowest price: from a quarter of it to twice it."""
    lowest = min(prices)
    found = set() if score(lowest, prices, _ESTIMATE) == 1 else {Flaw.CHEAPEST}
    for price in prices:
        gap = Fraction(price - lowest, lowest)
        lost = score(lowest, prices, _ESTIMATE) - score(price, prices, _ESTIMATE)
        if 0 < gap <= 1 and lost < gap / 4:
            found.add(Flaw.FLAT)
        if lost > 2 * gap:
            found.add(Flaw.AMPLIFIED)
    return found


def score_of(formula: PriceFormula) -> Score:
    """A formula of the library, as `neutralises` tries it."""

    def score(price: int, prices: Sequence[int], estimate: int) -> Fraction:
        return points(formula, weight=1, price=price, lowest=min(prices), estimate=estimate)

    return score
