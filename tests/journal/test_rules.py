"""The chain: it holds when nobody touched it, and says where when somebody did."""

import dataclasses
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as some

from atelier_local.ground.journal import rules

texts = some.text(some.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20)
numbers = some.integers(-(2**53) + 1, 2**53 - 1) | some.floats(-1e15, 1e15)
values = some.recursive(
    some.none() | some.booleans() | numbers | texts,
    lambda inner: some.lists(inner, max_size=3) | some.dictionaries(texts, inner, max_size=3),
    max_leaves=6,
)
payloads = some.dictionaries(texts, values, max_size=4)
moments = some.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1), timezones=some.just(UTC))


@dataclass(frozen=True)
class Entry:
    """A line as a plain value."""

    stream_id: UUID
    seq: int
    id: UUID
    kind: str
    by: str
    at: datetime
    received_at: datetime
    payload: Any
    salt: bytes | None
    sent: bytes = b""
    digest: bytes = b""
    previous: bytes = b""
    hash: bytes = b""

    def sealed(self, previous: bytes) -> "Entry":
        digest = rules.digest(self.salt, rules.canonical_json(self.payload))
        line = dataclasses.replace(self, sent=digest, digest=digest, previous=previous)
        return dataclasses.replace(line, hash=rules.link(line))

    def but(self, **changes: Any) -> "Entry":
        return dataclasses.replace(self, **changes)


def chained(acts: list[tuple[str, dict]], at: datetime = datetime(2026, 11, 3, tzinfo=UTC)):
    """A chain of lines telling these (kind, payload)."""
    stream_id, previous, lines = uuid4(), rules.GENESIS, []
    for seq, (kind, payload) in enumerate(acts, start=1):
        entry = Entry(stream_id, seq, uuid4(), kind, "person:1", at, at, payload, uuid4().bytes * 2)
        lines.append(entry.sealed(previous))
        previous = lines[-1].hash
    return lines


acts = some.lists(some.tuples(some.sampled_from(["a.said", "b.done"]), payloads), max_size=6)
some_acts = some.lists(
    some.tuples(some.sampled_from(["a.said", "b.done"]), payloads), min_size=1, max_size=6
)


def erase(lines: list[Entry], seq: int) -> list[Entry]:
    """The chain once line `seq` was emptied, and the line that says so."""
    erased = lines[seq - 1].but(payload=None, salt=None)
    told = Entry(
        erased.stream_id, len(lines) + 1, uuid4(), rules.ERASED, "person:1", erased.at, erased.at,
        {"line": str(erased.id)}, uuid4().bytes * 2,
    ).sealed(lines[-1].hash)  # fmt: skip
    return [*lines[: seq - 1], erased, *lines[seq:], told]


@given(acts)
def test_a_chain_nobody_touched_holds(acts):
    lines = chained(acts)
    head = lines[-1].hash if lines else rules.GENESIS
    assert rules.verify_chain(lines, len(lines), head) is None


def other(value: Any) -> Any:
    """Something else of the same type."""
    match value:
        case bool():
            return not value
        case str():
            return value + "x"
        case int():
            return value + 1
        case bytes():
            return bytes([value[0] ^ 1]) + value[1:]
        case UUID():
            return uuid4()
        case datetime():
            return value + timedelta(microseconds=1)
        case dict():
            return value | {"ajouté": 1}


@given(some_acts, some.data())
def test_any_change_of_any_field_of_any_line_is_found_where_it_is(acts, data):
    lines = chained(acts)
    at = data.draw(some.integers(0, len(lines) - 1))
    name = data.draw(some.sampled_from([field.name for field in dataclasses.fields(Entry)]))
    lines[at] = lines[at].but(**{name: other(getattr(lines[at], name))})
    assert rules.verify_chain(lines).seq == at + 1


@given(some_acts, some.data())
def test_a_line_removed_added_or_moved_is_found(acts, data):
    lines = chained(acts)
    head = (len(lines), lines[-1].hash)
    at = data.draw(some.integers(0, len(lines) - 1))
    removed = lines[:at] + lines[at + 1 :]
    assert rules.verify_chain(removed, *head).seq == at + 1
    added = [*lines[:at], lines[at], *lines[at:]]
    assert rules.verify_chain(added, *head).seq == at + 2
    if len(lines) > 1:
        moved = [*lines[1:], lines[0]]
        assert rules.verify_chain(moved, *head).seq == 1


@given(some_acts, some.data())
def test_an_erased_line_still_holds_and_says_nothing(acts, data):
    lines = chained(acts)
    lines = erase(lines, data.draw(some.integers(1, len(lines))))
    assert rules.verify_chain(lines, len(lines), lines[-1].hash) is None


def test_what_was_emptied_without_a_trace_is_found():
    lines = chained([("a", {"n": 1}), ("a", {"n": 2}), ("a", {"n": 3})])
    lines[1] = lines[1].but(payload=None, salt=None)
    assert rules.verify_chain(lines).seq == 2
    half = [lines[0], lines[1].but(payload={"n": 2}), lines[2]]
    assert "moitié" in rules.verify_chain(half).what


@given(payloads)
def test_one_payload_has_one_writing_whatever_the_order_of_its_keys(payload):
    turned = dict(reversed(payload.items()))
    assert rules.canonical_json(payload) == rules.canonical_json(turned)


@given(payloads)
def test_a_plain_payload_is_written_as_the_same_one_within_another(payload):
    """The short way, for what nearly every act is, and the long one say the same."""
    within = rules.canonical_json([payload])
    assert within == b"[" + rules.canonical_json(payload) + b"]"


def test_words_about_a_nul_are_no_nul():
    assert rules.canonical_json({"a": r"\u0000"}) == rb'{"a":"\\u0000"}'


def test_numbers_and_accents_are_written_as_both_databases_give_them_back():
    assert rules.canonical_json({"b": 1.0, "a": "é", "c": -0.0}) == '{"a":"é","b":1,"c":0}'.encode()


@pytest.mark.parametrize(
    "value",
    [
        float("nan"), float("inf"), 2**53, 1e16, "a\0b", "\ud800", {1: 2}, {"a\0": 1}, b"x",
        datetime(2026, 1, 1), {"\udfff": 1},
    ],
)  # fmt: skip
def test_what_would_not_be_read_back_alike_is_refused(value):
    with pytest.raises(ValueError):  # noqa: PT011 - any ValueError says it
        rules.canonical_json({"value": value})


def test_what_nests_without_end_is_refused():
    deep: Any = 1
    for _ in range(10_000):
        deep = [deep]
    with pytest.raises(ValueError, match="deep"):
        rules.canonical_json({"deep": deep})


@given(moments, some.integers(-14, 14))
def test_an_instant_is_the_same_in_every_time_zone(at, hours):
    [here] = chained([("a", {})], at)
    there = here.but(at=at.astimezone(timezone(timedelta(hours=hours))))
    assert rules.verify_chain([there]) is None
