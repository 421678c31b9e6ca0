"""Ending a contract early: a fault told first, then the decision, its letter, what it frees."""

from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db import transaction

from atelier_local.clock import day_of
from atelier_local.ground.files.operations import file_paper
from atelier_local.ground.journal.operations import append
from atelier_local.programme.agreement.operations import release
from atelier_local.programme.ateliers.enums import Ending
from atelier_local.programme.ateliers.operations import end
from atelier_local.programme.governance.operations import assign, complete
from atelier_local.programme.people.enums import Role
from atelier_local.programme.people.models import Person
from atelier_local.refusal import refuse_if

from .. import papers, queries, rules
from ..enums import InstalmentState, TerminationGround, TerminationState, Verdict
from ..models import Acceptance, CallOffContract, Instalment, Share, Termination
from .subcontracting import answer_waiting
from .telling import against_telling, tell_holder

NOTICE = "contract:notice"
State = TerminationState


@transaction.atomic
def give_notice(
    contract: CallOffContract, breach: str, days: int, *, by: Person, at: datetime
) -> Termination:
    """Put the holder on formal notice: what it must mend, until when. The contract goes on."""
    contract.atelier.lock()
    now = queries.standing_to_end(contract)
    waiting = contract.terminations.filter(state=State.NOTICED).exists()
    refuse_if(
        rules.against_giving_notice(breach, now.still_due, days=days, waiting=waiting)
        + against_telling(contract)
    )
    today = day_of(at)
    made = Termination(
        contract=contract,
        ground=TerminationGround.FAULT,
        breach=breach.strip(),
        state=State.NOTICED,
        noticed_on=today,
        answer_by=today + timedelta(days=days),
        by=by,
        at=at,
    )
    made.notice = file_paper(papers.formal_notice(made), subject=f"contract:{contract.pk}", at=at)
    made.save()
    tell_holder(contract, "mise en demeure", made.notice, at=at)
    assign(
        contract.atelier,
        NOTICE,
        "Décider de la suite d’une mise en demeure",
        role=Role.PILOT,
        url=queries.termination_url(contract),
        due_on=made.answer_by,
    )
    payload = {"breach": made.breach, "answer_by": str(made.answer_by)}
    payload["letter"] = made.notice.digest
    append(contract.atelier.stream, "contract.formal_notice", payload, by=by, at=at)
    return made


@transaction.atomic
def answer_notice(notice: Termination, answer: str, *, by: Person, at: datetime) -> None:
    """Keep what the holder says of it."""
    notice.contract.atelier.lock()
    refuse_if([] if answer.strip() else ["écrivez ce que dit le titulaire"])
    waiting = Termination.objects.filter(pk=notice.pk, state=State.NOTICED)
    told = waiting.update(answer=answer.strip(), answered_on=day_of(at))
    refuse_if([] if told else ["cette mise en demeure est déjà décidée"])
    payload = {"answer": answer.strip()}
    append(notice.contract.atelier.stream, "contract.notice_answered", payload, by=by, at=at)


@transaction.atomic
def drop_notice(notice: Termination, reason: str, *, by: Person, at: datetime) -> None:
    """The breach is mended, or the buyer thinks better of it: the contract goes on."""
    notice.contract.atelier.lock()
    refuse_if([] if reason.strip() else ["dites pourquoi"])
    waiting = Termination.objects.filter(pk=notice.pk, state=State.NOTICED)
    dropped = waiting.update(state=State.DROPPED, dropped_why=reason.strip())
    refuse_if([] if dropped else ["cette mise en demeure est déjà décidée"])
    complete(notice.contract.atelier, NOTICE, at=at)
    payload = {"reason": reason.strip()}
    append(notice.contract.atelier.stream, "contract.notice_dropped", payload, by=by, at=at)


