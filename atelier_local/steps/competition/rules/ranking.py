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
from .formulas import hundredths, points

type Points = Fraction
"""Exact, until the total."""
HALVES = 20
"""Half-points from 0 to 10."""
BY_PRICE, BY_DRAW = "prix le plus bas", "tirage vérifiable"
TIE_RULE = (
    "À égalité de total, l’offre la mieux notée sur le critère de plus fort poids l’emporte, puis "
    "sur le suivant ; à défaut la moins chère ; à défaut le tirage que chacun peut refaire : la "
    "plus petite empreinte SHA-256 de la ligne d’ouverture suivie de celle du pli."
)
"""As it is written in the letter, before anybody tenders."""
TIE_ON_PLACE = (
    "Les plis ont été ouverts sur PLACE : la ligne d’ouverture est celle qui la consigne ici, et "
    "l’empreinte du pli celle de ce que le registre en retient, titulaire et prix."
)

TIE_ON_COPY = (
    "Une offre lue dans une copie de sauvegarde n’a pas de pli scellé : au tirage, son empreinte "
    "est celle de ce que le registre en retient, titulaire et prix."
)


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
    given = (mark_points(weights[key], one) for key, one in marked.items())
    return hundredths(sum(given, price))


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
    *,
    lowest: int | None = None,
) -> list[Ranked[Tender]]:
    """Best first; ties by the published rule. Every tender given is admissible and fully marked.

    `lowest` is the lowest admissible price, when some tenders are not marked yet.
    """
    listed = list(judged)
    least = min((one.price for one in listed), default=1) if lowest is None else lowest
    scored = {one.tender: _points(one, weights, formula, least, estimate) for one in listed}
    steps = tie_steps(weights)

    def standing(one: Judged[Tender]) -> tuple[int | Fraction | str, ...]:
        by_step = [-scored[one.tender][step.key] for step in steps]
        return (-_total(scored[one.tender]), *by_step, one.price, one.draw)

    ordered = sorted(listed, key=standing)
    standings = [standing(one) for one in ordered]
    return [
        Ranked(
            place + 1,
            one.tender,
            _total(scored[one.tender]),
            scored[one.tender],
            _settled(standings, place, steps),
        )
        for place, one in enumerate(ordered)
    ]


def _points[Tender: Hashable](
    one: Judged[Tender],
    weights: Sequence[Weight],
    formula: PriceFormula,
    lowest: int,
    estimate: int | None,
) -> dict[str, Fraction]:
    return {
        criterion.key: points(
            formula, weight=criterion.weight, price=one.price, lowest=lowest, estimate=estimate
        )
        if criterion.is_price
        else mark_points(criterion.weight, one.halves[criterion.key])
        for criterion in weights
    }


def _total(scored: Mapping[str, Fraction]) -> int:
    return hundredths(sum(scored.values(), Fraction(0)))


def tie_steps(weights: Sequence[Weight]) -> list[Weight]:
    """Criteria by which a tie is settled: the heaviest first, then in the order of the letter."""
    return sorted(weights, key=lambda criterion: -criterion.weight)


def _settled(
    standings: Sequence[tuple[int | Fraction | str, ...]], place: int, steps: Sequence[Weight]
) -> str:
    """The furthest step needed to tell a tender from those of the same total; empty if none is."""
    mine = standings[place]
    tied = [other for at, other in enumerate(standings) if at != place and other[0] == mine[0]]
    names = [*(f"critère « {step.label} »" for step in steps), BY_PRICE, BY_DRAW]
    return names[max(_first_difference(mine, other) for other in tied) - 1] if tied else ""


def _first_difference(
    first: tuple[int | Fraction | str, ...], second: tuple[int | Fraction | str, ...]
) -> int:
    pairs = enumerate(zip(first, second, strict=True))
    return next((at for at, (mine, other) in pairs if mine != other), len(first) - 1)


def against_awarding[Tender: Hashable](
    tender: Tender,
    best: Tender | None,
    reason: str,
    *,
    unsettled: int,
    no_grid: bool,
    unjudged: int = 0,
    rejected: Collection[Tender] = (),
) -> Reasons:
    """Only the best total wins, once every mark is common (art. R2162-10, 4°)."""
    if no_grid:
        return reasons((True, "les grilles ne sont pas toutes rendues"))
    return reasons(
        (unsettled == 1, "une note reste à mettre en commun"),
        (unsettled > 1, f"{unsettled} notes restent à mettre en commun"),
        (unjudged == 1, "la régularité ou le prix d’une offre attend une décision"),
        (unjudged > 1, f"la régularité ou le prix de {unjudged} offres attend une décision"),
        (tender in rejected, "cette offre est écartée du classement"),
        (
            unsettled == 0 and tender not in rejected and tender != best,
            "une autre offre a un meilleur total : elle seule peut être retenue",
        ),
        (not reason.strip(), "écrivez le motif du choix"),
    )
