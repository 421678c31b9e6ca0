"""How a room stands when acts come: what is needed of its activities and of who speaks, read in few
statements, for every batch of acts passes here."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple
from uuid import UUID

from atelier_local.ground.journal import statements as sql
from atelier_local.ground.journal.operations import Draft
from atelier_local.steps.workshops.enums import WorkshopState
from atelier_local.steps.workshops.models import Workshop

from ..enums import ActivityState, Method
from ..models import Ways


@dataclass(frozen=True, slots=True)
class Standing(Ways):
    """An activity; `id` as acts name it."""

    id: str
    state: ActivityState
    method: Method
    kinds: Sequence[str]
    max_length: int
    photos: bool
    silent: bool
    moderation: str
    budget: int
    most_each: int


class Hall(NamedTuple):
    """A workshop and its activities, by what acts call them; keys as the database keeps them."""

    workshop: Any
    atelier: Any
    state: WorkshopState
    activities: dict[str, Standing]

    @property
    def is_open(self) -> bool:
        return self.state is WorkshopState.OPEN

    @property
    def kept(self) -> set[str]:
        """The activities whose cards are still kept from the room."""
        if self.state is WorkshopState.HELD:
            return set()
        activities = self.activities.values()
        return {one.id for one in activities if one.silent and one.keeps_silent}


_HALL = """
SELECT w.id, w.atelier_id, w.state, a.id, a.state, a.method, a.kinds, a.max_length, a.photos,
 a.silent, a.moderation, a.budget, a.most_each
FROM workshops_workshop w LEFT JOIN wall_activity a ON a.workshop_id = w.id WHERE w.stream_id = %s
"""


def hall_of(stream_id: UUID) -> Hall:
    """The workshop of a stream (one query)."""
    rows = sql.ask(_HALL, [sql.stored(stream_id)])
    if not rows:
        raise Workshop.DoesNotExist(f"no workshop has the stream {stream_id}")
    workshop, atelier, state = rows[0][:3]
    activities = [_standing(*row[3:]) for row in rows if row[3] is not None]
    by_id = {activity.id: activity for activity in activities}
    return Hall(workshop, atelier, WorkshopState(state), by_id)


def _standing(id: Any, state: str, method: str, kinds: str, *rest: Any) -> Standing:
    named = sql.named(id)
    return Standing(named, ActivityState(state), Method(method), json.loads(kinds), *rest)


class Phone(NamedTuple):
    """A participant; `id` as acts name it."""

    id: str
    workshop: Any
    audience: str
    table: int | None


_WHO = "participant:"
_PHONES = 'SELECT id, workshop_id, audience, "table" FROM wall_participant WHERE id IN '


def phones(drafts: Sequence[Draft]) -> dict[str, Phone]:
    """Those that speak, by what the journal calls them (one query, none without them)."""
    refs = {draft.by for draft in drafts if draft.by.startswith(_WHO)}
    if not refs:
        return {}
    ids = [sql.keyed(ref.removeprefix(_WHO)) for ref in refs]
    told = (Phone(sql.named(id), *rest) for id, *rest in sql.ask(_PHONES + sql.among(ids), ids))
    return {_WHO + phone.id: phone for phone in told}


def borne(ids: Sequence[UUID]) -> set[UUID]:
    """Those of these ids that something of the thread bears (one query)."""
    places = sql.among(ids)
    found = sql.ask(f"SELECT id FROM thread_node WHERE id IN {places}", [*map(sql.stored, ids)])  # noqa: S608
    return {sql.known(id) for (id,) in found}
