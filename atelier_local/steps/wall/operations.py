"""Preparing activities, letting people in, laying cards, closing the register."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from atelier_local.ground.journal.models import Line
from atelier_local.ground.journal.operations import Actor, Conflict, append, project
from atelier_local.ground.live.operations import (
    PROJECTION,
    Taken,
    drafted,
    submit,
    submit_all,
    take,
)
from atelier_local.programme.ateliers import operations as ateliers
from atelier_local.programme.ateliers.enums import Audience, Stage
from atelier_local.programme.people.models import Person
from atelier_local.programme.thread.models import Node
from atelier_local.refusal import Refused, refuse_if
from atelier_local.steps.workshops import operations as workshops
from atelier_local.steps.workshops.enums import STAGE_OF
from atelier_local.steps.workshops.models import Sequence as RunSequence
from atelier_local.steps.workshops.models import Workshop

from . import room, rules
from .enums import Act, ActivityState, Channel, ContributionKind, Method, Moderation
from .models import Activity, Contribution, Group, Option, Participant
from .rescue import Handed, Waiting

PREPARED = "wall.activity_prepared"
"""The kind of the line that tells, in the stream of the Atelier, of a question prepared here."""

type Weighed = str | Node
"""What an option of a vote is: words, or something of the Atelier's."""


@transaction.atomic
def prepare_activity(
    workshop: Workshop,
    *,
    question: str,
    by: Person,
    at: datetime,
    method: Method = Method.CARDS,
    kinds: Sequence[ContributionKind] = (),
    options: Sequence[Weighed] = (),
    max_length: int = 280,
    silent: bool = False,
    moderation: Moderation = Moderation.DIRECT,
    budget: int = 1,
    most_each: int = 1,
    minutes: int | None = None,
    sequence: RunSequence | None = None,
) -> Activity:
    """One more question for the room, after those already there."""
    words = [option.words if isinstance(option, Node) else option for option in options]
    refuse_if(rules.against_preparing(question, method, len(kinds), words, budget, most_each))
    activity = Activity.objects.create(
        workshop=workshop,
        sequence=sequence,
        position=Activity.objects.filter(workshop=workshop).count() + 1,
        question=question,
        method=method,
        kinds=[str(kind) for kind in kinds],
        max_length=max_length,
        silent=silent,
        moderation=moderation,
        budget=budget,
        most_each=most_each,
        minutes=minutes,
    )
    Option.objects.bulk_create(
        Option(
            activity=activity,
            position=rank,
            words=option.words if isinstance(option, Node) else option,
            about=option if isinstance(option, Node) else None,
        )
        for rank, option in enumerate(options, 1)
    )
    payload = {"activity": str(activity.id), "question": question}
    append(workshop.atelier.stream, PREPARED, payload, by=by, at=at)
    return activity


def open_activity(activity: Activity, *, by: Person, at: datetime) -> None:
    """Put the question to the room; whatever else was open closes."""
    _move(activity, ActivityState.OPEN, Act.OPENED, by=by, at=at)


def close_activity(activity: Activity, *, by: Person, at: datetime) -> None:
    """Nobody answers any more; what was revealed is hidden again."""
    _move(activity, ActivityState.CLOSED, Act.CLOSED, by=by, at=at)


def reveal_activity(activity: Activity, *, by: Person, at: datetime) -> None:
    """Show the room what it answered in silence, or how it chose."""
    refuse_if([] if activity.hides else ["ces cartes sont affichées depuis le début"])
    _move(activity, ActivityState.REVEALED, Act.REVEALED, by=by, at=at)


def run_timer(activity: Activity, left: timedelta, *, by: Person, at: datetime) -> None:
    """Count down from `left`."""
    refuse_if(rules.against_timing(ActivityState(activity.state), left))
    ends_at = (at + left).isoformat()
    payload = {"activity": str(activity.id), "ends_at": ends_at, "left": None}
    _tell(activity.workshop, Act.TIMED, payload, by=by, at=at)


def stop_timer(activity: Activity, *, by: Person, at: datetime) -> None:
    """Hold the count where it is."""
    left = rules.left(activity.ends_at, activity.left, at)
    seconds = None if left is None else int(left.total_seconds())
    payload = {"activity": str(activity.id), "ends_at": None, "left": seconds}
    _tell(activity.workshop, Act.TIMED, payload, by=by, at=at)


def vote(
    participant: Participant,
    choices: Mapping[str, Any],
    *,
    activity: str,
    id: UUID,
    at: datetime,
) -> Line:
    """Choose, as a phone without script does; choosing again takes the place of it."""
    payload = {"activity": activity, "choices": dict(choices)}
    return _tell(participant.workshop, Act.VOTED, payload, by=participant, at=at, id=id)


