"""Logs of one stream brought together: nothing lost, nothing doubled, nothing that was erased."""

from datetime import UTC, datetime, timedelta

import pytest

from atelier_local.ground.journal import bundles
from atelier_local.ground.journal import operations as journal
from atelier_local.ground.journal.bundles import Unusable
from atelier_local.ground.journal.models import Copy, Erasure, Line, Stream, uuid7
from atelier_local.ground.journal.rules import ERASED, verify_chain
from atelier_local.ground.journal.union import Log, unite

AT = datetime(2026, 11, 3, 9, 30, tzinfo=UTC)


@pytest.fixture
def stream(db) -> Stream:
    return journal.open_stream("room", "val-d-orne/1", at=AT)


def draft(stream: Stream, n: int, **given) -> journal.Draft:
    at = given.pop("at", AT + timedelta(minutes=n))
    facts = {"kind": "a.said", "payload": {"n": n}, "by": "person:1", "id": uuid7()} | given
    return journal.Draft(stream_id=stream.pk, at=at, received_at=at, **facts)


def same(kind, payload):
    return {key: value for key, value in payload.items() if key != "drawn"}


def holds(stream: Stream) -> bool:
    stream.refresh_from_db()
    return verify_chain(stream.lines.order_by("seq"), stream.head_seq, stream.head_hash) is None


def carried(log: Log) -> list[Line]:
    """The log as it comes out of a bundle."""
    return bundles.lines_of([bundles.line_to_json(line) for line in log.lines], log.stream)


def test_a_log_in_memory_is_chained_like_another(stream):
    log = Log.after(stream)
    for n in range(4):
        log.add(draft(stream, n))
    log.erase(log.lines[1], draft(stream, 5, kind=ERASED, payload={"line": str(log.lines[1].id)}))
    assert verify_chain(log.lines, 5, log.stream.head_hash) is None
    assert verify_chain(carried(log), 5, log.stream.head_hash) is None


def test_two_logs_come_home_in_either_order_once(stream):
    first = journal.append(stream, "a.said", {"n": 0}, by="person:1", at=AT)
    logs = [Log.after(stream, [first]) for _ in range(2)]
    for n in range(1, 7):
        logs[n % 2].add(draft(stream, n))
    assert len(unite(stream, carried(logs[1]), said=same).fresh) == 3
    assert len(unite(stream, carried(logs[0]), said=same).fresh) == 3
    for log in logs:
        assert unite(stream, carried(log), said=same).fresh == []
    assert Line.objects.count() == 7
    assert not Copy.objects.exists()
    assert holds(stream)
    digests = {bytes(line.digest) for log in logs for line in log.lines}
    assert {bytes(digest) for digest in Line.objects.values_list("digest", flat=True)} == digests


def test_the_same_act_told_on_two_machines_is_one_line_and_a_copy(stream):
    logs, id = [Log.after(stream) for _ in range(2)], uuid7()
    for n, log in enumerate(logs):
        log.add(draft(stream, n, id=id, payload={"words": "Un bus", "drawn": n}))
    for log in (*logs, *logs):
        unite(stream, carried(log), said=same)
    assert Line.objects.count() == 1
    assert Copy.objects.get().same
    assert Copy.objects.get().payload["drawn"] == 1


def test_another_act_under_the_same_id_is_kept_and_told(stream):
    logs, id = [Log.after(stream) for _ in range(2)], uuid7()
    for n, log in enumerate(logs):
        log.add(draft(stream, n, id=id, payload={"words": f"Un bus {n}"}))
    unite(stream, carried(logs[0]), said=same)
    [copy] = unite(stream, carried(logs[1]), said=same).copies
    assert (copy.same, copy.payload) == (False, {"words": "Un bus 1"})
    assert Line.objects.get().payload == {"words": "Un bus 0"}


def test_a_log_that_bears_the_id_of_a_line_elsewhere_says_nothing_there(stream):
    """Ids are in addresses: whoever holds a kit may read those of another room, and claim to have
    told them first."""
    elsewhere = journal.open_stream("room", "val-d-orne/2", at=AT)
    theirs = journal.append(elsewhere, "a.said", {"n": 0}, by="person:1", at=AT)
    log = Log.after(stream)
    log.add(draft(stream, 1, id=theirs.pk, payload={"n": 9}, at=AT - timedelta(days=1)))
    for _ in range(2):
        unite(stream, carried(log), said=same)
    assert not Copy.objects.exists()
    [told] = stream.lines.all()
    assert (told.payload, told.pk != theirs.pk) == ({"n": 9}, True)
    assert holds(stream)
    assert holds(elsewhere)


