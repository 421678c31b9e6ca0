"""The only writer of the journal."""

import logging
import secrets
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple, Protocol
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import DataError, IntegrityError, transaction

from atelier_local.refusal import reasons, refuse_if

from . import doorbell, rules
from . import statements as sql
from .enums import StreamKind
from .models import Aside, Copy, Cursor, Erasure, Line, Stream, uuid7
from .queries import as_kept, lines_after, lines_of


class HasRef(Protocol):
    """Whoever acts: a Person, or anything that names itself, as `person:<uuid>`."""

    @property
    def ref(self) -> str: ...


type Actor = HasRef | str | None
"""Who did it: an object with a `ref`, the ref itself, or None for the system."""

_PAGE = 500

_log = logging.getLogger(__name__)


class Conflict(Exception):
    """The same id was given to two different acts; `line` is the one that stands."""

    def __init__(self, line: Line) -> None:
        self.line = line
        super().__init__(f"{line.pk} was already given to another act")


class Draft(NamedTuple):
    """A line before it has its number. `id` is the device's, None where none was given.

    `sent` is what the device sent, as canonical JSON, where the server added facts of its own
    to the payload: the same id is the same act when this is the same.
    """

    stream_id: UUID
    kind: str
    payload: rules.Payload
    by: str
    at: datetime
    received_at: datetime
    id: UUID | None = None
    sent: bytes | None = None


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
    stream: Stream | UUID,
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
        stream_id=stream.pk if isinstance(stream, Stream) else stream,
        kind=kind,
        payload=payload,
        by=ref(by),
        at=at,
        received_at=received_at or at,
        id=id,
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
    tail = Tail(drafts)
    told = [tail.add(draft) for draft in drafts]
    tail.write()
    return told


class Tail:
    """The end of some streams, locked until the transaction is over, and what is added to it.

    For who must look at what is already written before adding; `append_batch` otherwise.
    """

    def __init__(self, drafts: Iterable[Draft]) -> None:
        """Lock the streams of these drafts and find the lines that already bear their ids."""
        drafts = list(drafts)
        self._streams = _lock({draft.stream_id for draft in drafts})
        told = lines_of([draft.id for draft in drafts if draft.id])  # nearly always none
        self._known: dict[UUID | None, Line] = {line.id: line for line in told}
        self._fresh: list[tuple[Line, bytes]] = []

    def knows(self, id: UUID | None) -> bool:
        """Whether a line bears this id, written before or added here."""
        return id in self._known

    def add(self, draft: Draft) -> tuple[Line, bool]:
        """The line of a draft and whether it is fresh; raises `Conflict`."""
        if draft.id in self._known:
            return _recognise(self._known[draft.id], draft), False
        written = rules.canonical_json(draft.payload)
        line = seal(draft, written, self._streams[draft.stream_id])
        self._known[line.id] = line
        self._fresh.append((line, written))
        return line, True

    def write(self) -> None:
        """Write what was added, and ring for it where somebody may listen."""
        _insert(self._fresh)
        for stream_id in {line.stream_id for line, _ in self._fresh}:
            stream = self._streams[stream_id]
            sql.do(_ADVANCE, [stream.head_seq, stream.head_hash, sql.stored(stream_id)])
            if stream.kind != StreamKind.AUDIT:
                doorbell.ring(stream_id, stream.head_seq)


_ADVANCE = "UPDATE journal_stream SET head_seq = %s, head_hash = %s WHERE id = %s"
_READ = "SELECT id, kind, subject, head_seq, head_hash, opened_at FROM journal_stream WHERE id IN"


def _lock(stream_ids: Iterable[UUID]) -> dict[UUID, Stream]:
    """The streams, in one order for all so that two writers never wait for each other."""
    ids = [sql.stored(id) for id in stream_ids]
    if not ids:
        return {}
    found = sql.ask(sql.locked(f"{_READ} {sql.among(ids)} ORDER BY id"), ids)
    streams = (
        Stream(sql.known(id), kind, subject, seq, bytes(hash), opened_at and sql.since(opened_at))
        for id, kind, subject, seq, hash, opened_at in found
    )
    return {stream.pk: stream for stream in streams}