def count_by_hand(option: Option, count: int, *, by: Person, at: datetime) -> None:
    """Hands raised or dots stuck on paper: told beside what phones chose, never added to it."""
    refuse_if(rules.against_counting(count, open=option.activity.workshop.is_open))
    payload = {"option": str(option.pk), "count": count}
    _tell(option.activity.workshop, Act.COUNTED, payload, by=by, at=at)


@transaction.atomic
def _move(activity: Activity, to: ActivityState, act: Act, *, by: Person, at: datetime) -> None:
    if activity.state == to:
        return  # a second click
    refuse_if(rules.against_moving(ActivityState(activity.state), to))
    refuse_if([] if activity.workshop.is_open else ["cet atelier n’est pas ouvert"])
    _tell(activity.workshop, act, {"activity": str(activity.id)}, by=by, at=at)
    activity.refresh_from_db(fields=["state"])


@transaction.atomic
def join(
    workshop: Workshop, *, at: datetime, audience: str = "", table: int | None = None
) -> Participant:
    """Let a phone in: no account, no name."""
    refuse_if([] if workshop.is_open else ["cette salle n’est pas ouverte"])
    return Participant.objects.create(
        workshop=workshop,
        audience=audience if audience in Audience.values else "",
        table=table,
        joined_at=at,
    )


def lay(
    participant: Participant,
    words: str,
    *,
    activity: str,
    kind: str,
    id: UUID,
    at: datetime,
    place: str = "",
) -> Line:
    """Lay a card as a phone does when it has no script: the same act, the same checks.

    Going back and sending again makes a new id: the same words of the same phone in answer to the
    same question are still one card.
    """
    payload = {"activity": activity, "words": words, "kind": kind, "place": place}
    said = Line.objects.filter(
        by=participant.ref, stream=participant.workshop.stream, kind=Act.CONTRIBUTED
    )
    same = said.filter(
        payload__activity=activity, payload__kind=kind, payload__words=rules.tidy(words)
    ).first()
    if same:
        return same
    return _tell(participant.workshop, Act.CONTRIBUTED, payload, by=participant, at=at, id=id)


@dataclass(frozen=True, kw_only=True)
class Said:
    """A card laid for someone, as a scribe, a paper or a plain form does."""

    words: str
    kind: ContributionKind
    by: Actor
    at: datetime
    family: str = ""
    audience: str = ""
    channel: Channel = Channel.SCRIBE
    table: int | None = None
    place: str = ""
    receipt: str = ""
    """Of the stub that its author already holds."""
    id: UUID | None = None


def contribute(activity: Activity, words: str, **said: Any) -> Contribution:
    """Lay a card for someone; one card an id. `said`: the fields of `Said`."""
    [card] = contribute_all(activity, [Said(words=words, **said)])
    return card


def contribute_all(activity: Activity, cards: Sequence[Said]) -> list[Contribution]:
    """Lay cards in their order, all of them or none."""
    stream = activity.workshop.stream
    drafts = [
        drafted(stream, Act.CONTRIBUTED, _payload(activity, c), by=c.by, at=c.at, id=c.id)
        for c in cards
    ]
    lines = submit_all(stream, drafts, room=room)
    found = Contribution.objects.select_related("node").in_bulk([line.pk for line in lines])
    return [found[line.pk] for line in lines]


def _payload(activity: Activity, card: Said) -> dict[str, Any]:
    return {
        "activity": str(activity.id),
        "words": card.words,
        "kind": str(card.kind),
        "family": card.family,
        "audience": card.audience,
        "channel": str(card.channel),
        "table": card.table,
        "place": card.place,
    } | ({"receipt": card.receipt} if card.receipt else {})


def hide(contribution: Contribution, reason: str, *, by: Person, at: datetime) -> None:
    """Take a card off the wall, with a reason; the team still reads it."""
    refuse_if(rules.against_hiding(reason))
    payload = {"contribution": str(contribution.pk), "reason": reason}
    _tell(contribution.activity.workshop, Act.HIDDEN, payload, by=by, at=at)


def show(contribution: Contribution, *, by: Person, at: datetime) -> None:
    """Put a hidden card back."""
    payload = {"contribution": str(contribution.pk)}
    _tell(contribution.activity.workshop, Act.SHOWN, payload, by=by, at=at)


def group(
    workshop: Workshop,
    title: str,
    contributions: Sequence[Contribution],
    *,
    by: Person,
    at: datetime,
) -> Group:
    """Put cards that say the same thing under one title."""
    refuse_if(rules.against_grouping(title, len(contributions)))
    payload = {"title": title, "members": [str(c.pk) for c in contributions]}
    line = _tell(workshop, Act.GROUPED, payload, by=by, at=at)
    return Group.objects.select_related("node").get(pk=line.pk)


