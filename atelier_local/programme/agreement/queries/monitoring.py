"""What is left of an agreement, in euros and in days."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Q, Sum

from atelier_local.clock import day_of
from atelier_local.refusal import Reasons

from .. import rules
from ..models import FrameworkAgreement, Lot

_OF_CRITERION = (
    "key",
    "label",
    "weight_min",
    "weight_max",
    "is_price",
    "is_environmental",
    "is_social",
    "guidance",
)


@dataclass(frozen=True, slots=True)
class Consumption:
    """What call-off contracts have taken of the ceiling (None when there is no published one)."""

    ceiling: Decimal | None
    committed: Decimal

    @property
    def left(self) -> Decimal | None:
        return None if self.ceiling is None else self.ceiling - self.committed


def consumption(framework: FrameworkAgreement) -> Consumption:
    return consumptions(framework)[0]


def consumptions(framework: FrameworkAgreement, lot: Lot | None = None) -> list[Consumption]:
    """What is taken of the agreement, then of its lot where there is one (one query)."""
    of_lot = Sum("amount", filter=Q(lot=lot))
    sums = framework.commitments.aggregate(taken=Sum("amount"), of_lot=of_lot)
    return [
        Consumption(framework.ceiling_eur, sums["taken"] or Decimal(0)),
        *([Consumption(lot.ceiling_eur, sums["of_lot"] or Decimal(0))] if lot else []),
    ]


def left(framework: FrameworkAgreement, lot: Lot | None = None) -> Decimal | None:
    """What may still be committed under the agreement, and under its lot where there is one; None
    when neither has a maximum (one query).
    """
    both = [one.left for one in consumptions(framework, lot)]
    return min((one for one in both if one is not None), default=None)


def against_committing(
    framework: FrameworkAgreement, amount: Decimal, lot: Lot | None = None
) -> Reasons:
    """Why this amount does not fit under the ceiling today, nor under that of its lot (one
    query)."""
    whole, *part = consumptions(framework, lot)
    why = rules.commitment(whole.ceiling, whole.committed, amount)
    if why or lot is None:
        return why
    of = f"du lot {lot.number}"
    return rules.commitment(part[0].ceiling, part[0].committed, amount, of=of)


def against_using(framework: FrameworkAgreement) -> Reasons:
    """What the agreement lacks before anybody may be consulted under it."""
    return rules.against_using(framework.valid_to, framework.ceiling_eur)


def alerts(framework: FrameworkAgreement, today: date) -> Reasons:
    """What the national team must see coming: expiry, ceiling."""
    used = consumption(framework)
    return rules.alerts(
        framework.valid_to,
        used.ceiling,
        used.committed,
        today,
        days_to_sign=framework.days_to_sign,
    )


def used_on(framework: FrameworkAgreement) -> date | None:
    """The day from which the agreement is frozen: first consultation, else first amount."""
    if framework.first_used_on:
        return framework.first_used_on
    first = framework.commitments.order_by("at").values_list("at", flat=True).first()
    return day_of(first) if first else None


def criteria_of(framework: FrameworkAgreement) -> list[dict[str, Any]]:
    """The criteria as operations take them, in their order."""
    return list(framework.criteria.order_by("position").values(*_OF_CRITERION))
