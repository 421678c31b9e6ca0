"""Points, totals, ranks and the award."""

from collections.abc import Hashable, Mapping
from decimal import ROUND_HALF_UP, Decimal

from atelier_local.refusal import Reasons, reasons

from ..enums import PriceFormula
from .formulas import points

TEN = Decimal(10)


def price_mark(
    formula: PriceFormula, price: Decimal, lowest: Decimal, estimate: Decimal | None = None
) -> Decimal:
    """From 0 to 10, unrounded; prices and estimate in euros, above zero."""
    cents = {"price": int(price * 100), "lowest": int(lowest * 100)}
    given = None if estimate is None else int(estimate * 100)
    exact = points(formula, weight=10, **cents, estimate=given)
    return Decimal(exact.numerator) / Decimal(exact.denominator)


def price_marks[Tender: Hashable](
    formula: PriceFormula, prices: Mapping[Tender, Decimal], estimate: Decimal | None = None
) -> dict[Tender, Decimal]:
    """The mark of each tender's price."""
    lowest = min(prices.values(), default=Decimal(1))
    return {
        tender: price_mark(formula, price, lowest, estimate) for tender, price in prices.items()
    }


def total(marks: Mapping[str, Decimal], weights: Mapping[str, int]) -> Decimal:
    """Out of 100, to the hundredth: each mark counts for its weight."""
    points = sum((marks[key] * weight / TEN for key, weight in weights.items()), Decimal(0))
    return points.quantize(Decimal("0.01"), ROUND_HALF_UP)


def ranking[Tender: Hashable](totals: Mapping[Tender, Decimal]) -> list[tuple[int, Tender]]:
    """Best first, with ranks; equal totals share a rank."""
    ordered = sorted(totals.items(), key=lambda pair: -pair[1])
    return [
        (1 + sum(other > points for other in totals.values()), tender) for tender, points in ordered
    ]


def against_awarding[Tender: Hashable](
    tender: Tender,
    totals: Mapping[Tender, Decimal],
    reason: str,
    *,
    unsettled: int,
    no_grid: bool,
) -> Reasons:
    """Only the best total wins, once every mark is common (art. R2162-10, 4°)."""
    if no_grid:
        return reasons((True, "les grilles ne sont pas toutes rendues"))
    best = {winner for rank, winner in ranking(totals) if rank == 1}
    return reasons(
        (unsettled == 1, "une note reste à mettre en commun"),
        (unsettled > 1, f"{unsettled} notes restent à mettre en commun"),
        (
            unsettled == 0 and tender not in best,
            "une autre offre a un meilleur total : elle seule peut être retenue",
        ),
        (not reason.strip(), "écrivez le motif du choix"),
    )
