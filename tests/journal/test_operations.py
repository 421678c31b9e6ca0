"""The journal on the real database: appended, told twice, erased, read by number."""

import threading
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from django.core.management import CommandError, call_command
from django.db import (
    DatabaseError,
    DataError,
    IntegrityError,
    OperationalError,
    connection,
    connections,
    transaction,
)
from django.test.utils import CaptureQueriesContext

from atelier_local.ground.journal import doorbell
from atelier_local.ground.journal import operations as journal
from atelier_local.ground.journal.models import (
    Aside,
    Cursor,
    Erasure,
    Line,
    Rewritten,
    Stream,
    uuid7,
)
from atelier_local.ground.journal.queries import lines_after
from atelier_local.ground.journal.rules import verify_chain
from atelier_local.refusal import Refused

AT = datetime(2026, 11, 3, 9, 30, tzinfo=UTC)


@pytest.fixture
def stream(db) -> Stream:
    return journal.open_stream("atelier", "val-d-orne", at=AT)


def draft(stream: Stream, **given) -> journal.Draft:
    facts = {"kind": "a.said", "payload": {"n": 1}, "by": "person:1", "at": AT} | given
    return journal.Draft(
        stream_id=stream.pk, id=facts.pop("id", None) or uuid7(), received_at=AT, **facts
    )


def holds(stream: Stream) -> bool:
    stream.refresh_from_db()
    return verify_chain(stream.lines.all(), stream.head_seq, stream.head_hash) is None


def test_a_subject_has_one_stream(stream):
    assert journal.open_stream("atelier", "val-d-orne", at=AT + timedelta(1)) == stream
    assert journal.programme_stream() == journal.programme_stream()


def test_a_line_says_who_did_what_and_when(stream):
    camille = SimpleNamespace(ref="person:camille")
    line = journal.append(stream, "atelier.opened", {"title": "Orne"}, by=camille, at=AT)
    kept = Line.objects.get(pk=line.pk)
    assert (kept.seq, kept.kind, kept.by, kept.at) == (1, "atelier.opened", "person:camille", AT)
    assert kept.payload == {"title": "Orne"}
    assert journal.append(stream, "a.b", {}, by=None, at=AT).by == ""
    assert holds(stream)


def test_the_same_act_told_twice_is_one_line(stream):
    id = uuid7()
    first = journal.append(stream, "a.said", {"n": 1}, by="person:1", at=AT, id=id)
    again = journal.append(stream, "a.said", {"n": 1.0}, by="person:1", at=AT + timedelta(1), id=id)
    assert again == first
    assert again.at == AT
    assert Line.objects.count() == 1


@pytest.mark.parametrize(
    "change", [{"payload": {"n": 2}}, {"by": "person:2"}, {"kind": "a.unsaid"}]
)
def test_one_id_never_names_two_acts(stream, change):
    first = draft(stream)
    journal.append_batch([first])
    with pytest.raises(journal.Conflict) as conflict:
        journal.append_batch([draft(stream, id=first.id, **change)])
    assert conflict.value.line.pk == first.id
    assert Line.objects.count() == 1


def test_one_id_never_names_acts_in_two_streams(stream):
    first = draft(stream)
    journal.append_batch([first])
    with pytest.raises(journal.Conflict):
        journal.append_batch([draft(journal.programme_stream(), id=first.id)])


def test_what_the_server_adds_does_not_make_it_another_act(stream):
    sent = draft(stream, payload={"n": 1})
    kept = draft(stream, id=sent.id, payload={"n": 1, "receipt": "K7Q"}, sent=b'{"n":1}')
    journal.append_batch([kept])
    [(line, fresh)] = journal.append_batch([sent])
    assert (line.payload["receipt"], fresh) == ("K7Q", False)
    assert holds(stream)


def test_the_union_of_two_logs_is_the_same_however_often_it_is_made(stream):
    drafts = [draft(stream, payload={"n": n}) for n in range(6)]
    for batch in (drafts[:4], drafts[2:], drafts, [*drafts, *drafts]):
        journal.append_batch(batch)
    assert {line.pk for line in Line.objects.all()} == {one.id for one in drafts}
    assert [line.seq for line in stream.lines.all()] == [1, 2, 3, 4, 5, 6]
    assert holds(stream)


def test_a_batch_over_several_streams_numbers_each(stream):
    other = journal.programme_stream()
    told = journal.append_batch([draft(stream), draft(other), draft(stream)])
    assert [(line.stream, line.seq, fresh) for line, fresh in told] == [
        (stream, 1, True),
        (other, 1, True),
        (stream, 2, True),
    ]
    assert holds(stream)
    assert holds(other)


