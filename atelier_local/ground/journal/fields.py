"""Fields of one thing, written on machines that could not hear one another: which word stands.

A line says the node it is about and its `changes`: for each field what its author had read (`was`)
and wrote instead (`said`). Lines are read in one order whatever the way they came; the last word
stands. A word whose author had not read the one before it is a clash: both stay in the journal, and
a person is told.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple, Protocol
from uuid import UUID

from atelier_local.refusal import Reason, Reasons

type Values = Mapping[str, Any]
"""Field → its value, as JSON has it."""

type Sound = Callable[[str, str, Any], bool]
"""Node, field and value → whether that node may say so."""


class Told(Protocol):
    @property
    def id(self) -> UUID: ...
    @property
    def payload(self) -> Any: ...


class Made(NamedTuple):
    """What a line made, and what it said of it then, field by field."""

    line: UUID
    node: str
    values: Values


class Numbered(NamedTuple):
    """What was made on another machine: the number it had there, and the one it got here."""

    node: UUID
    there: str
    here: str


class Clash(NamedTuple):
    """The line that took the place of a word it had not read, and the line of that word."""

    node: str
    field: str
    line: UUID
    over: UUID


@dataclass
class Standing:
    """What stands for each field that any line changed, and what is to be looked at."""

    values: dict[str, dict[str, Any]] = field(default_factory=dict)
    """Node → field → value."""
    clashes: list[Clash] = field(default_factory=list)
    strange: list[UUID] = field(default_factory=list)
    """Lines that say what cannot be: left aside, they stay in the journal."""
    numbered: list[Numbered] = field(default_factory=list)
    """What has just come from elsewhere."""


def standing(told: Iterable[Told], sound: Sound, made: Iterable[Made] = ()) -> Standing:
    """What these lines, given in their one order, leave standing. What was `made` comes before any
    word of it: the clocks of two machines may not agree."""
    found = Standing()
    last: dict[tuple[str, str], UUID] = {}
    for one in made:
        found.values[one.node] = dict(one.values)
        last |= {(one.node, name): one.line for name in one.values}
    for line in told:
        if line.payload is None:  # erased
            continue
        node, changes = line.payload.get("node"), line.payload.get("changes")
        if not _are_changes(node, changes, sound):
            found.strange.append(line.id)
            continue
        values = found.values.setdefault(node, {})
        for name, change in changes.items():
            before = values.get(name, change["was"])
            if before not in (change["was"], change["said"]):
                found.clashes.append(Clash(node, name, line.id, last[node, name]))
            values[name], last[node, name] = change["said"], line.id
    return found


def _are_changes(node: Any, changes: Any, sound: Sound) -> bool:
    return (
        isinstance(node, str)
        and isinstance(changes, dict)
        and all(
            isinstance(change, dict)
            and {"was", "said"} <= change.keys()
            and sound(node, name, change["said"])
            for name, change in changes.items()
        )
    )


def word(payload: Any, name: str) -> Any:
    """What a line says of a field, be it one that changes a thing or one that makes it."""
    return payload["changes"][name]["said"] if "changes" in payload else payload["values"][name]


def of_lines(text: str) -> str:
    """A long text, whose lines end alike wherever it was typed."""
    return text.replace("\r\n", "\n")


def changes(now: Values, read: Values, said: Values) -> dict[str, dict[str, Any]]:
    """What a form changes, for a line: fields that its author wrote otherwise than it read them."""
    return {
        name: {"was": now[name], "said": value}
        for name, value in said.items()
        if value not in (read.get(name), now[name])
    }


def against_writing(now: Values, read: Values, said: Values, labels: Mapping[str, str]) -> Reasons:
    """Fields that somebody else changed, and otherwise, between the reading and the writing."""
    return tuple(
        Reason(f"« {labels[name]} » a changé pendant que vous écriviez : relisez, puis recommencez")
        for name, value in said.items()
        if value != read.get(name) and now[name] not in (read.get(name), value)
    )


def against_saying(
    node: str, told: Mapping[str, Mapping[str, Any]], sound: Sound, labels: Mapping[str, str]
) -> Reasons:
    """Changes that no machine would take home."""
    return tuple(
        Reason(f"« {labels.get(name, name)} » ne peut pas dire cela")
        for name, change in told.items()
        if not sound(node, name, change["said"])
    )