def _recognise(line: Line, draft: Draft) -> Line:
    """`line`, if `draft` is that act told again."""
    sent = draft.sent or rules.canonical_json(draft.payload)
    if not rules.same_act(line, draft.stream_id, draft.kind, draft.by, sent):
        raise Conflict(line)
    return line


def seal(draft: Draft, written: bytes, stream: Stream) -> Line:
    """The line of a draft, numbered and linked after the head of its stream, which it becomes."""
    salt = secrets.token_bytes(32)
    digest = rules.digest(salt, written)
    line = as_kept(
        id=draft.id or uuid7(),
        stream_id=stream.pk,
        seq=stream.head_seq + 1,
        kind=draft.kind,
        by=draft.by,
        at=draft.at,
        received_at=draft.received_at,
        payload=dict(draft.payload),
        salt=salt,
        sent=rules.digest(salt, draft.sent) if draft.sent else digest,
        digest=digest,
        previous=stream.head_hash,
    )
    line._state.fields_cache["stream"] = stream
    line.hash = rules.link(line)
    stream.head_seq, stream.head_hash = line.seq, line.hash
    return line


def _insert(fresh: list[tuple[Line, bytes]]) -> None:
    """The payload is stored as it was digested."""
    rows = [
        (
            sql.stored(line.id), sql.stored(line.stream_id), line.seq,
            line.kind, line.by, sql.instant(line.at), sql.instant(line.received_at),
            written.decode(), line.salt, line.sent, line.digest, line.previous, line.hash,
        )
        for line, written in fresh
    ]  # fmt: skip
    sql.do_all(_INSERT, rows)


_INSERT = (
    "INSERT INTO journal_line (id, stream_id, seq, kind, by, at, received_at, payload,"
    " salt, sent, digest, previous, hash)"
    " VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)"
)


@transaction.atomic
def erase(line: Line, *, by: Actor, at: datetime, reason: str) -> Erasure:
    """Empty what a line says, keep that it was said: its digest stays, so chains still verify.

    A line `journal.erased` in the same stream says so. Erasing twice changes nothing.
    """
    refuse_if(reasons((line.kind == rules.ERASED, "une trace d’effacement ne s’efface pas")))
    _lock([line.stream_id])
    done = Erasure.objects.filter(line=line).first()
    if done:
        return done
    erasure = forget(line, by=ref(by), at=at, reason=reason)
    facts = {"line": str(line.pk), "seq": line.seq, "reason": reason}
    append(line.stream, rules.ERASED, facts, by=by, at=at)
    return erasure


def forget(line: Line, *, by: str, at: datetime, reason: str) -> Erasure:
    """Empty a line, and what other devices hold under its id. Part of an erasure that is told by a
    line of its own: here by `erase`, elsewhere by whoever erased (`union`)."""
    Line.objects.filter(pk=line.pk).forget()
    Copy.objects.filter(line=line).update(payload=None, salt=None)
    return Erasure.objects.get_or_create(
        line=line, defaults={"at": at, "by": by, "reason": reason}
    )[0]


def project(stream: Stream | UUID, name: str, apply: Callable[[Sequence[Line]], Any]) -> int:
    """Give `apply` the lines that projection `name` has not read yet; returns the number reached.

    Reading, applying and moving the cursor are one transaction under the cursor's lock: each
    line is applied exactly once, in order, whatever the number of processes that call this. One
    that `apply` can make nothing of stays in the journal, and holds back none of those that follow.
    """
    while True:
        reached, more = project_page(stream, name, apply)
        if not more:
            return reached


def project_page(
    stream: Stream | UUID,
    name: str,
    apply: Callable[[Sequence[Line]], Any],
    just_written: Sequence[Line] = (),
) -> tuple[int, bool]:
    """`project`, one page at most, for who must not keep writers waiting: the number reached, and
    whether more may be left to read. Lines of this stream that the caller has just seen committed
    are not read again, where they are all that is new."""
    stream_id = stream.pk if isinstance(stream, Stream) else stream
    if not just_written and (reached := _up_to_date(stream_id, name)) is not None:
        return reached, False
    try:
        return _project_page(stream_id, name, apply, just_written)
    except SENSELESS:
        return _project_page(stream_id, name, _but_the_senseless(apply, name), just_written)