def test_a_batch_costs_the_same_queries_whatever_its_size(stream):
    counts = []
    for size in (1, 50):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            journal.append_batch([draft(stream) for _ in range(size)])
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_a_line_is_never_rewritten_nor_removed(stream):
    line = journal.append(stream, "a.said", {"n": 1}, by=None, at=AT)
    for attempt in (
        line.save,
        line.delete,
        Line.objects.all().delete,
        lambda: Line.objects.update(kind="b.said"),
        lambda: Line.objects.bulk_update([line], ["kind"]),
    ):
        with pytest.raises(Rewritten), transaction.atomic():
            attempt()


@pytest.mark.parametrize(
    "change", ["kind = 'b'", "seq = 9", "payload = NULL", "salt = NULL", "digest = salt"]
)
def test_the_database_refuses_to_rewrite_a_line(stream, change):
    journal.append(stream, "a.said", {"n": 1}, by=None, at=AT)
    with connection.cursor() as cursor, pytest.raises(DatabaseError, match="never rewritten"):
        cursor.execute(f"UPDATE journal_line SET {change}")


def test_erasing_empties_the_words_keeps_the_chain_and_says_so(stream):
    line = journal.append(stream, "a.said", {"words": "mon nom"}, by="phone:1", at=AT)
    done = journal.erase(line, by="person:dpo", at=AT, reason="demande de l’intéressé")
    line = Line.objects.get(pk=line.pk)
    assert (line.payload, line.salt) == (None, None)
    told = stream.lines.get(kind="journal.erased")
    assert told.payload == {"line": str(line.pk), "seq": 1, "reason": "demande de l’intéressé"}
    assert holds(stream)
    assert journal.erase(line, by=None, at=AT, reason="encore") == done
    assert Erasure.objects.count() == 1
    with pytest.raises(Refused):
        journal.erase(told, by=None, at=AT, reason="la trace")


def test_what_was_erased_does_not_come_back_when_told_again(stream):
    said = draft(stream)
    [(line, _)] = journal.append_batch([said])
    journal.erase(line, by=None, at=AT, reason="demande")
    [(line, fresh)] = journal.append_batch([said])
    assert (fresh, line.payload) == (False, None)


def test_lines_are_read_by_number(stream):
    journal.append_batch([draft(stream) for _ in range(5)])
    assert [line.seq for line in lines_after(stream, 2, 2)] == [3, 4]
    assert [line.seq for line in lines_after(stream.pk, 4, 10)] == [5]


def test_a_line_read_by_number_is_the_line_that_is_kept(stream):
    """Whatever the database: every column, and what it belongs to."""
    sent = b'{"words":"\xc3\xa9"}'
    [(told, _)] = journal.append_batch([draft(stream, sent=sent)])
    [read] = lines_after(stream, 0, 1)
    kept = Line.objects.get(pk=told.pk)
    for field in Line._meta.concrete_fields:
        values = {_plain(getattr(line, field.attname)) for line in (told, read, kept)}
        assert len(values) == 1, field.name
    assert read == kept == told
    assert read.stream == told.stream == stream
    assert not read._state.adding


def _plain(value):
    return bytes(value) if isinstance(value, memoryview) else repr(value)


@pytest.mark.parametrize("failure", [RuntimeError, OperationalError])
def test_a_projection_reads_each_line_once_and_falls_back_if_it_fails(stream, failure):
    read: list[int] = []

    def apply(lines):
        read.extend(line.seq for line in lines)

    def fail(lines):
        raise failure

    assert journal.project(stream, "wall", apply) == 0
    journal.append_batch([draft(stream) for _ in range(3)])
    with pytest.raises(failure):
        journal.project(stream, "wall", fail)
    assert journal.project(stream, "wall", apply) == 3
    assert journal.project(stream, "wall", apply) == 3
    assert read == [1, 2, 3]
    assert Cursor.objects.get().seq == 3


@pytest.mark.parametrize("failure", [ValueError, KeyError, DataError, IntegrityError])
def test_a_line_that_says_nothing_to_a_projection_is_left_aside_and_told(stream, caplog, failure):
    told = journal.append_batch([draft(stream, payload={"n": n}) for n in range(3)])
    read: list[int] = []

    def apply(lines):
        for line in lines:
            if line.payload == {"n": 1}:
                raise failure
        read.extend(line.seq for line in lines)

    assert journal.project(stream, "wall", apply) == 3
    assert read == [1, 3]
    assert str(told[1][0].pk) in caplog.text
    assert [(one.line, one.projection) for one in Aside.objects.all()] == [(told[1][0], "wall")]


def test_setting_lines_aside_reads_every_key_as_seldom_as_it_can(stream):
    """All of them are read, while nobody else writes: tens of milliseconds in a full base."""
    told = journal.append_batch([draft(stream, payload={"n": n}) for n in range(8)])
    lines = [line for line, _ in told]

    def apply(some):
        if any(line.payload["n"] in odd for line in some):
            raise ValueError

    for odd, readings in ((set(range(8)), 1), ({3}, 4), (set(), 2)):
        with CaptureQueriesContext(connection) as asked:
            aside = journal.apply_what_can_be(lines, apply)
        assert {line.payload["n"] for line in aside} == odd
        said = [one["sql"] for one in asked if "foreign_key_check" in one["sql"]]
        said += [one["sql"] for one in asked if one["sql"].endswith("ALL IMMEDIATE")]
        assert len(said) == readings


