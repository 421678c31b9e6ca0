"""An activity in the room: open, timed, closed, revealed; votes and hands."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from atelier_local.ground.journal import union
from atelier_local.ground.journal.models import Line
from atelier_local.programme.ateliers.enums import Audience
from atelier_local.programme.people.models import Person
from atelier_local.refusal import refuse_if
from atelier_local.steps.workshops.models import Workshop

from .. import queries, rules
from ..enums import Act, ActivityState, Screen
from ..models import Activity, Ballot, Option, Participant
from .telling import tell


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
    tell(activity.workshop, Act.TIMED, payload, by=by, at=at)


def stop_timer(activity: Activity, *, by: Person, at: datetime) -> None:
    """Hold the count where it is."""
    left = rules.left(activity.ends_at, activity.left, at)
    seconds = None if left is None else int(left.total_seconds())
    payload = {"activity": str(activity.id), "ends_at": None, "left": seconds}
    tell(activity.workshop, Act.TIMED, payload, by=by, at=at)


def vote(
    participant: Participant,
    choices: Mapping[str, Any],
    *,
    activity: str,
    id: UUID,
    at: datetime,
) -> Line:
    """Choose, as a phone without script does; choosing again takes the place of it, even by a page
    drawn before."""
    standing = Ballot.objects.filter(participant=participant).values_list("activity", "line")
    latest = {str(about): line for about, line in standing}.get(activity, id)
    if latest > id and not Line.objects.filter(pk=id).exists():
        id = UUID(int=latest.int + 1)
    payload = {"activity": activity, "choices": dict(choices)}
    return tell(participant.workshop, Act.VOTED, payload, by=participant, at=at, id=id)


def count_by_hand(option: Option, count: int, *, by: Person, at: datetime) -> None:
    """Hands raised or dots stuck on paper: told beside what phones chose, never added to it."""
    refuse_if(rules.against_counting(count, open=option.activity.workshop.is_open))
    payload = {"option": str(option.pk), "count": count}
    tell(option.activity.workshop, Act.COUNTED, payload, by=by, at=at)


def count_people(
    workshop: Workshop, counts: Mapping[Audience, int], *, by: Person, at: datetime
) -> None:
    """Who is in the room, by audience: the last count stands, and closing starts from it."""
    total = sum(counts.values())
    refuse_if(rules.against_counting(total, open=workshop.is_open, what="personnes"))
    payload = {"counts": {str(audience): count for audience, count in counts.items() if count}}
    tell(workshop, Act.ATTENDED, payload, by=by, at=_after(workshop, Act.ATTENDED, at))


@transaction.atomic
def command_screen(workshop: Workshop, screen: Screen, *, by: Person, at: datetime) -> None:
    """Choose what the room's screen shows, on whichever computer it is; a second click tells
    nothing more."""
    refuse_if(["le registre est clos"] if workshop.is_held else [])
    if queries.screen(workshop) != screen:
        at = _after(workshop, Act.SCREENED, at)
        tell(workshop, Act.SCREENED, {"screen": screen.value}, by=by, at=at)


def _after(workshop: Workshop, act: Act, at: datetime) -> datetime:
    """The last word stands: it comes after one that a laptop whose clock was ahead brought home."""
    return union.later(Line.objects.filter(stream=workshop.stream_id, kind=act), at)


@transaction.atomic
def _move(activity: Activity, to: ActivityState, act: Act, *, by: Person, at: datetime) -> None:
    if activity.state == to:
        return  # a second click
    refuse_if(rules.against_moving(ActivityState(activity.state), to))
    refuse_if([] if activity.workshop.is_open else ["cet atelier n’est pas ouvert"])
    tell(activity.workshop, act, {"activity": str(activity.id)}, by=by, at=at)
    activity.refresh_from_db(fields=["state"])