@transaction.atomic
def terminate(
    contract: CallOffContract,
    ground: TerminationGround,
    reason: str,
    *,
    begun_eur: Decimal = Decimal(0),
    compensation_eur: Decimal = Decimal(0),
    agreed_on: date | None = None,
    by: Person,
    at: datetime,
) -> Termination:
    """End the contract that day: what is still expected is closed, what was begun and what makes up
    for the end are owed, the agreement gets the rest back, the Atelier stops.

    `compensation_eur` is what both agreed on; the general clauses say it for the general interest.
    """
    contract.atelier.lock()
    now, today = queries.standing_to_end(contract), day_of(at)
    notice = contract.terminations.filter(state=State.NOTICED).first()
    owed = now.compensation(ground, begun_eur, compensation_eur)
    signed = agreed_on if ground is TerminationGround.AGREED else None
    refuse_if(
        rules.against_terminating(
            rules.EarlyEnd(
                ground,
                reason,
                begun_eur,
                owed,
                signed,
                notice.answer_by if notice and ground is TerminationGround.FAULT else None,
            ),
            now.still_due,
            today,
        )
    )
    made = _made(contract, ground, notice, by=by, at=at)
    made.reason, made.agreed_on, made.decided_on = reason.strip(), signed, today
    made.state = State.DECIDED
    made.admitted_eur, made.begun_eur, made.compensation_eur = now.admitted, begun_eur, owed
    made.freed_eur = rules.freed(now.expected, begun_eur, owed)
    paper = papers.termination(made, queries.statement(now, made))
    made.paper = file_paper(paper, subject=f"contract:{contract.pk}", at=at)
    made.save()
    _close(made, by=by, at=at)
    tell_holder(contract, "le marché est résilié", made.paper, at=at)
    payload = {"ground": str(ground), "reason": made.reason, "letter": made.paper.digest}
    payload |= {"freed_eur": str(made.freed_eur), "compensation_eur": str(owed)}
    payload |= {"begun_eur": str(begun_eur)}
    end(contract.atelier, Ending.TERMINATED, by=by, at=at)
    append(contract.atelier.stream, "contract.terminated", payload, by=by, at=at)
    return made


def _made(
    contract: CallOffContract,
    ground: TerminationGround,
    notice: Termination | None,
    *,
    by: Person,
    at: datetime,
) -> Termination:
    """The decision that a formal notice led to; else one of its own, the notice being dropped."""
    if notice and ground is TerminationGround.FAULT:
        return notice
    if notice:
        drop_notice(notice, "Le marché est résilié pour un autre motif.", by=by, at=at)
    return Termination(contract=contract, ground=ground, by=by, at=at)


def _close(made: Termination, *, by: Person, at: datetime) -> None:
    """Nothing more is expected; what is owed may be paid; the ceiling gets the rest back."""
    contract = made.contract
    answer_waiting(contract, "Le marché est résilié.", by=by, at=at)
    contract.instalments.filter(state=InstalmentState.EXPECTED).update(state=InstalmentState.ENDED)
    owed = (
        ("Prestations commencées avant la résiliation", made.begun_eur),
        ("Indemnité de résiliation", made.compensation_eur),
    )
    for label, amount in owed:
        if amount:
            _owe(contract, label, amount, by=by, at=at)
    if made.freed_eur:
        release(
            contract.atelier.framework,
            reference=f"{contract.reference} résiliation"[:80],
            amount=made.freed_eur,
            by=by,
            at=at,
            lot=contract.award.competition.lot,
        )
    complete(contract.atelier, NOTICE, at=at)


def _owe(
    contract: CallOffContract, label: str, amount: Decimal, *, by: Person, at: datetime
) -> None:
    """Admitted by the decision itself; to the lead, who shares it out."""
    owed = Instalment.objects.create(
        contract=contract,
        label=label,
        amount_eur=amount,
        due_stage=contract.atelier.stage,
        state=InstalmentState.ACCEPTED,
        accepted_at=at,
    )
    Acceptance.objects.create(instalment=owed, verdict=Verdict.ADMITTED, by=by, at=at)
    if lead := queries.lead_of(contract):
        Share.objects.create(instalment=owed, organisation=lead, amount_eur=amount)
