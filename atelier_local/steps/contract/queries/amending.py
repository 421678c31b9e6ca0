"""An accepted declaration that would change: what that is weighed against, what became of it."""

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import Sum

from atelier_local.programme.agreement.law import Rule, known

from .. import rules
from ..enums import ACCEPTED_STATES, SubcontractingState
from ..models import Subcontracting, SubcontractingAmendment
from .modifying import in_effect
from .paying import left_to_holder, payments
from .team import Silence, is_direct

_ACTIVE = (SubcontractingState.DECLARED, SubcontractingState.INCOMPLETE, *ACCEPTED_STATES)


def amendments(sub: Subcontracting) -> list[SubcontractingAmendment]:
    """Every act, the latest first (one query)."""
    found = list(sub.amendments.order_by("-rank"))
    for one in found:
        one.subcontracting = sub
    return found


def amendment_law(day: date) -> list[Rule]:
    keys = ("amendment_consent", "amendment_assignment", "amendment_silence_days")
    return [known(key, day) for key in keys]


def amendment_silence(one: SubcontractingAmendment) -> Silence | None:
    """What the buyer's silence would do; nothing, unless the law of the day says so many days."""
    rule = known("amendment_silence_days", one.received_on)
    days = int(rule.value)
    return Silence(rule, one.received_on + timedelta(days=days)) if days else None


def amended(one: SubcontractingAmendment, today: date) -> rules.Amended:
    """An act as the rules weigh it, with the contract as it is (six queries)."""
    sub = one.subcontracting
    contract = sub.contract
    seen = payments(contract)
    active = contract.subcontractings.filter(state__in=_ACTIVE).exclude(pk=sub.pk)
    after = Subcontracting(amount_eur=one.amount_eur, received_on=sub.received_on)
    left = left_to_holder(sub).aggregate(all=Sum("amount_eur"))["all"]
    others = active.aggregate(all=Sum("amount_eur"))["all"]
    waiting = sub.amendments.filter(state=SubcontractingState.DECLARED)
    return rules.Amended(
        amount=one.amount_eur,
        was=sub.amount_eur,
        changes=differs(one, sub),
        why=one.why,
        agreed_on=one.agreed_on,
        today=today,
        accepted=sub.accepted and contract.notified_at is not None,
        running=seen.running,
        ended=seen.ended,
        waiting=waiting.exclude(pk=one.pk).exists(),
        contract_amount=in_effect(contract).amount,
        others=others or Decimal(0),
        due=seen.due_to(sub),
        left=left or Decimal(0),
        direct_was=is_direct(sub),
        direct_now=is_direct(after),
    )


def differs(one: SubcontractingAmendment, sub: Subcontracting) -> bool:
    words = ("amount_eur", "duration_months", "services", "terms")
    return any(getattr(one, word) != getattr(sub, word) for word in words)


def as_first_accepted(
    sub: Subcontracting, acts: Iterable[SubcontractingAmendment]
) -> tuple[Decimal, int]:
    """Its amount and its months before any act changed them."""
    first = min(acts, key=lambda one: one.rank, default=None)
    return (first.was_eur, first.was_months) if first else (sub.amount_eur, sub.duration_months)
