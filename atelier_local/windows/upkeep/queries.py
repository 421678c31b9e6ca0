"""What the page of field kits shows, and the page of the laptop."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from atelier_local.ground.journal import fields, union
from atelier_local.ground.journal.models import Line
from atelier_local.ground.journal.operations import SENSELESS
from atelier_local.programme.ateliers.models import Atelier
from atelier_local.programme.thread.models import Node
from atelier_local.refusal import Reasons
from atelier_local.steps.roadmap import events as roadmap
from atelier_local.steps.roadmap.queries import owners as carriers
from atelier_local.steps.strategy import events as strategy
from atelier_local.steps.wall.enums import Act
from atelier_local.steps.wall.models import Contribution, Option
from atelier_local.steps.workshops import queries as workshops
from atelier_local.steps.workshops.models import Workshop

from . import rules
from .enums import Remark
from .models import Kit, Merge


def to_take_away(atelier: Atelier) -> tuple[Workshop | None, Reasons]:
    """The workshop of which a kit can be made now, or the next one and why not yet (one query)."""
    found = Workshop.objects.filter(atelier=atelier).order_by("ordinal")
    listed = [one for one in found if not one.is_held]
    if not listed:
        return None, ()
    workshop = listed[0]
    workshop.atelier = atelier
    return workshop, () if workshop.is_open else workshops.against_opening(workshop)


@dataclass(frozen=True)
class Version:
    """One of the contents that two devices gave to one card."""

    card: Contribution
    words: str


@dataclass(frozen=True)
class Rewritten:
    """A field of a sheet or of an objective that two wrote, one without reading the other."""

    node: str
    of_a_sheet: bool
    number: str
    label: str
    first: str
    second: str


@dataclass(frozen=True)
class Renumbered:
    """What a hall added: its number there, and its own from now on."""

    node: str
    there: str
    here: str

    @property
    def what(self) -> str:
        """What it is, before its number; nothing where the number says so."""
        return next(what for begins, what, _ in _ADDED if self.here.startswith(begins))

    @property
    def route(self) -> str:
        return next(route for begins, _, route in _ADDED if self.here.startswith(begins))


_ADDED = (
    ("Axe ", "", ""),
    ("Enjeu ", "", "strategy:issue"),
    ("P-", "Préconisation ", "strategy:recommendation"),
    ("A", "Fiche ", "roadmap:action"),
    ("", "Objectif ", "strategy:objective"),
)
"""How numbers begin, what bears them, its page if it has one."""


@dataclass(frozen=True)
class Homecoming:
    """One bundle that came home, and what to look at in it."""

    merge: Merge
    counted: Sequence[tuple[str, str, str]]
    """Words of an option, hands counted here, hands counted there."""
    versions: Sequence[Version]
    rewritten: Sequence[Rewritten]
    renumbered: Sequence[Renumbered]

    @property
    def remarks(self) -> list[tuple[Remark, int]]:
        return rules.in_french(self.merge.remarks)


def kits(atelier: Atelier) -> QuerySet[Kit]:
    """Last first (one query)."""
    found = Kit.objects.filter(workshop__atelier=atelier).select_related("workshop", "by")
    return found.order_by("-at")


def homecomings(atelier: Atelier, most: int = 50) -> list[Homecoming]:
    """Last first (five queries at most)."""
    found = Merge.objects.filter(kit__workshop__atelier=atelier)
    merges = list(found.select_related("kit__workshop", "by").order_by("-at", "-id")[:most])
    noted = [remark for merge in merges for remark in merge.remarks]
    names = _names(atelier, noted)
    lines = _lines(noted)
    versions = _versions(noted, lines)
    rewritten = _rewritten(noted, lines, names)
    return [
        Homecoming(
            merge,
            [
                (names.get(one["option"], ""), one["here"], one["there"])
                for one in merge.remarks
                if one["what"] == Remark.COUNTED_TWICE
            ],
            [
                version
                for one in merge.remarks
                if one["what"] == Remark.OTHER_WORDS
                for version in versions.get(one["line"], ())
            ],
            [
                told
                for one in merge.remarks
                if one["what"] == Remark.WRITTEN_TWICE
                if (told := rewritten.get((one["line"], one["field"])))
            ],
            [
                Renumbered(one["node"], one["there"], one["here"])
                for one in merge.remarks
                if one["what"] == Remark.NUMBERED
            ],
        )
        for merge in merges
    ]


def _names(atelier: Atelier, noted: Sequence[rules.Noted]) -> Mapping[str, str]:
    """The words of options that are told, the numbers here of what was written twice, and who may
    carry an action if one is: one reading."""
    asked = [one["option"] for one in noted if one["what"] == Remark.COUNTED_TWICE]
    written = [one["node"] for one in noted if one["what"] == Remark.WRITTEN_TWICE]
    options = Option.objects.filter(pk__in=asked).values_list("pk", "words").order_by()
    nodes = Node.unfiltered.filter(atelier=atelier, pk__in=written).order_by()
    told: list[QuerySet[Any, Any]] = [nodes.values_list("pk", "number")] if written else []
    if any(one.get("field") == "owner" for one in noted):
        told.append(carriers(atelier).order_by().values_list("pk", "name"))
    found = options.union(*told).order_by() if told else options
    return {str(pk): words for pk, words in found} if asked or told else {}


def _lines(noted: Sequence[rules.Noted]) -> Mapping[str, Line]:
    """The lines whose words are shown, with what other devices say under their ids."""
    ids = {UUID(one[end]) for one in noted for end in _ENDS.get(one["what"], ())}
    found = Line.objects.filter(pk__in=ids).prefetch_related("copies") if ids else ()
    return {str(line.pk): line for line in found}


_ENDS: Mapping[str, Sequence[str]] = {
    Remark.OTHER_WORDS: ("line",),
    Remark.WRITTEN_TWICE: ("line", "over"),
}


def _versions(
    noted: Sequence[rules.Noted], lines: Mapping[str, Line]
) -> Mapping[str, list[Version]]:
    """What other devices say of cards, where they differ; nothing of what was erased."""
    asked = [one["line"] for one in noted if one["what"] == Remark.OTHER_WORDS]
    if not asked:
        return {}
    cards = Contribution.objects.select_related("node").in_bulk(map(UUID, asked))
    told: dict[str, list[Version]] = {}
    for id in dict.fromkeys(asked):
        line, card = lines[id], cards.get(UUID(id))
        for copy in line.copies.all():
            if copy.same or copy.kind != Act.CONTRIBUTED:
                continue
            for payload in (copy.payload, line.payload):
                words = payload.get("words", "") if payload else ""
                if card is not None and words and words != card.node.words:
                    told.setdefault(id, []).append(Version(card, str(words)))
    return told


def _rewritten(
    noted: Sequence[rules.Noted], lines: Mapping[str, Line], names: Mapping[str, str]
) -> Mapping[tuple[str, str], Rewritten]:
    """By line and field, the word that it took the place of, and its own; the words are read in the
    journal, where they stay."""
    asked = [one for one in noted if one["what"] == Remark.WRITTEN_TWICE]
    told = {id: union.as_first_told(line, line.copies.all()) for id, line in lines.items()}
    found = {}
    for one in asked:
        with suppress(*SENSELESS):  # erased, or told otherwise by a copy that came home since
            found[one["line"], one["field"]] = _written_twice(one, told, names)
    return found


def _written_twice(
    one: rules.Noted, lines: Mapping[str, Line], names: Mapping[str, str]
) -> Rewritten:
    last, over = lines[one["line"]], lines[one["over"]]
    name, of_a_sheet = one["field"], last.kind == roadmap.COMPLETED
    labels = roadmap.LABELS if of_a_sheet else strategy.LABELS
    first, second = (
        roadmap.worded(name, fields.word(line.payload, name), names) for line in (over, last)
    )
    return Rewritten(one["node"], of_a_sheet, names[one["node"]], labels[name], first, second)


def kit_here() -> Kit | None:
    """The kit that this laptop serves (one query)."""
    found = Kit.objects.exclude(private_key="")
    return found.select_related("workshop__atelier", "workshop__stream", "by").first()
