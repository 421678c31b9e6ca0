"""Writing in a room's stream: the one way, whether a phone, a form or a script asks."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.db import transaction

from atelier_local.ground.journal import operations as journal
from atelier_local.ground.journal.models import Line, Stream, uuid7
from atelier_local.ground.journal.operations import Actor, Conflict, Draft
from atelier_local.ground.journal.rules import Payload
from atelier_local.refusal import Refused

from .room import Room

PROJECTION = "room"
"""Name of the cursor that says how far a room has applied its stream."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What was asked is written; `fresh` is False when it already was."""

    line: Line
    fresh: bool


type Outcome = Taken | Refused | Conflict


@transaction.atomic
def take(asked: Sequence[tuple[Room, Draft]]) -> list[Outcome]:
    """Write what the rooms accept, in one transaction; one answer for each thing asked.

    An act told twice, even within this batch, is accepted once: the room is not asked again.
    """
    journal.lock({draft.stream_id for _, draft in asked})
    known = journal.lines_by_id(draft.id for _, draft in asked)
    new = {draft.id: (room, draft) for room, draft in reversed(asked) if draft.id not in known}
    answers = _accept(list(reversed(new.values())))
    written = journal.append_batch([a for a in answers.values() if isinstance(a, Draft)])
    known |= {line.pk: line for line, _ in written}
    return [_outcome(draft, known, answers, new) for _, draft in asked]


def _accept(asked: Sequence[tuple[Room, Draft]]) -> dict[UUID, Draft | Refused]:
    """What each room answers, asked once for each of its streams."""
    streams: dict[UUID, tuple[Room, list[Draft]]] = {}
    for room, draft in asked:
        streams.setdefault(draft.stream_id, (room, []))[1].append(draft)
    answers: dict[UUID, Draft | Refused] = {}
    for stream_id, (room, drafts) in streams.items():
        for draft, answer in zip(drafts, room.accept(stream_id, drafts), strict=True):
            answers[draft.id] = answer if isinstance(answer, Refused) else _given(draft, answer)
    return answers


def _given(draft: Draft, payload: Payload) -> Draft:
    return replace(draft, payload=payload, sent=draft.payload)


def _outcome(
    draft: Draft,
    known: dict[UUID, Line],
    answers: dict[UUID, Draft | Refused],
    new: dict[UUID, tuple[Room, Draft]],
) -> Outcome:
    answer = answers.get(draft.id)
    if isinstance(answer, Refused):
        return answer
    try:
        line = journal.recognise(known[draft.id], draft)
    except Conflict as conflict:
        return conflict
    return Taken(line, fresh=draft.id in new and new[draft.id][1] is draft)


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
    ref = journal.ref(by)
    draft = Draft(
        stream_id=stream.pk, kind=kind, payload=payload, by=ref, at=at, received_at=at,
        id=id or uuid7(),
    )  # fmt: skip
    [outcome] = take([(room, draft)])
    if not isinstance(outcome, Taken):
        raise outcome
    journal.project(stream, PROJECTION, room.apply)
    return outcome.line
