"""Adding actions, pledging, giving news, reviewing."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from atelier_local.ground.journal import fields, union
from atelier_local.ground.journal.fields import Values
from atelier_local.ground.journal.models import Stream, uuid7
from atelier_local.ground.journal.operations import append
from atelier_local.programme.ateliers.enums import Horizon
from atelier_local.programme.ateliers.models import Atelier
from atelier_local.programme.governance import operations as governance
from atelier_local.programme.governance.enums import MeetingKind
from atelier_local.programme.governance.rules import Decided
from atelier_local.programme.people.enums import TicketPurpose
from atelier_local.programme.people.models import Message, Organisation, Person, Ticket
from atelier_local.programme.people.operations import issue_ticket, post
from atelier_local.programme.thread.enums import Kind
from atelier_local.programme.thread.events import Sources, link
from atelier_local.programme.thread.operations import refuse_citations
from atelier_local.refusal import Reasons, refuse_if
from atelier_local.steps.financing.models import Plan
from atelier_local.steps.financing.operations import Funding
from atelier_local.steps.strategy.models import Objective
from atelier_local.steps.wall.models import Contribution
from atelier_local.steps.workshops import operations as workshops

from . import events, rules
from .enums import Maturity, MilestoneKind, Priority, Progress
from .models import Action, Milestone, Pledge, Review, Update

NEWS_DAYS = 60
REVIEW_LASTS = timedelta(hours=2)


@transaction.atomic
def add_action(
    objective: Objective,
    title: str,
    *,
    owner: Organisation,
    plan: Plan,
    horizon: Horizon | str,
    first_step: str,
    why: str,
    by: Person,
    at: datetime,
    rests_on: Sources = (),
    description: str = "",
    priority: Priority = Priority.SECOND,
    maturity: Maturity = Maturity.PROJECT,
    families: Iterable[str] = (),
    partners: Sequence[str] = (),
    places: Sequence[str] = (),
    starts_on: date | None = None,
    ends_on: date | None = None,
    indicator: str = "",
    baseline: str = "",
    target: str = "",
    unit: str = "",
    **details: Any,
) -> Action:
    """An action under its objective, which it answers for the reason `why`; what it rests on
    besides, each with why; `details`: what else its sheet says (`events.DETAILS`, `NUMBERS`).
    """
    atelier = objective.node.atelier
    sources = [(objective.node, why), *(pair for pair in rests_on if pair[0] != objective.node)]
    refuse_if(
        rules.against_adding(
            title,
            owner=owner.name,
            horizon=horizon,
            first_step=first_step,
            sources=sources,
            starts_on=starts_on,
            ends_on=ends_on,
        )
    )
    values = {
        **events.told_of_details(details),
        "title": title,
        "description": fields.of_lines(description),
        "owner": str(owner.pk),
        "partners": list(partners),
        "places": list(places),
        "families": "".join(sorted(families)),
        "horizon": str(horizon),
        "priority": str(priority),
        "maturity": str(maturity),
        "first_step": first_step,
        "dates": [day and day.isoformat() for day in (starts_on, ends_on)],
        "indicator": indicator,
        "baseline": baseline,
        "target": target,
        "unit": unit,
    }
    refuse_if(events.against_adding(values))
    stream = workshops.take_turn(atelier)
    refuse_citations(atelier, Kind.ACTION, sources)
    action = events.add(objective, plan, values, sources, by=by, at=at)
    payload = events.told_of(action, sources)
    append(stream, events.ADDED, payload, by=by, at=at, id=action.pk)
    return action


@transaction.atomic
def complete(action: Action, read: Values, said: Values, *, by: Person, at: datetime) -> bool:
    """Write fields of a sheet otherwise than they were read, at the office or at a table of a hall;
    whether anything changed. A field that somebody else changed meanwhile refuses all of it."""
    stream = workshops.take_turn(action.node.atelier)
    found = Action.objects.select_related("node__atelier", "plan").get(pk=action.pk)
    refuse_if(_against_completing({**events.values_of(found), **said}))
    return _rewrite(stream, found, read, said, by=by, at=at)


def _rewrite(
    stream: Stream, action: Action, read: Values, said: Values, *, by: Person, at: datetime
) -> bool:
    """Write fields of a sheet, and the line that says so: after all that was said of sheets."""
    now = events.values_of(action)
    refuse_if(fields.against_writing(now, read, said, events.LABELS))
    changes = fields.changes(now, read, said)
    sound = events.sound(action.node.atelier)
    refuse_if(fields.against_saying(str(action.pk), changes, sound, events.LABELS))
    if not changes:
        return False
    after = union.later(events.told(action.node.atelier), at)
    payload = {"node": str(action.pk), "number": action.node.number, "changes": changes}
    events.write(action, {name: change["said"] for name, change in changes.items()})
    append(stream, events.COMPLETED, payload, by=by, at=after, received_at=at)
    return True


def _against_completing(whole: Values) -> Reasons:
    starts_on, ends_on = (day and date.fromisoformat(day) for day in whole["dates"])
    return rules.against_adding(
        whole["title"], owner=whole["owner"], horizon=whole["horizon"],
        first_step=whole["first_step"], sources=(True,), starts_on=starts_on, ends_on=ends_on,
    )  # fmt: skip


@transaction.atomic
def add_milestone(
    action: Action,
    label: str,
    due_on: date,
    *,
    by: Person,
    at: datetime,
    kind: MilestoneKind = MilestoneKind.STEP,
) -> Milestone:
    """A dated step, said at the office or in a hall."""
    stream, told = workshops.take_turn(action.node.atelier), uuid7()
    milestone = Milestone.objects.create(
        action=action, label=label, due_on=due_on, kind=kind, line=told
    )
    payload = _about(action) | {"label": label, "due_on": due_on.isoformat(), "kind": str(kind)}
    append(stream, events.MILESTONE, payload, by=by, at=at, id=told)
    return milestone


def _about(action: Action) -> dict[str, str]:
    return {"node": str(action.pk), "number": action.node.number}


@transaction.atomic
def reach_milestone(milestone: Milestone, *, by: Person, at: datetime) -> None:
    """The dated step is behind; saying so twice changes nothing."""
    reached = Milestone.objects.filter(pk=milestone.pk, done_at=None).update(done_at=at)
    if reached:
        action = milestone.action
        payload = {"action": str(action.pk), "label": milestone.label}
        append(action.node.atelier.stream, "roadmap.milestone_reached", payload, by=by, at=at)


@transaction.atomic
def fund(action: Action, read: Any, said: Sequence[Funding], *, by: Person, at: datetime) -> bool:
    """Say who pays, how much, how far each line is granted, until when its file may be lodged, by
    which text and on which paper, otherwise than it was `read`; whether anything changed."""
    stream = workshops.take_turn(action.node.atelier)
    found = Action.objects.select_related("node__atelier", "plan").get(pk=action.pk)
    told = {"funding": [events.line_told(line) for line in said]}
    return _rewrite(stream, found, {"funding": read}, told, by=by, at=at)


@transaction.atomic
def pledge(action: Action, words: str, by_label: str, *, by: Person, at: datetime) -> Pledge:
    """Write down what an owner said aloud, at the office or in a hall."""
    refuse_if(rules.against_pledging(words, by_label))
    stream, told = workshops.take_turn(action.node.atelier), uuid7()
    given = {"words": words, "by_label": by_label}
    pledged = Pledge.objects.create(action=action, **given, at=at, line=told)
    append(stream, events.PLEDGED, _about(action) | given, by=by, at=at, id=told)
    return pledged


COMMITTED = "engagement pris à voix haute en atelier"
"""Why an action rests on a commitment."""


@transaction.atomic
def take_up(
    action: Action, commitments: Sequence[Contribution], *, by: Person, at: datetime
) -> None:
    """The action rests on what people committed to in a workshop: the thread says so both ways, and
    who said it learns from their receipt what became of it."""
    refuse_if(rules.against_taking_up(len(commitments)))
    atelier = action.node.atelier
    sources = [(commitment.node, COMMITTED) for commitment in commitments]
    refuse_citations(atelier, Kind.ACTION, sources)
    link(sources, action.node, by=by, at=at)
    payload = {"action": str(action.pk), "commitments": [str(node.pk) for node, _ in sources]}
    append(atelier.stream, "roadmap.commitments_taken_up", payload, by=by, at=at)


@transaction.atomic
def update_action(
    action: Action,
    *,
    progress: Progress,
    percent: int,
    by: Person | None,
    at: datetime,
    news: str = "",
    next_step: str = "",
) -> Update:
    """Give news of an action; the latest shows."""
    refuse_if(rules.against_updating(progress, percent, news))
    update = Update.objects.create(
        action=action,
        progress=progress,
        percent=percent,
        news=news,
        next_step=next_step,
        by=by,
        at=at,
    )
    action.progress, action.percent = progress, percent
    action.save(update_fields=["progress", "percent"])
    payload = {
        "action": str(action.pk),
        "progress": str(progress),
        "percent": percent,
        "news": news,
    }
    append(action.node.atelier.stream, "roadmap.updated", payload, by=by, at=at)
    return update


@transaction.atomic
def ask_for_news(action: Action, email: str, *, by: Person, at: datetime) -> Message:
    """Write to whoever carries the action: one link, no account, three answers."""
    person = Person.objects.filter(email__iexact=email.strip(), is_active=True).first()
    token = issue_ticket(
        TicketPurpose.ACTION_UPDATE, person=person, subject=str(action.pk), days=NEWS_DAYS, at=at
    )
    atelier = action.node.atelier
    link = settings.SITE_URL + reverse("roadmap:news", args=[token])
    append(atelier.stream, "roadmap.news_asked", {"action": str(action.pk)}, by=by, at=at)
    return post(
        to=email.strip(),
        subject=f"Où en est l’action {action.node.number} ?",
        body=(
            f"Bonjour,\n\n{by.full_name} ({by.organisation}) vous demande des nouvelles de "
            f"l’action {action.node.number}, « {action.node.words} » ({atelier.name}).\n"
            f"Trois réponses, moins d’une minute, sans compte : {link}\n\n"
            f"Ce lien sert une fois et reste valable {NEWS_DAYS} jours."
        ),
        at=at,
    )


@transaction.atomic
def answer_news(
    ticket: Ticket, *, progress: Progress, percent: int, news: str, at: datetime
) -> Update:
    """News given through a link, which then no longer works."""
    used = Ticket.objects.filter(pk=ticket.pk, used_at=None).update(used_at=at)
    refuse_if([] if used else ["ce lien a déjà servi"])
    action = Action.objects.select_related("node__atelier__stream").get(pk=UUID(ticket.subject))
    return update_action(
        action, progress=progress, percent=percent, news=news, by=ticket.person, at=at
    )


@transaction.atomic
def hold_review(
    atelier: Atelier,
    *,
    months_after: int,
    summary: str,
    starts_at: datetime,
    place: str,
    by: Person,
    at: datetime,
    decisions: Sequence[Decided] = (),
) -> Review:
    """Record a review of the roadmap: what moved, what was decided."""
    actions = Action.objects.filter(node__atelier=atelier)
    refuse_if(rules.against_reviewing(actions.count()))
    meeting = governance.convene(
        atelier,
        MeetingKind.REVIEW,
        f"Revue de la feuille de route, {months_after} mois après",
        starts_at=starts_at,
        ends_at=starts_at + REVIEW_LASTS,
        place=place,
        by=by,
        at=at,
    )
    governance.hold(meeting, minutes=summary, decisions=decisions, by=by, at=at)
    review = Review.objects.create(meeting=meeting, months_after=months_after, summary=summary)
    append(atelier.stream, "roadmap.reviewed", {"months_after": months_after}, by=by, at=at)
    return review
