"""The number of the commitment at the treasury, and penalties."""

from datetime import date, datetime
from decimal import Decimal

from django.db import transaction

from atelier_local.clock import day_of
from atelier_local.ground.journal.operations import append
from atelier_local.programme.people.models import Person
from atelier_local.refusal import refuse_if

from .. import queries, rules
from ..models import CallOffContract, Penalty


@transaction.atomic
def number_engagement(contract: CallOffContract, number: str, *, by: Person, at: datetime) -> None:
    """Say under which number the treasury knows the contract; the journal keeps the one before."""
    wanted = number.replace(" ", "")
    refuse_if(rules.against_numbering(wanted))
    if wanted == contract.engagement_number:
        return
    contract.engagement_number = wanted
    contract.save(update_fields=["engagement_number"])
    append(contract.atelier.stream, "contract.numbered", {"engagement": wanted}, by=by, at=at)


@transaction.atomic
def penalise(
    contract: CallOffContract,
    amount_eur: Decimal,
    reason: str,
    decided_on: date,
    *,
    by: Person,
    at: datetime,
) -> Penalty:
    """Write a penalty down: it is kept back from the holder, the services stay what they are."""
    contract.atelier.lock()
    refuse_if(
        rules.against_penalty(
            amount_eur,
            reason,
            decided_on,
            notified_on=day_of(contract.notified_at) if contract.notified_at else None,
            today=day_of(at),
            kept=queries.penalties(contract).total,
            most=queries.in_effect(contract).amount,
        )
    )
    made = Penalty.objects.create(
        contract=contract,
        amount_eur=amount_eur,
        reason=reason.strip(),
        decided_on=decided_on,
        by=by,
        at=at,
    )
    payload = {"amount_eur": str(amount_eur), "reason": made.reason, "decided_on": str(decided_on)}
    append(contract.atelier.stream, "contract.penalised", payload, by=by, at=at)
    return made


@transaction.atomic
def lift_penalty(penalty: Penalty, reason: str, *, by: Person, at: datetime) -> None:
    """Keep nothing back for it any more: it stays in sight, with the reason."""
    penalty.contract.atelier.lock()
    penalty.refresh_from_db(fields=["lifted_at"])
    refuse_if(rules.against_lifting_penalty(reason, lifted=penalty.lifted_at is not None))
    penalty.lifted_reason, penalty.lifted_by, penalty.lifted_at = reason.strip(), by, at
    penalty.save(update_fields=["lifted_reason", "lifted_by", "lifted_at"])
    payload = {
        "amount_eur": str(penalty.amount_eur),
        "decided_on": str(penalty.decided_on),
        "reason": penalty.lifted_reason,
    }
    append(penalty.contract.atelier.stream, "contract.penalty_lifted", payload, by=by, at=at)
