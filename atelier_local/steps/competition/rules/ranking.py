"""Points, totals, ranks: whole numbers and exact fractions, rounded once.

A mark is counted in half-points (0 to 20), a price in cents, a total in hundredths. Ranks depend
neither on the order in which tenders came nor on that of evaluators or criteria.
"""

import hashlib
from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from atelier_local.refusal import Reasons, reasons

from ..enums import PriceFormula
from .formulas import all_points, hundredths

HALVES = 20
"""Half-points from 0 to 10."""
TIE_RULE = (
    "À égalité de total, l’offre la mieux notée sur le critère de plus fort poids l’emporte, puis "
    "sur le suivant ; à défaut la moins chère ; à défaut le tirage que chacun peut refaire : la "
    "plus petite empreinte SHA-256 de la ligne d’ouverture suivie de celle du pli."
)
"""As it is written in the letter, before anybody tenders."""


@dataclass(frozen=True, slots=True)
class Weight:
    """A criterion, in the order of the letter."""

    key: str
    label: str
    weight: int
    is_price: bool = False


@dataclass(frozen=True, slots=True)
class Judged[Tender: Hashable]:
    """An admissible tender: half-points by criterion, price in cents, what it draws in a tie."""

    tender: Tender
    halves: Mapping[str, int]
    price: int
    draw: str


@dataclass(frozen=True, slots=True)
class Ranked[Tender: Hashable]:
    """Its rank, its total in hundredths, its points by criterion, and what settled a tie."""

    rank: int
    tender: Tender
    total: int
    points: Mapping[str, Fraction]
    settled_by: str = ""


def halves(mark: Decimal) -> int:
    """A mark out of ten, in half-points."""
    return int(mark * 2)


def mark_points(weight: int, marked: int) -> Fraction:
    """What a mark in half-points is worth."""
    return Fraction(weight * marked, HALVES)


def total_hundredths(marked: Mapping[str, int], weights: Mapping[str, int], price: Fraction) -> int:
    """Marks in half-points by criterion, the exact points of the price, one rounding, halves up."""
    points = (mark_points(weights[key], given) for key, given in marked.items())
    return hundredths(sum(points, price))


def as_decimal(total: int) -> Decimal:
    return Decimal(total).scaleb(-2)


def draw(opening: str, digest: str) -> str:
    """What settles a perfect tie, and that anybody can compute again."""
    return hashlib.sha256(f"{opening}{digest}".encode()).hexdigest()


def ranking[Tender: Hashable](
    judged: Iterable[Judged[Tender]],
    weights: Sequence[Weight],
    formula: PriceFormula,
    estimate: int | None = None,
) -> list[Ranked[Tender]]:
    """Best first; ties by the published rule. Every tender given is admissible and fully marked."""
    listed = list(judged)
    points = _points(listed, weights, formula, estimate)
    totals = {one.tender: hundredths(sum(points[one.tender].values())) for one in listed}
    steps = tie_steps(weights)

    def standing(one: Judged[Tender]) -> tuple[object, ...]:
        by_step = [-points[one.tender][step.key] for step in steps]
        return (-totals[one.tender], *by_step, one.price, one.draw)

    ordered = sorted(listed, key=standing)
    return [
        Ranked(
            rank,
            one.tender,
            totals[one.tender],
            points[one.tender],
            _settled([standing(one), *(standing(other) for other in ordered if other is not one)],
                     steps),
        )
        for rank, one in enumerate(ordered, 1)
    ]  # fmt: skip


def _points[Tender: Hashable](
    judged: Sequence[Judged[Tender]],
    weights: Sequence[Weight],
    formula: PriceFormula,
    estimate: int | None,
) -> dict[Tender, dict[str, Fraction]]:
    prices = {one.tender: one.price for one in judged}
    found: dict[Tender, dict[str, Fraction]] = {one.tender: {} for one in judged}
    for criterion in weights:
        priced = (
            all_points(formula, prices, weight=criterion.weight, estimate=estimate)
            if criterion.is_price
            else {}
        )
        for one in judged:
            found[one.tender][criterion.key] = (
                priced[one.tender]
                if criterion.is_price
                else mark_points(criterion.weight, one.halves[criterion.key])
            )
    return found


def tie_steps(weights: Sequence[Weight]) -> list[Weight]:
    """Criteria by which a tie is settled: the heaviest first, then in the order of the letter."""
    return sorted(weights, key=lambda criterion: -criterion.weight)


def _settled(standings: Sequence[tuple[object, ...]], steps: Sequence[Weight]) -> str:
    """Which step told a tender from those of the same total; empty when no total equals its own."""
    mine, *others = standings
    names = [f"critère « {step.label} »" for step in steps]
    names += ["prix le plus bas", "tirage vérifiable"]
    tied = [other for other in others if other[0] == mine[0]]
    return names[max(_first_difference(mine, other) for other in tied) - 1] if tied else ""


def _first_difference(first: tuple[object, ...], second: tuple[object, ...]) -> int:
    pairs = enumerate(zip(first, second, strict=True))
    return next((at for at, (mine, other) in pairs if mine != other), len(first) - 1)


def against_awarding[Tender: Hashable](
    tender: Tender,
    best: Tender | None,
    reason: str,
    *,
    unsettled: int,
    no_grid: bool,
    rejected: Collection[Tender] = (),
) -> Reasons:
    """Only the best total wins, once every mark is common (art. R2162-10, 4°)."""
    if no_grid:
        return reasons((True, "les grilles ne sont pas toutes rendues"))
    return reasons(
        (unsettled == 1, "une note reste à mettre en commun"),
        (unsettled > 1, f"{unsettled} notes restent à mettre en commun"),
        (tender in rejected, "cette offre est écartée du classement"),
        (
            unsettled == 0 and tender not in rejected and tender != best,
            "une autre offre a un meilleur total : elle seule peut être retenue",
        ),
        (not reason.strip(), "écrivez le motif du choix"),
    )
