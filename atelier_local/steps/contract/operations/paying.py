"""Deciding of what was done, so that it is paid, in whole, in part or not at all."""

from datetime import date, datetime
from decimal import Decimal

from django.db import transaction

from atelier_local.clock import day_of
from atelier_local.ground.journal.operations import append
from atelier_local.programme.ateliers.enums import Stage
from atelier_local.programme.ateliers.models import Atelier
from atelier_local.programme.people.models import Person
from atelier_local.refusal import refuse_if

from .. import queries, rules
from ..enums import InstalmentState, Verdict
from ..models import Acceptance, Instalment
from .advancing import keep_recoveries

_AFTER = {
    Verdict.ADMITTED: InstalmentState.ACCEPTED,
    Verdict.REDUCED: InstalmentState.ACCEPTED,
    Verdict.REJECTED: InstalmentState.REJECTED,
    Verdict.POSTPONED: InstalmentState.EXPECTED,
}


@transaction.atomic
def decide_service(
    instalment: Instalment,
    verdict: Verdict,
    *,
    reason: str = "",
    reduction_eur: Decimal = Decimal(0),
    by: Person,
    at: datetime,
) -> None:
    """Say of a service whether it is paid. Once admitted or rejected, it is decided for good."""
    contract = instalment.contract
    atelier: Atelier = contract.atelier
    atelier.lock()
    refuse_if(
        (
            *rules.against_accepting(
                notified=contract.notified_at is not None,
                stage=atelier.at_stage,
                due=Stage(instalment.due_stage),
            ),
            *rules.against_deciding_service(
                verdict, amount=instalment.amount_eur, reduction=reduction_eur, reason=reason
            ),
        )
    )
    expected = Instalment.objects.filter(pk=instalment.pk, state=InstalmentState.EXPECTED)
    moved = expected.update(
        state=_AFTER[verdict],
        accepted_at=None if verdict == Verdict.POSTPONED else at,
        reduction_eur=reduction_eur,
    )
    if not moved:
        return
    instalment.refresh_from_db(fields=["state", "accepted_at", "reduction_eur"])
    Acceptance.objects.create(
        instalment=instalment,
        verdict=verdict,
        reason=reason,
        reduction_eur=reduction_eur,
        by=by,
        at=at,
    )
    _tell(instalment, verdict, reason, by=by, at=at)


def _tell(
    instalment: Instalment, verdict: Verdict, reason: str, *, by: Person, at: datetime
) -> None:
    kind = "service_accepted" if verdict == Verdict.ADMITTED else f"service_{verdict.value}"
    payload = {"instalment": instalment.pk, "amount_eur": str(instalment.due_eur)}
    if reason:
        payload["reason"] = reason
    append(instalment.contract.atelier.stream, f"contract.{kind}", payload, by=by, at=at)


def accept_service(instalment: Instalment, *, by: Person, at: datetime) -> None:
    """Certify that the service was done, so that its share is paid."""
    decide_service(instalment, Verdict.ADMITTED, by=by, at=at)


@transaction.atomic
def record_payment(instalment: Instalment, paid_on: date, *, by: Person, at: datetime) -> None:
    """Say that the accountant paid an instalment, to whoever it is owed, that day: what it took
    back of the advance, and kept back of penalties, no longer moves.
    """
    instalment.contract.atelier.lock()
    accepted = day_of(instalment.accepted_at) if instalment.accepted_at else None
    balance = queries.standing_to_end(instalment.contract).account.balance(instalment)
    refuse_if(
        rules.against_paying(
            accepted_on=accepted,
            due=instalment.due_eur,
            paid=instalment.paid_on is not None,
            paid_on=paid_on,
            today=day_of(at),
            unsaid=balance.unsaid,
        )
    )
    waiting = Instalment.objects.filter(pk=instalment.pk, paid_on=None)
    settled = {"recovered_eur": balance.recovered, "kept_eur": balance.penalty}
    if not waiting.update(paid_on=paid_on, **settled):
        return
    instalment.paid_on = paid_on
    instalment.recovered_eur, instalment.kept_eur = balance.recovered, balance.penalty
    keep_recoveries(instalment, balance)
    payload = {"instalment": instalment.pk, "paid_on": str(paid_on)}
    payload |= {"amount_eur": str(balance.left), "recovered_eur": str(balance.recovered)}
    payload |= {"kept_eur": str(balance.penalty)}
    append(instalment.contract.atelier.stream, "contract.paid", payload, by=by, at=at)