@transaction.atomic
def close_workshop(
    workshop: Workshop,
    *,
    attendance: Mapping[Audience, int],
    minutes: str,
    by: Person,
    at: datetime,
    decisions: Sequence[str] = (),
) -> int:
    """Close the register: every card gets its permanent number, and the Atelier moves on.

    Returns how many cards were numbered. Numbers follow the order in which devices made them.
    """
    workshops.hold(
        workshop, attendance=attendance, minutes=minutes, decisions=decisions, by=by, at=at
    )
    asked = Activity.objects.filter(workshop=workshop).exclude(state=ActivityState.REVEALED)
    asked.update(state=ActivityState.CLOSED, ends_at=None, left=None)
    cards = Contribution.objects.filter(activity__workshop=workshop)
    nodes = list(Node.unfiltered.filter(pk__in=cards.values("pk")).order_by("id"))
    for rank, node in enumerate(nodes, 1):
        node.number = f"C-{workshop.ordinal}-{rank:03}"
    Node.unfiltered.bulk_update(nodes, ["number"])
    payload = {"workshop": str(workshop.id), "cards": len(nodes)}
    append(workshop.atelier.stream, "wall.register_closed", payload, by=by, at=at)
    following = STAGE_OF[workshop.ordinal].next
    assert isinstance(following, Stage)
    ateliers.advance(workshop.atelier, following, by=by, at=at)
    return len(nodes)


@dataclass(frozen=True)
class HandedIn:
    """What became of the acts that a phone kept."""

    taken: Sequence[Line]
    refused: Sequence[tuple[Waiting, str]]


def hand_in(workshop: Workshop, handed: Handed, *, by: Person, at: datetime) -> HandedIn:
    """Write for a phone what it kept and cannot send: as that phone, under the ids it gave, so that
    what it manages to send after all counts once. What is refused says why, and is asked again.
    """
    refuse_if([] if handed.room == workshop.pk else ["ce téléphone est d’une autre salle"])
    phone = _known_phone(workshop, handed, at)
    drafts = [
        drafted(workshop.stream, act.kind, act.payload, by=phone, at=at, id=act.id)
        for act in handed.acts
    ]
    outcomes = take([(room, draft) for draft in drafts])
    project(workshop.stream, PROJECTION, room.apply)
    told = list(zip(handed.acts, outcomes, strict=True))
    taken = [outcome.line for _, outcome in told if isinstance(outcome, Taken)]
    refused = [(act, _why(outcome)) for act, outcome in told if not isinstance(outcome, Taken)]
    payload = {"workshop": str(workshop.id), "taken": len(taken), "refused": len(refused)}
    append(workshop.atelier.stream, "wall.handed_in", payload, by=by, at=at)
    return HandedIn(taken, refused)


def _known_phone(workshop: Workshop, handed: Handed, at: datetime) -> Participant:
    """The phone, that of another laptop of the same room included."""
    phone, _ = Participant.objects.get_or_create(
        pk=handed.phone,
        defaults={
            "workshop": workshop,
            "audience": handed.audience if handed.audience in Audience.values else "",
            "table": handed.table,
            "joined_at": at,
        },
    )
    refuse_if([] if phone.workshop_id == workshop.pk else ["ce téléphone est d’une autre salle"])
    return phone


def _why(outcome: Refused | Conflict) -> str:
    if isinstance(outcome, Conflict):
        return "un autre contenu a déjà été reçu sous ce numéro"
    return str(outcome)


@transaction.atomic
def number_late(workshop: Workshop) -> list[str]:
    """Give the numbers that follow to cards that came once the register was closed, in the order in
    which devices made them; no number ever changes. Those given now."""
    cards = Contribution.objects.filter(activity__workshop=workshop)
    nodes = Node.unfiltered.filter(pk__in=cards.values("pk"))
    last = nodes.exclude(number="").count()
    late = list(nodes.filter(number="").order_by("id"))
    for rank, node in enumerate(late, last + 1):
        node.number = f"C-{workshop.ordinal}-{rank:03}"
    Node.unfiltered.bulk_update(late, ["number"])
    return [node.number for node in late]


def _tell(
    workshop: Workshop,
    act: Act,
    payload: dict[str, Any],
    *,
    by: Actor,
    at: datetime,
    id: UUID | None = None,
) -> Line:
    """Write in the room's stream and apply at once: what every screen hears."""
    return submit(workshop.stream, act, payload, by=by, at=at, room=room, id=id)
