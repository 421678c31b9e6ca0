"""The lots of an agreement: who holds them, and what is left of each."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet, Sum

from atelier_local.refusal import Reasons

from .. import rules
from ..models import Consortium, FrameworkAgreement, Lot


def lots(framework: FrameworkAgreement) -> QuerySet[Lot]:
    """Each lot with its holders and the sum of what it committed, if anything, `committed` (two
    queries, one where there is none)."""
    summed = framework.lots.annotate(committed=Sum("commitments__amount"))
    return summed.prefetch_related("holders").order_by("number")


def lots_of(framework: FrameworkAgreement) -> list[dict[str, Any]]:
    """The lots as operations take them, in their order (two queries, one where there is none)."""
    return [
        {
            "number": lot.number,
            "subject": lot.subject,
            "ceiling_eur": lot.ceiling_eur,
            "holders": sorted(holder.pk for holder in lot.holders.all()),
        }
        for lot in framework.lots.prefetch_related("holders").order_by("number")
    ]


def consulted(framework: FrameworkAgreement, lot: Lot | None) -> QuerySet[Consortium]:
    """Whom a consultation is for: every holder, of the lot where there are lots."""
    return (lot.holders if lot else framework.consortia).order_by("rank")


def against_naming(framework: FrameworkAgreement, lot: Lot | None) -> Reasons:
    """Why a contract cannot be one of this lot, or of none (one query)."""
    known = dict(framework.lots.values_list("pk", "number"))
    return rules.against_naming(known.get(lot.pk, 0) if lot else None, known.values())


def lot_alerts(seen: Iterable[Lot]) -> Reasons:
    """What is to be seen coming of the lots that `lots` read."""
    taken = [(lot, getattr(lot, "committed", None) or Decimal(0)) for lot in seen]
    return tuple(
        reason
        for lot, committed in taken
        for reason in rules.of_a_lot(lot.number, lot.ceiling_eur, committed)
    )
