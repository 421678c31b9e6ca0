"""Preparing the questions to put to the room; mending them until they are put."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Required, TypedDict, Unpack

from django.db import transaction
from django.db.models import Max, ProtectedError

from atelier_local.ground.journal.models import Stream
from atelier_local.ground.journal.operations import append, project
from atelier_local.ground.live.operations import PROJECTION
from atelier_local.programme.people.models import Person
from atelier_local.programme.thread.models import Node
from atelier_local.refusal import Refused, refuse_if
from atelier_local.steps.workshops.models import Sequence as RunSequence
from atelier_local.steps.workshops.models import Workshop

from .. import queries, room, rules
from ..enums import ContributionKind, Method, Moderation
from ..models import Activity, Option

PREPARED = "wall.activity_prepared"
"""The kind of the line that tells, in the stream of the Atelier, of a question prepared here."""

type Weighed = str | Node
"""What an option of a vote is: words, or something of the Atelier's."""


_COMMITS = (ContributionKind.PLEDGE,)


class Asking(TypedDict, total=False):
    """A question to the room, and how the room answers."""

    question: Required[str]
    method: Method
    kinds: Sequence[ContributionKind]
    options: Sequence[Weighed]
    max_length: int
    silent: bool
    photos: bool
    moderation: Moderation
    budget: int
    most_each: int
    minutes: int | None
    sequence: RunSequence | None


@transaction.atomic
def prepare_activity(
    workshop: Workshop, *, by: Person, at: datetime, **asking: Unpack[Asking]
) -> Activity:
    """One more question for the room, after those already there."""
    fields, options = _checked(asking)
    here = Activity.objects.filter(workshop=workshop)
    last = here.aggregate(last=Max("position"))["last"] or 0
    activity = Activity.objects.create(workshop=workshop, position=last + 1, **fields)
    _offer(activity, options)
    payload = {"activity": str(activity.id), "question": activity.question}
    append(workshop.atelier.stream, PREPARED, payload, by=by, at=at)
    return activity


@transaction.atomic
def correct_activity(
    activity: Activity, *, by: Person, at: datetime, **asking: Unpack[Asking]
) -> None:
    """Ask otherwise what nobody was asked yet: the whole question is told again."""
    activity = _to_change(activity)
    fields, options = _checked(asking)
    before = activity.question
    for name, value in fields.items():
        setattr(activity, name, value)
    activity.save(update_fields=list(fields))
    _take_back(activity)
    _offer(activity, options)
    payload = {"activity": str(activity.id), "question": activity.question, "was": before}
    append(activity.workshop.atelier.stream, "wall.activity_corrected", payload, by=by, at=at)


@transaction.atomic
def withdraw_activity(activity: Activity, *, by: Person, at: datetime) -> None:
    """Take away a question that nobody was asked."""
    activity = _to_change(activity)
    workshop = activity.workshop
    payload = {"activity": str(activity.id), "question": activity.question}
    _take_back(activity)
    activity.delete()
    append(workshop.atelier.stream, "wall.activity_withdrawn", payload, by=by, at=at)


@transaction.atomic
def move_activity(activity: Activity, *, earlier: bool, by: Person, at: datetime) -> None:
    """Put a question before or after its neighbour, of those that are still to come."""
    activity = _to_change(activity)
    other = queries.neighbour(activity, earlier=earlier)
    refuse_if(["cette question est déjà à sa place"] if other is None else [])
    assert other is not None
    _to_change(other)
    ranks = activity.position, other.position
    _place(activity, _OUT_OF_THE_WAY)
    _place(other, ranks[0])
    _place(activity, ranks[1])
    payload = {"activity": str(activity.id), "earlier": earlier}
    append(activity.workshop.atelier.stream, "wall.activity_reordered", payload, by=by, at=at)


def take_along(workshop: Workshop, kit: str) -> None:
    """A field kit leaves with every question of the workshop."""
    for activity in Activity.objects.select_for_update().filter(workshop=workshop):
        activity.kits = [*activity.kits, kit]
        activity.save(update_fields=["kits"])


def leave_behind(workshop: Workshop, kit: str) -> None:
    """Nothing comes home from this kit any more: questions are no longer held by it."""
    for activity in Activity.objects.select_for_update().filter(workshop=workshop):
        activity.kits = [each for each in activity.kits if each != kit]
        activity.save(update_fields=["kits"])


def _to_change(activity: Activity) -> Activity:
    """The question as it stands, if it may change; nobody opens it nor takes it along until the
    end. Locks are taken in the order in which a room that comes home takes them."""
    workshop = activity.workshop
    list(Stream.objects.select_for_update().filter(pk=workshop.stream_id))
    project(workshop.stream, PROJECTION, room.apply)
    workshop.atelier.lock()
    found = Activity.objects.filter(pk=activity.pk).first()
    refuse_if([] if found else ["cette question a été retirée"])
    assert found is not None
    workshop.refresh_from_db(fields=["state"])
    found.workshop = workshop
    refuse_if(queries.against_changing(found))
    return found


def _checked(asking: Asking) -> tuple[dict[str, Any], Sequence[Weighed]]:
    """The fields of an activity, and its options; refuses what a room could not answer."""
    options = asking.get("options", ())
    method = asking.get("method", Method.CARDS)
    kinds = asking.get("kinds", ())
    fields: dict[str, Any] = {
        "question": asking["question"],
        "method": method,
        "kinds": [str(kind) for kind in (kinds if method is not Method.PLEDGES else _COMMITS)],
        "max_length": asking.get("max_length", 280),
        "silent": asking.get("silent", False),
        "photos": asking.get("photos", False),
        "moderation": asking.get("moderation", Moderation.DIRECT),
        "budget": asking.get("budget", 1),
        "most_each": asking.get("most_each", 1),
        "minutes": asking.get("minutes"),
        "sequence": asking.get("sequence"),
    }
    words = [_words(option) for option in options]
    told = fields["budget"], fields["most_each"]
    refuse_if(rules.against_preparing(asking["question"], method, len(kinds), words, *told))
    return fields, options


def _words(option: Weighed) -> str:
    return option.words if isinstance(option, Node) else option


def _offer(activity: Activity, options: Sequence[Weighed]) -> None:
    Option.objects.bulk_create(
        Option(
            activity=activity,
            position=rank,
            words=_words(option),
            about=option if isinstance(option, Node) else None,
        )
        for rank, option in enumerate(options, 1)
    )


def _take_back(activity: Activity) -> None:
    """Its choices go, unless a later room already speaks of one."""
    try:
        activity.options.all().delete()
    except ProtectedError:
        raise Refused(["on s’appuie déjà sur un de ses choix, ailleurs dans l’Atelier"]) from None


def _place(activity: Activity, position: int) -> None:
    activity.position = position
    activity.save(update_fields=["position"])


_OUT_OF_THE_WAY = 30_000