SENSELESS = (
    KeyError, TypeError, ValueError, AttributeError, OverflowError, DataError, IntegrityError,
    ValidationError,
)  # fmt: skip
"""What a line raises whose payload says nothing; never what a database raises that is not there."""


def apply_what_can_be(lines: Sequence[Line], apply: Callable[[Sequence[Line]], Any]) -> list[Line]:
    """`apply`, in order, but for the lines that it can make nothing of, or that say what no commit
    would take: these, found by halves."""
    return _left_aside(lines, apply, sql.loose_keys()) if lines else []


def _left_aside(
    lines: Sequence[Line], apply: Callable[[Sequence[Line]], Any], loose: set[sql.Row]
) -> list[Line]:
    """`loose`: the keys that led nowhere before any of it, read once: it reads all of them."""
    if _can_be(lines, apply, loose):
        return []
    if len(lines) == 1:
        return list(lines)
    half = len(lines) // 2
    parts = lines[:half], lines[half:]
    return [line for part in parts for line in _left_aside(part, apply, loose)]


def _can_be(
    lines: Sequence[Line], apply: Callable[[Sequence[Line]], Any], loose: set[sql.Row]
) -> bool:
    try:
        with transaction.atomic():
            apply(lines)
            if sql.loose_keys() - loose:
                raise IntegrityError("a key leads nowhere")
    except SENSELESS:
        if len(lines) == 1:
            _log.exception("line %s could not be applied, and is left aside", lines[0].pk)
        return False
    return True


def _but_the_senseless(
    apply: Callable[[Sequence[Line]], Any], name: str
) -> Callable[[Sequence[Line]], None]:
    return lambda lines: set_aside([line.pk for line in apply_what_can_be(lines, apply)], name)


def set_aside(lines: Iterable[UUID], name: str) -> None:
    """Say that projection `name` made nothing of these lines; once for each."""
    listed = [Aside(line_id=line, projection=name) for line in lines]
    Aside.objects.bulk_create(listed, ignore_conflicts=True)


def _up_to_date(stream_id: UUID, name: str) -> int | None:
    """The number reached if nothing is left to read: asks no lock of anybody."""
    found = sql.ask(
        "SELECT seq FROM journal_cursor JOIN journal_stream ON stream_id = journal_stream.id"
        " WHERE stream_id = %s AND name = %s AND seq = head_seq",
        [sql.stored(stream_id), name],
    )
    return found[0][0] if found else None


@transaction.atomic
def _project_page(
    stream_id: UUID,
    name: str,
    apply: Callable[[Sequence[Line]], Any],
    just_written: Sequence[Line],
) -> tuple[int, bool]:
    key, seq = _cursor(stream_id, name)
    lines = _all_that_is_new(stream_id, seq, just_written)
    if lines is None:
        lines = lines_after(stream_id, seq, _PAGE)
    if lines:
        apply(lines)
        seq = lines[-1].seq
        sql.do("UPDATE journal_cursor SET seq = %s WHERE id = %s", [seq, key])
    return seq, len(lines) == _PAGE


def _all_that_is_new(
    stream_id: UUID, seq: int, just_written: Sequence[Line]
) -> Sequence[Line] | None:
    """Those that follow `seq`, if nothing else does: so none was erased since, for that would be
    told by a line after them."""
    lines = [line for line in just_written if line.seq > seq]
    if not lines or len(lines) > _PAGE:
        return None
    [(head,)] = sql.ask(_HEAD, [sql.stored(stream_id)])
    return lines if lines[-1].seq == head == seq + len(lines) else None


_HEAD = "SELECT head_seq FROM journal_stream WHERE id = %s"


def _cursor(stream_id: UUID, name: str) -> tuple[int, int]:
    """The key of a cursor, locked, and the number it reached; made if it was not there."""
    held = sql.locked("SELECT id, seq FROM journal_cursor WHERE stream_id = %s AND name = %s")
    if found := sql.ask(held, [sql.stored(stream_id), name]):
        return found[0][0], found[0][1]
    cursor, _ = Cursor.objects.select_for_update().get_or_create(stream_id=stream_id, name=name)
    return cursor.pk, cursor.seq
