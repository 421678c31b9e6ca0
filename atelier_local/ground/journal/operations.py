"""The only writer of the journal."""

import secrets
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from django.db import transaction
from django.db.models import F

from atelier_local.refusal import reasons, refuse_if

from . import doorbell, rules
from .enums import StreamKind
from .models import Cursor, Erasure, Line, Stream, uuid7
from .queries import lines_after


class HasRef(Protocol):
    """Whoever acts: a Person, or anything that names itself, as `person:<uuid>`."""

    @property
    def ref(self) -> str: ...


type Actor = HasRef | str | None
"""Who did it: an object with a `ref`, the ref itself, or None for the system."""

_PAGE = 1000


class Conflict(Exception):
    """The same id was given to two different acts; `line` is the one that stands."""

    def __init__(self, line: Line) -> None:
        self.line = line
        super().__init__(f"{line.pk} was already given to another act")


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A line before it has its number. `id` is the device's, where there is one.

    `sent` is what the device sent, where the server added facts of its own to the payload:
    the same id is the same act when this is the same.
    """

    stream_id: UUID
    kind: str
    payload: rules.Payload
    by: str
    at: datetime
    received_at: datetime
    id: UUID
    sent: rules.Payload | None = None


def ref(by: Actor) -> str:
    """How the journal names who acted; empty for the system."""
    return "" if by is None else by if isinstance(by, str) else by.ref


def open_stream(kind: str, subject: str, *, at: datetime) -> Stream:
    """The stream of that kind about that subject, opened now if it was not."""
    stream, _ = Stream.objects.get_or_create(kind=kind, subject=subject, defaults={"opened_at": at})
    return stream


def programme_stream() -> Stream:
    """The stream of the whole programme: there is one."""
    stream, _ = Stream.objects.get_or_create(kind=StreamKind.PROGRAMME, subject="national")
    return stream


def append(
    stream: Stream,
    kind: str,
    payload: rules.Payload,
    *,
    by: Actor,
    at: datetime,
    id: UUID | None = None,
    received_at: datetime | None = None,
) -> Line:
    """Write one line at the end of `stream`; call it last in the transaction.

    The same id told again returns the line already there and changes nothing; another act
    under that id raises `Conflict`.
    """
    draft = Draft(
        stream_id=stream.pk,
        kind=kind,
        payload=payload,
        by=ref(by),
        at=at,
        received_at=received_at or at,
        id=id or uuid7(),
    )
    [(line, _)] = append_batch([draft])
    return line


@transaction.atomic
def append_batch(drafts: Sequence[Draft]) -> list[tuple[Line, bool]]:
    """Write many lines, over any streams, in one transaction: for each draft its line, and
    whether it is fresh (False: the same act was already written, here or earlier in the batch).

    Numbers and links are taken under the lock of the streams, so that the order of numbers is
    the order of commits. Raises `Conflict` if an id belongs to another act.
    """
    heads = _lock({draft.stream_id for draft in drafts})
    known = lines_by_id(draft.id for draft in drafts)
    told: list[tuple[Line, bool]] = []
    fresh: list[Line] = []
    for draft in drafts:
        if line := known.get(draft.id):
            told.append((recognise(line, draft), False))
        else:
            line = known[draft.id] = _seal(draft, heads[draft.stream_id])
            fresh.append(line)
            told.append((line, True))
    _write(fresh, heads)
    return told


def lock(stream_ids: Iterable[UUID]) -> None:
    """Keep every other writer out of these streams until the transaction ends."""
    _lock(set(stream_ids))


def lines_by_id(ids: Iterable[UUID]) -> dict[UUID, Line]:
    """The lines that already bear one of these ids."""
    return Line.objects.in_bulk(list(ids))


def recognise(line: Line, draft: Draft) -> Line:
    """`line`, if `draft` is that act told again; raises `Conflict` otherwise."""
    sent = draft.payload if draft.sent is None else draft.sent
    if not rules.same_act(line, draft.stream_id, draft.kind, draft.by, sent):
        raise Conflict(line)
    return line


def _lock(stream_ids: set[UUID]) -> dict[UUID, Stream]:
    """The streams, in one order for all so that two writers never wait for each other."""
    rows = Stream.objects.select_for_update().filter(pk__in=stream_ids).order_by("pk")
    return {stream.pk: stream for stream in rows}


def _seal(draft: Draft, stream: Stream) -> Line:
    """The line of a draft, numbered and linked after the head of its stream, which it becomes."""
    salt = secrets.token_bytes(32)
    digest = rules.digest(salt, draft.payload)
    line = Line(
        id=draft.id,
        stream=stream,
        seq=stream.head_seq + 1,
        kind=draft.kind,
        by=draft.by,
        at=draft.at,
        received_at=draft.received_at,
        payload=dict(draft.payload),
        salt=salt,
        sent=digest if draft.sent is None else rules.digest(salt, draft.sent),
        digest=digest,
        previous=stream.head_hash,
    )
    line.hash = rules.link(line)
    stream.head_seq, stream.head_hash = line.seq, line.hash
    return line


def _write(fresh: list[Line], heads: dict[UUID, Stream]) -> None:
    Line.objects.bulk_create(fresh)
    for stream_id in {line.stream_id for line in fresh}:
        stream = heads[stream_id]
        stream.save(update_fields=["head_seq", "head_hash"])
        doorbell.ring(stream_id, stream.head_seq)


@transaction.atomic
def erase(line: Line, *, by: Actor, at: datetime, reason: str) -> Erasure:
    """Empty what a line says, keep that it was said: its digest stays, so chains still verify.

    A line `journal.erased` in the same stream says so. Erasing twice changes nothing.
    """
    refuse_if(reasons((line.kind == rules.ERASED, "une trace d’effacement ne s’efface pas")))
    lock([line.stream_id])
    done = Erasure.objects.filter(line=line).first()
    if done:
        return done
    Line.objects.filter(pk=line.pk).forget()
    erasure = Erasure.objects.create(line=line, at=at, by=ref(by), reason=reason)
    facts = {"line": str(line.pk), "seq": line.seq, "reason": reason}
    append(line.stream, rules.ERASED, facts, by=by, at=at)
    return erasure


def project(stream: Stream | UUID, name: str, apply: Callable[[Sequence[Line]], Any]) -> int:
    """Give `apply` the lines that projection `name` has not read yet; returns the number reached.

    Reading, applying and moving the cursor are one transaction under the cursor's lock: each
    line is applied exactly once, in order, whatever the number of processes that call this.
    """
    stream_id = stream.pk if isinstance(stream, Stream) else stream
    if (reached := _up_to_date(stream_id, name)) is not None:
        return reached
    while True:
        reached, more = _project_page(stream_id, name, apply)
        if not more:
            return reached


def _up_to_date(stream_id: UUID, name: str) -> int | None:
    """The number reached if nothing is left to read: asks no lock of anybody."""
    return (
        Cursor.objects.filter(stream=stream_id, name=name, seq=F("stream__head_seq"))
        .values_list("seq", flat=True)
        .first()
    )


@transaction.atomic
def _project_page(
    stream_id: UUID, name: str, apply: Callable[[Sequence[Line]], Any]
) -> tuple[int, bool]:
    cursor, _ = Cursor.objects.select_for_update().get_or_create(stream_id=stream_id, name=name)
    lines = list(lines_after(stream_id, cursor.seq, _PAGE))
    if lines:
        apply(lines)
        cursor.seq = lines[-1].seq
        cursor.save(update_fields=["seq"])
    return cursor.seq, len(lines) == _PAGE
