"""The number of the commitment at the treasury, and penalties: announced, heard, applied."""

from datetime import datetime, timedelta
from decimal import Decimal

from django.db import transaction

from atelier_local.clock import day_of
from atelier_local.ground.files.operations import file_paper
from atelier_local.ground.journal.operations import append
from atelier_local.programme.governance.operations import assign, complete
from atelier_local.programme.people.enums import Role
from atelier_local.programme.people.models import Person
from atelier_local.refusal import refuse_if

from .. import papers, queries, rules
from ..models import CallOffContract, Instalment, Penalty
from .telling import against_telling, tell_holder


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


def penalty_task(penalty: Penalty) -> str:
    return f"contract:penalty:{penalty.pk}"


@transaction.atomic
def announce_penalty(
    contract: CallOffContract,
    amount_eur: Decimal | None,
    reason: str,
    *,
    late: rules.Late | None = None,
    by: Person,
    at: datetime,
) -> Penalty:
    """Write to the holder which penalty it may incur, for which breach, and until when it is heard:
    nothing is kept back yet. Of a delay (`late`), the days are counted and told; without an amount,
    they make it.
    """
    contract.atelier.lock()
    kept, today = queries.penalties(contract), day_of(at)
    counted = queries.count_days(contract, late, today) if late else None
    amount_eur = amount_eur or (counted.amount if counted else Decimal(0))
    refuse_if(
        rules.against_announcing(
            amount_eur,
            reason,
            counted=counted.amount if counted else None,
            notified_on=day_of(contract.notified_at) if contract.notified_at else None,
            standing=kept.standing,
            worth=queries.in_effect(contract).amount,
            law=kept.law,
        )
        + against_telling(contract)
    )
    told = [counted.said(amount_eur)] if counted else []
    told += [reason.strip()] if reason.strip() else []
    made = Penalty(
        contract=contract,
        amount_eur=amount_eur,
        reason="\n".join(told),
        announced_on=today,
        answer_by=today + timedelta(days=kept.law.days),
        by=by,
        at=at,
    )
    paper = papers.penalty_announced(made, kept.law)
    made.announcement = file_paper(paper, subject=f"contract:{contract.pk}", at=at)
    made.save()
    tell_holder(contract, "une pénalité est envisagée", made.announcement, at=at)
    assign(
        contract.atelier,
        penalty_task(made),
        "Décider de la pénalité annoncée",
        role=Role.PILOT,
        url=queries.payments_url(contract),
        due_on=made.answer_by,
        detail="Appliquer ou retirer, une fois le titulaire entendu.",
    )
    payload = {"amount_eur": str(amount_eur), "reason": made.reason}
    payload |= {"answer_by": str(made.answer_by), "letter": made.announcement.digest}
    if counted:
        payload["counted_eur"] = str(counted.amount)
    append(contract.atelier.stream, "contract.penalty_announced", payload, by=by, at=at)
    return made


@transaction.atomic
def answer_penalty(penalty: Penalty, answer: str, *, by: Person, at: datetime) -> None:
    """Keep what the holder says of it; whoever decides reads it."""
    penalty.contract.atelier.lock()
    penalty.refresh_from_db(fields=["decided_on", "lifted_at"])
    refuse_if(
        rules.against_recording_answer(
            answer,
            decided=penalty.decided_on is not None,
            lifted=penalty.lifted_at is not None,
        )
    )
    penalty.answer, penalty.answered_on = answer.strip(), day_of(at)
    penalty.save(update_fields=["answer", "answered_on"])
    payload = {"amount_eur": str(penalty.amount_eur), "answer": penalty.answer}
    stream = penalty.contract.atelier.stream
    append(stream, "contract.penalty_answered", payload, by=by, at=at)


@transaction.atomic
def apply_penalty(penalty: Penalty, instalment: Instalment, *, by: Person, at: datetime) -> None:
    """Keep it back from what is left to pay of an instalment, once the holder was heard."""
    contract, today = penalty.contract, day_of(at)
    contract.atelier.lock()
    penalty.refresh_from_db(fields=["decided_on", "lifted_at", "answer", "answered_on"])
    instalment.refresh_from_db()
    now = queries.standing_to_end(contract)
    kept = now.kept
    balance = now.account.balance(instalment)
    refuse_if(
        queries.against_applying(penalty, kept, today)
        + rules.against_keeping_back(
            penalty.amount_eur,
            left=balance.to_holders,
            payable=instalment.paid_on is None and instalment.due_eur > 0,
        )
    )
    penalty.decided_on, penalty.instalment = today, instalment
    paper = papers.penalty_applied(penalty, kept.law)
    penalty.decision = file_paper(paper, subject=f"contract:{contract.pk}", at=at)
    penalty.save(update_fields=["decided_on", "instalment", "decision"])
    tell_holder(contract, "une pénalité est appliquée", penalty.decision, at=at)
    complete(contract.atelier, penalty_task(penalty), at=at)
    payload = {"amount_eur": str(penalty.amount_eur), "reason": penalty.reason}
    payload |= {"instalment": instalment.label, "letter": penalty.decision.digest}
    append(contract.atelier.stream, "contract.penalised", payload, by=by, at=at)


@transaction.atomic
def lift_penalty(penalty: Penalty, reason: str, *, by: Person, at: datetime) -> None:
    """Keep nothing back for it any more: it stays in sight, with the reason."""
    contract = penalty.contract
    contract.atelier.lock()
    penalty.refresh_from_db(fields=["lifted_at"])
    refuse_if(rules.against_lifting_penalty(reason, lifted=penalty.lifted_at is not None))
    penalty.lifted_reason, penalty.lifted_by, penalty.lifted_at = reason.strip(), by, at
    penalty.save(update_fields=["lifted_reason", "lifted_by", "lifted_at"])
    complete(contract.atelier, penalty_task(penalty), at=at)
    payload = {"amount_eur": str(penalty.amount_eur), "reason": penalty.lifted_reason}
    if penalty.decided_on:
        payload["decided_on"] = str(penalty.decided_on)
    append(contract.atelier.stream, "contract.penalty_lifted", payload, by=by, at=at)
