"""The versions of a section, which the journal keeps, and what changed between two of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from atelier_local.ground.journal.models import Line
from atelier_local.programme.people.models import Person
from atelier_local.steps.application.differences import Piece, between

from .models import Section


@dataclass(frozen=True)
class Version:
    """A section as someone wrote it: `seq` is the number of its line."""

    seq: int
    title: str
    text: str
    by: Person | None
    at: datetime

    @property
    def whole(self) -> str:
        return f"{self.title}\n\n{self.text}"


@dataclass(frozen=True)
class Compared:
    new: Version
    old: Version | None

    @property
    def pieces(self) -> list[Piece]:
        return between(self.old.whole if self.old else "", self.new.whole)


def versions(section: Section) -> list[Version]:
    """Every version that was written, latest first (two queries); erased ones are not there."""
    found = Line.objects.filter(
        stream=section.deliverable.atelier.stream_id,
        kind__in=["deliverables.section_written", "deliverables.corrected"],
        payload__kind=section.deliverable.kind,
        payload__section=section.key,
    ).order_by("-seq")
    lines = [(line, line.payload) for line in found if line.payload]
    refs = {line.by for line, _ in lines}
    keys = [ref.removeprefix("person:") for ref in refs if ref.startswith("person:")]
    people = {one.ref: one for one in Person.objects.filter(pk__in=keys)}
    return [
        Version(line.seq, told["title"], told["text"], people.get(line.by), line.at)
        for line, told in lines
    ]


def authors(listed: Sequence[Version]) -> list[str]:
    """Who wrote the section, first to last, each once."""
    names = (version.by.full_name for version in reversed(listed) if version.by)
    return list(dict.fromkeys(names))


def compared(
    listed: Sequence[Version], new: int | None, since: int | None = None
) -> Compared | None:
    """One version beside another: the latest beside the one before, unless others are asked for;
    None where a number is none of theirs.
    """
    numbers = [version.seq for version in listed]
    shown = numbers[0] if new is None and numbers else new
    if shown not in numbers or (since is not None and since not in numbers):
        return None
    at = numbers.index(shown)
    before = numbers.index(since) if since is not None else at + 1
    return Compared(listed[at], listed[before] if before < len(listed) else None)
