"""An accepted declaration is changed: declared again, accepted or refused, then in force."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import Max

from atelier_local.clock import day_of
from atelier_local.ground.files.operations import file_paper
from atelier_local.ground.journal.operations import append
from atelier_local.programme.governance.operations import assign, complete
from atelier_local.programme.people.enums import Role
from atelier_local.programme.people.models import Person
from atelier_local.refusal import refuse_if

from .. import papers, queries, rules
from ..enums import PublishedFact, SubcontractingState
from ..models import Subcontracting, SubcontractingAmendment
from .publishing import expect_publication
from .sharing import share_again

State = SubcontractingState
_WORDS = ("services", "amount_eur", "terms", "duration_months")


@dataclass(frozen=True)
class Amending:
    """What the declaration becomes, whole: what is not changed is said again."""

    services: str
    amount_eur: Decimal
    terms: str
    duration_months: int
    why: str
    agreed_on: date
    assignment: str


def amendment_task(one: SubcontractingAmendment) -> str:
    return f"contract:amendment:{one.pk}"


@transaction.atomic
def amend_subcontracting(
    sub: Subcontracting, wanted: Amending, *, by: Person, at: datetime
) -> SubcontractingAmendment:
    """Declare a subcontractor otherwise. Nothing changes before the buyer accepts."""
    sub.contract.atelier.lock()
    last = sub.amendments.aggregate(last=Max("rank"))["last"] or 0
    one = SubcontractingAmendment(
        subcontracting=sub,
        rank=last + 1,
        received_on=day_of(at),
        was_services=sub.services,
        was_eur=sub.amount_eur,
        was_terms=sub.terms,
        was_months=sub.duration_months,
        **vars(wanted),
    )
    asked = queries.amended(one, day_of(at))
    refuse_if(rules.against_amending(asked))
    subject = f"contract:{sub.contract_id}"
    one.declaration = file_paper(papers.amendment(one, asked), subject=subject, at=at)
    one.save()
    _await(one)
    payload = _told(one) | {"amount_eur": str(one.amount_eur), "digest": one.declaration.digest}
    append(sub.contract.atelier.stream, "contract.amendment_declared", payload, by=by, at=at)
    return one


def _told(one: SubcontractingAmendment) -> dict[str, str | int]:
    return {"subcontracting": one.subcontracting.number, "rank": one.rank}


def _await(one: SubcontractingAmendment) -> None:
    sub, silence = one.subcontracting, queries.amendment_silence(one)
    assign(
        sub.contract.atelier,
        amendment_task(one),
        f"Répondre à l’acte spécial modificatif de la sous-traitance n° {sub.number}",
        role=Role.PILOT,
        url=queries.subcontracting_url(sub),
        due_on=silence.until if silence else None,
        detail=str(sub.organisation),
    )


@transaction.atomic
def accept_amendment(one: SubcontractingAmendment, *, by: Person, at: datetime) -> None:
    """Accept the act: from that day the declaration says what it says, payments included."""
    _not_silent(one, at)
    _accept(one, State.ACCEPTED, day_of(at), by=by, at=at)


@transaction.atomic
def settle_amendment(one: SubcontractingAmendment, *, by: Person | None, at: datetime) -> bool:
    """Draw the consequences of silence, where the law of the day gives it some."""
    silence = queries.amendment_silence(one)
    if silence is None or one.state != State.DECLARED or day_of(at) <= silence.until:
        return False
    if rules.against_amending(queries.amended(one, day_of(at))):
        return False  # what became due meanwhile forbids it: the buyer answers
    _accept(one, State.TACIT, silence.until, by=by, at=at)
    return True


def _accept(
    one: SubcontractingAmendment, to: State, on: date, *, by: Person | None, at: datetime
) -> None:
    sub = one.subcontracting
    sub.contract.atelier.lock()
    sub.refresh_from_db(fields=["state", *_WORDS])
    asked = queries.amended(one, day_of(at))
    refuse_if(rules.against_amending(asked))
    _decide(one, to, on)
    for word in _WORDS:
        setattr(sub, word, getattr(one, word))
    sub.save(update_fields=_WORDS)
    share_again(sub, asked.needed)
    _tell(one, at=at)
    if one.told_to_the_state:
        subject = f"{PublishedFact.AMENDMENT}:{sub.act_number}.{one.rank}"
        expect_publication(sub.contract, subject, on)
    payload = _told(one) | {"how": str(to), "amount_eur": str(one.amount_eur)}
    append(sub.contract.atelier.stream, "contract.amendment_accepted", payload, by=by, at=at)


@transaction.atomic
def refuse_amendment(
    one: SubcontractingAmendment, reason: str, *, by: Person, at: datetime
) -> None:
    """Refuse, with a reason that the holder is told: the declaration stays as it was."""
    refuse_if([] if reason.strip() else ["dites pourquoi"])
    _not_silent(one, at)
    one.reason = reason
    _decide(one, State.REFUSED, day_of(at), reason=reason)
    _tell(one, at=at)
    payload = _told(one) | {"reason": reason}
    stream = one.subcontracting.contract.atelier.stream
    append(stream, "contract.amendment_refused", payload, by=by, at=at)


def _not_silent(one: SubcontractingAmendment, at: datetime) -> None:
    silence = queries.amendment_silence(one)
    late = silence is not None and one.state == State.DECLARED and day_of(at) > silence.until
    refuse_if(["le silence a déjà valu acceptation"] if late else [])


def _decide(one: SubcontractingAmendment, to: State, on: date, **fields: str) -> None:
    waiting = SubcontractingAmendment.objects.filter(pk=one.pk, state=State.DECLARED)
    moved = waiting.update(state=to, decided_on=on, **fields)
    refuse_if([] if moved else ["cet acte est déjà décidé"])
    one.state, one.decided_on = to, on


def _tell(one: SubcontractingAmendment, *, at: datetime) -> None:
    contract = one.subcontracting.contract
    complete(contract.atelier, amendment_task(one), at=at)
    paper = papers.amendment_decision(one)
    one.decision = file_paper(paper, subject=f"contract:{contract.pk}", at=at)
    one.save(update_fields=["decision"])
