"""Meeting, deciding, asking, approving."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

from django.db import transaction

from atelier_local.clock import day_of
from atelier_local.ground.journal.operations import append
from atelier_local.programme.ateliers.enums import Audience
from atelier_local.programme.ateliers.models import Atelier
from atelier_local.programme.people.enums import Role
from atelier_local.programme.people.models import Person
from atelier_local.refusal import refuse_if

from . import rules
from .enums import College, MeetingKind, Opinion
from .models import (
    Approval,
    Attendance,
    CoValidation,
    Decision,
    Invitation,
    Meeting,
    Task,
)
from .rules import Decided


@transaction.atomic
def convene(
    atelier: Atelier,
    kind: MeetingKind,
    title: str,
    *,
    starts_at: datetime,
    ends_at: datetime,
    by: Person,
    at: datetime,
    place: str = "",
    invited: Iterable[Person] = (),
) -> Meeting:
    """Call a meeting and invite people to it."""
    refuse_if(rules.against_meeting(starts_at, ends_at))
    meeting = Meeting.objects.create(
        atelier=atelier, kind=kind, title=title, starts_at=starts_at, ends_at=ends_at, place=place
    )
    Invitation.objects.bulk_create(Invitation(meeting=meeting, person=p) for p in set(invited))
    payload = {"meeting": str(meeting.id), "kind": str(kind), "title": title}
    append(atelier.stream, "governance.convened", payload, by=by, at=at)
    return meeting


@transaction.atomic
def hold(
    meeting: Meeting,
    *,
    minutes: str,
    by: Person,
    at: datetime,
    attendance: Mapping[Audience, int] | None = None,
    present: Iterable[Person] = (),
    decisions: Sequence[Decided] = (),
) -> None:
    """Record that the meeting took place: who came, what was said and decided."""
    refuse_if(rules.against_deciding(decisions, day_of(meeting.starts_at)))
    unheld = Meeting.objects.filter(pk=meeting.pk, held_at=None)
    recorded = unheld.update(minutes=minutes, held_at=at) == 1
    refuse_if(rules.against_holding(meeting.starts_at, at, held=not recorded))
    meeting.minutes, meeting.held_at = minutes, at
    Attendance.objects.bulk_create(
        Attendance(meeting=meeting, audience=audience, count=count)
        for audience, count in (attendance or {}).items()
    )
    came = {person.pk for person in present}
    # Somebody may come who was not invited, or not yet: they were there all the same.
    Invitation.objects.bulk_create(
        [Invitation(meeting=meeting, person_id=pk) for pk in came], ignore_conflicts=True
    )
    meeting.invitations.filter(person__in=came).update(attended=True)
    meeting.invitations.exclude(person__in=came).update(attended=False)
    meeting.atelier.lock()
    first = Decision.objects.filter(meeting__atelier=meeting.atelier).count() + 1
    Decision.objects.bulk_create(
        Decision(meeting=meeting, number=number, at=at, **one._asdict())
        for number, one in enumerate(decisions, first)
    )
    told = [{"text": d.text, "who": d.carrier, "due": str(d.due_on or "")} for d in decisions]
    payload = {"meeting": str(meeting.id), "decisions": told}
    append(meeting.atelier.stream, "governance.held", payload, by=by, at=at)


@transaction.atomic
def carry_out(decision: Decision, *, by: Person, at: datetime) -> None:
    """Say that a decision was carried out; once."""
    awaited = decision.is_awaited
    undone = Decision.objects.filter(pk=decision.pk, done_at=None) if awaited else None
    recorded = undone is not None and undone.update(done_at=at) == 1
    done = decision.done_at is not None or (awaited and not recorded)
    refuse_if(rules.against_carrying_out(awaited=awaited, done=done))
    decision.done_at = at
    payload = {"decision": decision.number, "text": decision.text}
    append(decision.meeting.atelier.stream, "governance.carried_out", payload, by=by, at=at)


def assign(
    atelier: Atelier,
    key: str,
    title: str,
    *,
    role: Role,
    url: str,
    due_on: date | None = None,
    detail: str = "",
    person: Person | None = None,
) -> Task:
    """Await something of a role; part of the operation that causes it, whose line tells it."""
    task, _ = Task.objects.update_or_create(
        atelier=atelier,
        key=key,
        role=role,
        done_at=None,
        defaults={
            "title": title,
            "detail": detail,
            "url": url,
            "due_on": due_on,
            "person": person,
        },
    )
    return task


def complete(atelier: Atelier, key: str, *, at: datetime, role: Role | None = None) -> None:
    """Close the open tasks of that key (of one role, or of all), with the act that does them."""
    tasks = Task.objects.filter(atelier=atelier, key=key, done_at=None)
    if role is not None:
        tasks = tasks.filter(role=role)
    tasks.update(done_at=at)


VALIDATING_ROLES = (Role.LOCAL_AUTHORITY, Role.PILOT, Role.PARTNER)


@transaction.atomic
def ask_validation(
    atelier: Atelier,
    subject: str,
    title: str,
    *,
    url: str,
    due_on: date,
    by: Person,
    at: datetime,
) -> CoValidation:
    """Put a text to the three colleges, each of which gets a task; again, once taken back."""
    refuse_if(rules.against_asking(due_on, day_of(at)))
    before = CoValidation.objects.filter(atelier=atelier, subject=subject)
    asked, made = before.current().get_or_create(
        atelier=atelier,
        subject=subject,
        withdrawn_at=None,
        defaults={
            "round": before.count() + 1,
            "title": title,
            "url": url,
            "asked_at": at,
            "due_on": due_on,
        },
    )
    if made:
        for role in VALIDATING_ROLES:
            assign(
                atelier,
                f"validate:{subject}",
                f"Valider : {title}",
                role=role,
                url=url,
                due_on=due_on,
            )
        payload = {
            "subject": subject,
            "round": asked.round,
            "title": title,
            "due_on": str(due_on),
        }
        append(atelier.stream, "governance.validation_asked", payload, by=by, at=at)
    return asked


_TASK_ROLE = {
    College.LOCAL_AUTHORITY: Role.LOCAL_AUTHORITY,
    College.STATE: Role.PILOT,
    College.PARTNERS: Role.PARTNER,
}


@transaction.atomic
def approve(
    co_validation: CoValidation,
    college: College,
    opinion: Opinion,
    *,
    roles: Iterable[Role],
    by: Person,
    at: datetime,
    reservation: str = "",
) -> bool:
    """Give a college's opinion; True when the three now agree and the text is shared.

    One opinion at a time: two colleges answering together must not each miss the other.
    """
    co_validation.refresh_from_db(from_queryset=CoValidation.objects.select_for_update())
    refuse_if(
        rules.against_approving(
            college,
            opinion,
            reservation,
            speaks_for=rules.colleges_of(roles),
            already_shared=co_validation.shared_at is not None,
            withdrawn=co_validation.withdrawn_at is not None,
        )
    )
    Approval.objects.create(
        co_validation=co_validation,
        college=college,
        opinion=opinion,
        reservation=reservation,
        by=by,
        at=at,
    )
    atelier = co_validation.atelier
    complete(atelier, f"validate:{co_validation.subject}", at=at, role=_TASK_ROLE[college])
    shared = not rules.against_sharing(opinions(co_validation))
    if shared:
        co_validation.shared_at = at
        co_validation.save(update_fields=["shared_at"])
    payload = {
        "subject": co_validation.subject,
        "college": str(college),
        "opinion": str(opinion),
        "reservation": reservation,
        "shared": shared,
    }
    append(atelier.stream, "governance.approved", payload, by=by, at=at)
    return shared


@transaction.atomic
def take_back(co_validation: CoValidation, why: str, *, by: Person, at: datetime) -> None:
    """Give the text back to its authors after a no; this round keeps its opinions for ever."""
    co_validation.refresh_from_db(from_queryset=CoValidation.objects.select_for_update())
    refuse_if(
        rules.against_taking_back(
            opinions(co_validation),
            why,
            already_shared=co_validation.shared_at is not None,
            withdrawn=co_validation.withdrawn_at is not None,
        )
    )
    co_validation.withdrawn_at, co_validation.withdrawn_why = at, why
    co_validation.save(update_fields=["withdrawn_at", "withdrawn_why"])
    atelier, subject = co_validation.atelier, co_validation.subject
    complete(atelier, f"validate:{subject}", at=at)
    payload = {"subject": subject, "round": co_validation.round, "why": why}
    append(atelier.stream, "governance.validation_taken_back", payload, by=by, at=at)


def opinions(co_validation: CoValidation) -> dict[College, Opinion]:
    """The latest opinion of each college that gave one."""
    given = co_validation.approvals.order_by("at", "id")
    return {College(a.college): Opinion(a.opinion) for a in given}