def test_what_is_erased_here_does_not_come_back(stream):
    log, id = Log.after(stream), uuid7()
    log.add(draft(stream, 1, id=id, payload={"words": "Jean Dupont", "drawn": 1}))
    line = journal.append(
        stream, "a.said", {"words": "Jean Dupont", "drawn": 2}, by="person:1", at=AT, id=id
    )
    journal.erase(line, by=None, at=AT, reason="à sa demande")
    unite(stream, carried(log), said=same)
    assert Line.objects.get(pk=id).payload is None
    assert Copy.objects.get().payload is None
    assert holds(stream)


def test_erasing_empties_the_copies_too(stream):
    logs, id = [Log.after(stream) for _ in range(2)], uuid7()
    for n, log in enumerate(logs):
        log.add(draft(stream, n, id=id, payload={"words": "Jean Dupont", "drawn": n}))
        unite(stream, carried(log), said=same)
    journal.erase(Line.objects.get(pk=id), by=None, at=AT, reason="à sa demande")
    assert list(Copy.objects.values_list("payload", "salt")) == [(None, None)]


@pytest.mark.parametrize("order", [(0, 1), (1, 0), (1, 0, 1)])
def test_what_a_machine_erased_is_erased_here_whoever_else_holds_it(stream, order):
    logs, id = [Log.after(stream) for _ in range(2)], uuid7()
    for n, log in enumerate(logs):
        log.add(draft(stream, n, id=id, payload={"words": "Jean Dupont", "drawn": n}))
    told = draft(stream, 5, kind=ERASED, payload={"line": str(id), "reason": "à sa demande"})
    logs[1].erase(logs[1].lines[0], told)
    for place in order:
        unite(stream, carried(logs[place]), said=same)
    assert Line.objects.get(pk=id).payload is None
    assert "Dupont" not in str(list(Copy.objects.values_list("payload", flat=True)))
    assert Erasure.objects.filter(line=id).count() == 1
    assert holds(stream)


def test_a_log_that_says_a_trace_of_erasure_is_erased_is_not_obeyed(stream):
    line = journal.append(stream, "a.said", {"words": "Jean Dupont"}, by="person:1", at=AT)
    log = Log.after(stream, [Line.objects.get(pk=line.pk)])
    journal.erase(line, by=None, at=AT, reason="à sa demande")
    trace = Line.objects.get(kind=ERASED)
    log.add(draft(stream, 1, kind=ERASED, payload={"line": str(trace.pk)}))
    unite(stream, carried(log), said=same)
    trace.refresh_from_db()
    assert trace.payload["reason"] == "à sa demande"
    assert holds(stream)


def test_an_erasure_that_bears_the_id_of_another_is_told_all_the_same(stream):
    logs, id = [Log.after(stream) for _ in range(2)], uuid7()
    for n, log in enumerate(logs):
        log.add(draft(stream, n))
        told = {"line": str(log.lines[0].id), "reason": f"motif {n}"}
        log.erase(log.lines[0], draft(stream, 5, kind=ERASED, payload=told, id=id))
    for log in (*logs, *logs):
        unite(stream, carried(log), said=same)
    assert Line.objects.filter(kind=ERASED).count() == 2
    assert holds(stream)


@pytest.mark.parametrize(
    "wrong",
    [
        {"id": "x"}, {"seq": "deux"}, {"payload": [1]}, {"at": "hier"}, {"kind": "k" * 61},
        {"at": "9999-01-01T00:00:00+00:00"}, {"at": "2026-01-01T00:00:00"}, {"digest": "zz"},
        {"by": None}, {"by": "\0"},
    ],
)  # fmt: skip
def test_a_malformed_line_is_refused(stream, wrong):
    log = Log.after(stream)
    told = bundles.line_to_json(log.add(draft(stream, 1)))
    with pytest.raises(Unusable):
        bundles.lines_of([told | wrong], stream)
    with pytest.raises(Unusable):
        bundles.lines_of(None, stream)
