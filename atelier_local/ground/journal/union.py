"""Logs of one stream, kept apart on several machines, brought together: the union of what they say.

A line is known by its id, made by the device that spoke. It takes a number and a link of its own in
each log; its digest, its author and its times go with it. So chains prove each log, and digests the
union: in whatever order logs come, and however often, the same lines and copies are there.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import MAXYEAR, datetime, timedelta
from typing import Any
from uuid import UUID, uuid5

from django.db import transaction
from django.db.models import Max, QuerySet

from . import doorbell
from .models import Copy, Line, Stream
from .operations import Draft, forget, seal
from .rules import ERASED, GENESIS, Octets, canonical_json, link

type Said = Callable[[str, Any], Any]
"""Kind and payload of a line → what its device said, without what a server drew by itself."""


@dataclass
class Log:
    """The log of one stream out of any database: lines are sealed one after the other in memory."""

    stream: Stream
    lines: list[Line] = field(default_factory=list)

    @staticmethod
    def after(stream: Stream, lines: Iterable[Line] = ()) -> "Log":
        """One that goes on from these lines, of which none is missing."""
        known = list(lines)
        head = Stream(pk=stream.pk, kind=stream.kind, subject=stream.subject)
        head.head_seq = known[-1].seq if known else 0
        head.head_hash = known[-1].hash if known else GENESIS
        return Log(head, known)

    def add(self, draft: Draft) -> Line:
        line = seal(draft, canonical_json(draft.payload), self.stream)
        self.lines.append(line)
        return line

    def erase(self, line: Line, told: Draft) -> None:
        """Empty a line; `told` is the draft of the line that says so."""
        self.add(told)
        line.payload = line.salt = None


@dataclass(frozen=True)
class United:
    """What a log brought: lines that were not here, and other copies of lines that were."""

    fresh: Sequence[Line] = ()
    copies: Sequence[Copy] = ()


@transaction.atomic
def unite(stream: Stream, log: Sequence[Line], *, said: Said) -> United:
    """Add to `stream` what `log` holds and it does not, in the order of times then ids.

    `log` is a whole log of that stream whose chain holds. What is erased on either side is erased;
    nothing of what was erased comes back. The same log again changes nothing.
    """
    head = Stream.objects.select_for_update().get(pk=stream.pk)
    log = _every_erasure(_away_from_others(log, head))
    known = Line.objects.in_bulk([line.id for line in log])
    ordered = sorted(log, key=lambda line: (line.kind == ERASED, line.at, line.id))
    fresh = [_linked(line, head) for line in ordered if line.id not in known]
    Line.objects.bulk_create(fresh)
    head.save(update_fields=["head_seq", "head_hash"])
    copies = [
        copy
        for line in ordered
        if line.id in known and (copy := _copied(line, known[line.id], said)) is not None
    ]
    _forget_what_is_erased(fresh)
    if fresh:
        doorbell.ring(head.pk, head.head_seq)
    stream.refresh_from_db(fields=["head_seq", "head_hash"])
    return United(fresh, copies)


def _away_from_others(log: Sequence[Line], head: Stream) -> Sequence[Line]:
    """The log, where what bears the id of a line of another stream gets one of its own: who comes
    home says nothing in the place of others, not even in a copy that would be the first."""
    here = Line.objects.in_bulk([line.id for line in log])
    for line in log:
        other = here.get(line.id)
        if other is not None and other.stream_id != head.pk:
            line.id = _another_id(other, line)
    return log


def _another_id(other: Line, line: Line) -> UUID:
    return uuid5(other.id, _octets(line.digest).hex())


def _every_erasure(log: Sequence[Line]) -> list[Line]:
    """The log, where an erasure that bears the id of another act gets one of its own: what it
    emptied must be told by a line here too."""
    told = [line for line in log if line.kind == ERASED]
    ours = Line.objects.in_bulk([line.id for line in told])
    for line in told:
        other = ours.get(line.id)
        if other is not None and _octets(other.digest) != _octets(line.digest):
            line.id = _another_id(other, line)
    return list(log)


def _linked(line: Line, head: Stream) -> Line:
    """The line with its number and its link here; what it says and when does not move."""
    here = Line(
        id=line.id, stream=head, seq=head.head_seq + 1, kind=line.kind, by=line.by, at=line.at,
        received_at=line.received_at, payload=line.payload, salt=line.salt, sent=line.sent,
        digest=line.digest, previous=head.head_hash,
    )  # fmt: skip
    here.hash = link(here)
    head.head_seq, head.head_hash = here.seq, here.hash
    return here


def _copied(theirs: Line, ours: Line, said: Said) -> Copy | None:
    """The copy of another device kept beside our line; None if it is this very copy, or known."""
    if _octets(theirs.digest) == _octets(ours.digest):
        return None
    same = (theirs.kind, theirs.by, theirs.stream_id) == (ours.kind, ours.by, ours.stream_id)
    gone = ours.payload is None or theirs.payload is None
    if not gone:
        same = same and said(theirs.kind, theirs.payload) == said(ours.kind, ours.payload)
    copy, made = Copy.objects.get_or_create(
        line=ours,
        digest=theirs.digest,
        defaults={
            "kind": theirs.kind,
            "by": theirs.by,
            "at": theirs.at,
            "received_at": theirs.received_at,
            "payload": None if gone else theirs.payload,
            "salt": None if gone else theirs.salt,
            "same": same,
        },
    )
    return copy if made else None


def _octets(value: Octets | None) -> bytes:
    return b"" if value is None else bytes(value)


def _forget_what_is_erased(fresh: Iterable[Line]) -> None:
    """Each erasure told by another device is done here as well, once; never that of a trace of
    erasure, without which the chain would no longer hold."""
    for told in fresh:
        if told.kind != ERASED or told.payload is None:
            continue
        id = _id(told.payload.get("line"))
        here = Line.objects.filter(stream=told.stream_id).exclude(kind=ERASED)
        line = here.filter(pk=id).first() if id else None
        if line is not None:
            reason = str(told.payload.get("reason", ""))[:300]
            forget(line, by=told.by, at=told.at, reason=reason)


def _id(text: Any) -> UUID | None:
    try:
        return UUID(str(text))
    except ValueError:
        return None


def in_order(lines: QuerySet[Line]) -> tuple[list[Line], set[UUID]]:
    """Lines in the one order that they have on every machine that holds them, by time then id, each
    as its first copy tells it; and the ids that several devices told. Not to be saved."""
    copies: dict[UUID, list[Copy]] = defaultdict(list)
    for copy in Copy.objects.filter(line__in=lines.order_by().values("pk")):
        copies[copy.line_id].append(copy)
    told = [as_first_told(line, copies[line.id]) for line in lines]
    told.sort(key=lambda line: (line.at, line.id))
    return told, {id for id, found in copies.items() if found}


def as_first_told(line: Line, copies: Iterable[Copy]) -> Line:
    """A line as the first of its copies tells it. Not to be saved."""
    versions: list[Line | Copy] = [line, *copies]
    first = min(versions, key=lambda told: (told.at, bytes(told.digest)))
    gone = line.payload is None
    return Line(
        id=line.id, stream_id=line.stream_id, kind=first.kind, by=first.by, at=first.at,
        received_at=first.received_at, payload=None if gone else first.payload,
    )  # fmt: skip


def later(lines: QuerySet[Line], at: datetime) -> datetime:
    """`at`, or just after the last of these lines if the clock of whoever told it was ahead: a word
    written by who has read them comes after them on every machine."""
    last = lines.aggregate(last=Max("at"))["last"]
    if last is None or last < at or last.year == MAXYEAR:
        return at
    return last + timedelta(microseconds=1)
