"""Writing in a room's stream: the one way, whether a phone, a form or a script asks."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.db import transaction

from atelier_local.ground.journal import operations as journal
from atelier_local.ground.journal.models import Line, Stream, uuid7
from atelier_local.ground.journal.operations import Actor, Conflict, Draft, Tail
from atelier_local.ground.journal.rules import Payload, canonical_json
from atelier_local.refusal import Refused

from .room import Room

PROJECTION = "room"
"""Name of the cursor that says how far a room has applied its stream."""


class Taken(NamedTuple):
    """What was asked is written; `fresh` is False when it already was."""

    line: Line
    fresh: bool


type Outcome = Taken | Refused | Conflict


@transaction.atomic
def take(asked: Sequence[tuple[Room, Draft]]) -> list[Outcome]:
    """Write what the rooms accept, in one transaction; one answer for each thing asked.

    An act told twice, even within this batch, is accepted once: the room is not asked again.
    """
    tail = Tail(draft for _, draft in asked)
    new: dict[UUID | None, tuple[Room, Draft]] = {}
    for room, draft in asked:
        if not tail.knows(draft.id):
            new.setdefault(draft.id, (room, draft))
    answers = _accept(list(new.values()))
    outcomes = [_add(tail, draft, answers.get(draft.id, draft)) for _, draft in asked]
    tail.write()
    return outcomes


def _accept(asked: Sequence[tuple[Room, Draft]]) -> dict[UUID | None, Draft | Refused]:
    """What each room answers, asked once for each of its streams."""
    streams: dict[UUID, tuple[Room, list[Draft]]] = {}
    for room, draft in asked:
        streams.setdefault(draft.stream_id, (room, []))[1].append(draft)
    answers: dict[UUID | None, Draft | Refused] = {}
    for stream_id, (room, drafts) in streams.items():
        for draft, answer in zip(drafts, room.accept(stream_id, drafts), strict=True):
            answers[draft.id] = answer if isinstance(answer, Refused) else _given(draft, answer)
    return answers


def _given(draft: Draft, payload: Payload) -> Draft:
    """The draft with what the room made of it, remembering what was sent."""
    return draft._replace(payload=payload, sent=draft.sent or canonical_json(draft.payload))


def _add(tail: Tail, draft: Draft, answer: Draft | Refused) -> Outcome:
    if isinstance(answer, Refused):
        return answer
    try:
        line, fresh = tail.add(draft if tail.knows(draft.id) else answer)
    except Conflict as conflict:
        return conflict
    return Taken(line, fresh)


def submit(
    stream: Stream,
    kind: str,
    payload: Payload,
    *,
    by: Actor,
    at: datetime,
    room: Room,
    id: UUID | None = None,
) -> Line:
    """What a plain form does: write as a phone would, and apply at once.

    Raises `Refused` with the room's reasons, `Conflict` if the id belongs to another act.
    """
    [line] = submit_all(stream, [drafted(stream, kind, payload, by=by, at=at, id=id)], room=room)
    return line


def drafted(
    stream: Stream, kind: str, payload: Payload, *, by: Actor, at: datetime, id: UUID | None = None
) -> Draft:
    """An act as a plain form makes it: received when it is done."""
    return Draft(
        stream_id=stream.pk, kind=kind, payload=payload, by=journal.ref(by), at=at, received_at=at,
        id=id or uuid7(),
    )  # fmt: skip


def submit_all(stream: Stream, drafts: Sequence[Draft], *, room: Room) -> list[Line]:
    """Several acts in one stream, written and applied together; all of them, or none.

    Raises what the first one that is not taken would have raised alone.
    """
    with transaction.atomic():
        lines = []
        for outcome in take([(room, draft) for draft in drafts]):
            if not isinstance(outcome, Taken):
                raise outcome
            lines.append(outcome.line)
    journal.project(stream, PROJECTION, room.apply)
    return lines