def test_a_projection_goes_on_page_after_page(stream, monkeypatch):
    monkeypatch.setattr(journal, "_PAGE", 2)
    journal.append_batch([draft(stream) for _ in range(5)])
    pages: list[int] = []
    assert journal.project(stream, "wall", lambda lines: pages.append(len(lines))) == 5
    assert pages == [2, 2, 1]


def test_verify_journal_says_whether_all_holds_and_where_not(stream, capsys):
    line = journal.append(stream, "a.said", {"words": "oui"}, by=None, at=AT)
    journal.append(stream, "a.said", {"words": "non"}, by=None, at=AT)
    journal.erase(line, by=None, at=AT, reason="demande")
    journal.set_aside([line.pk], "wall")
    journal.set_aside([line.pk], "wall")
    call_command("verify_journal")
    said = capsys.readouterr().out
    assert "Le journal est intact : 1 registre(s), 3 ligne(s)." in said
    assert said.count("ligne 1 (a.said) : elle est gardée, mais rien n’a pu en être montré.") == 1
    with connection.cursor() as cursor:
        drop = "DROP TRIGGER journal_line_stands"
        cursor.execute(drop if connection.vendor == "sqlite" else f"{drop} ON journal_line")
        cursor.execute("UPDATE journal_line SET kind = 'a.denied' WHERE seq = 2")
    with pytest.raises(CommandError, match="rompu dans 1 registre"):
        call_command("verify_journal")
    expected = "Registre atelier val-d-orne, ligne 2 : la ligne a été modifiée."
    assert expected in capsys.readouterr().err


def in_threads(*works) -> None:
    """Run each in a thread with its own connection; fail if one failed."""
    failures: list[BaseException] = []

    def run(work) -> None:
        try:
            work()
        except BaseException as failure:
            failures.append(failure)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []


@pytest.mark.django_db(transaction=True)
def test_many_writers_at_once_leave_no_gap_and_no_fork():
    streams = [journal.open_stream("atelier", name, at=AT) for name in ("a", "b")]

    def write() -> None:
        for n in range(12):
            journal.append(streams[n % 2], "a.said", {"n": n}, by="person:1", at=AT)
            journal.append_batch([draft(streams[1]), draft(streams[0])])

    in_threads(*[write] * 6)
    for stream in streams:
        assert [line.seq for line in stream.lines.all()] == list(range(1, 109))
        assert holds(stream)


@pytest.mark.django_db(transaction=True)
def test_projectors_at_once_apply_each_line_exactly_once():
    stream = journal.open_stream("room", "a", at=AT)
    read: list[int] = []
    apply = lambda lines: read.extend(line.seq for line in lines)  # noqa: E731

    def write() -> None:
        for _ in range(20):
            journal.append(stream, "a.said", {}, by=None, at=AT)

    def read_on() -> None:
        while journal.project(stream, "wall", apply) < 40:
            pass

    in_threads(write, write, read_on, read_on, read_on)
    assert read == list(range(1, 41))


@pytest.mark.django_db(transaction=True)
def test_the_doorbell_rings_after_the_commit_and_only_then():
    stream = journal.open_stream("room", "a", at=AT)
    heard: list[tuple] = []
    rung = threading.Event()

    def hear(stream_id, seq) -> None:
        heard.append((stream_id, seq))
        rung.set()

    leave = doorbell.subscribe(hear)
    try:
        for _ in range(50):  # on PostgreSQL the listener needs a moment to connect
            journal.append(stream, "a.said", {}, by=None, at=AT)
            if rung.wait(0.1):
                break
        reached = Line.objects.count()
        heard.clear()
        with transaction.atomic():
            journal.append(stream, "a.said", {}, by=None, at=AT)
            transaction.set_rollback(True)
        rung.clear()
        journal.append(stream, "a.said", {}, by=None, at=AT)
        assert rung.wait(5)
        assert heard == [(stream.pk, reached + 1)]
    finally:
        leave()


def test_nothing_rings_for_a_stream_that_no_screen_can_open(db, monkeypatch):
    rung = []
    monkeypatch.setattr(doorbell, "ring", lambda stream_id, seq: rung.append(stream_id))
    heard, audit = (journal.open_stream(kind, "val-d-orne", at=AT) for kind in ("room", "audit"))
    for stream in (heard, audit):
        journal.append(stream, "a.said", {"n": 1}, by=None, at=AT)
    assert rung == [heard.pk]
    assert holds(audit)
