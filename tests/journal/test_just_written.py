"""Lines that a projection is handed instead of reading them again: the same ones, or it reads."""

from datetime import UTC, datetime
from itertools import chain, combinations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from atelier_local.ground.journal import operations as journal
from atelier_local.ground.journal.models import Line, Stream, uuid7

AT = datetime(2026, 11, 3, 9, 30, tzinfo=UTC)
COUNT = 4


@pytest.fixture
def stream(db) -> Stream:
    return journal.open_stream("atelier", "val-d-orne", at=AT)


def written(stream: Stream) -> list[Line]:
    drafts = [
        journal.Draft(
            stream_id=stream.pk, kind="a.said", payload={"n": n}, by="person:1", at=AT,
            received_at=AT, id=uuid7(),
        )
        for n in range(1, COUNT + 1)
    ]  # fmt: skip
    return [line for line, _ in journal.append_batch(drafts)]


def applied(stream: Stream, handed=()) -> list[tuple[int, object]]:
    """What a projection makes of the stream when it is handed these lines."""
    read: list[tuple[int, object]] = []

    def apply(lines):
        read.extend((line.seq, line.payload) for line in lines)

    reached, more = journal.project_page(stream, "wall", apply, handed)
    assert (reached, more) == (stream.lines.count(), False)
    return read


def every_choice(lines):
    return chain.from_iterable(combinations(lines, n) for n in range(len(lines) + 1))


@pytest.mark.parametrize("reached", range(COUNT + 1))
def test_whatever_is_handed_each_line_is_applied_once_and_in_order(stream, reached):
    lines = written(stream)
    journal.Cursor.objects.create(stream=stream, name="wall", seq=reached)
    for handed in every_choice(lines):
        journal.Cursor.objects.update(seq=reached)
        assert applied(stream, handed) == [(n, {"n": n}) for n in range(reached + 1, COUNT + 1)]
        assert journal.Cursor.objects.get().seq == COUNT


def test_what_was_erased_since_is_not_applied_from_memory(stream):
    lines = written(stream)
    journal.erase(lines[1], by=None, at=AT, reason="demande")
    told = applied(stream, lines)
    assert [payload for _, payload in told[:COUNT]] == [{"n": 1}, None, {"n": 3}, {"n": 4}]
    assert len(told) == COUNT + 1


def test_what_is_handed_whole_is_not_read(stream):
    lines = written(stream)
    applied(stream)  # its cursor is made once
    more = written(stream)
    with CaptureQueriesContext(connection) as asked:
        journal.project_page(stream, "wall", len, more)
    assert not [one["sql"] for one in asked if "journal_line" in one["sql"]]
    assert lines[-1].seq + COUNT == journal.Cursor.objects.get().seq
