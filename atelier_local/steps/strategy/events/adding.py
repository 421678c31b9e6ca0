"""Axes, key issues and recommendations, added at the office or in a hall: what a line says, what it
makes. They are not reworded: two laptops can only disagree on one that bears the same id, of which
the copy told first stands."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction

from atelier_local.ground.journal import fields
from atelier_local.ground.journal.fields import Numbered, Values
from atelier_local.ground.journal.models import Line, uuid7
from atelier_local.ground.journal.operations import SENSELESS
from atelier_local.programme.ateliers.enums import Family, Horizon
from atelier_local.programme.ateliers.models import Atelier
from atelier_local.programme.people.models import Person
from atelier_local.programme.thread import events as thread
from atelier_local.programme.thread.enums import Kind
from atelier_local.programme.thread.events import Sources
from atelier_local.programme.thread.models import Node, next_number
from atelier_local.refusal import Reasons

from .. import rules
from ..enums import RecommendationKind
from ..models import Axis, KeyIssue, Recommendation

type Made = Axis | KeyIssue | Recommendation

MOST_VOTES = 100_000


@dataclass(frozen=True)
class Addition:
    """One kind of thing that may be added: its line, its fields in French, what they may say."""

    line: str
    model: Any
    """`Axis`, `KeyIssue` or `Recommendation`."""
    kind: Kind | None
    """Of its node, if it is cited; its title is then the words of the node."""
    labels: Mapping[str, str]
    longest: Mapping[str, int]
    against: Callable[[Values], Reasons]
    """Reasons not to add what says so, once its types and lengths are right."""

    def values_of(self, made: Made) -> dict[str, Any]:
        """What it says now, field by field."""
        words = {} if isinstance(made, Axis) else {"title": made.node.words}
        told = {name: getattr(made, name) for name in self.labels if name not in words} | words
        return {name: fields.of_lines(v) if isinstance(v, str) else v for name, v in told.items()}

    def is_sound(self, values: Any) -> bool:
        return (
            isinstance(values, dict)
            and values.keys() == self.labels.keys()
            and all(self._may_say("", name, value) for name, value in values.items())
            and not self.against(values)
        )

    def against_adding(self, values: Values) -> Reasons:
        """Values that no machine would take home."""
        told = {name: {"said": value} for name, value in values.items()}
        return fields.against_saying("", told, self._may_say, self.labels)

    def _may_say(self, _: str, name: str, value: Any) -> bool:
        if name == "votes":
            return type(value) is int and 0 <= value <= MOST_VOTES
        return isinstance(value, str) and len(value) <= self.longest[name] and "\0" not in value

    def add(
        self,
        atelier: Atelier,
        values: Values,
        sources: Sources,
        *,
        by: Person | None,
        at: datetime,
        id: UUID | None = None,
    ) -> Made:
        """After those already there, in an Atelier that is locked; `id`: the line that told it
        elsewhere."""
        if self.kind is None:
            rank = Axis.objects.filter(atelier=atelier).count() + 1
            return Axis.objects.create(id=id or uuid7(), atelier=atelier, position=rank, **values)
        block, told = "" if id else settings.FIELD_KIT, dict(values)
        number = next_number(atelier, self.kind, block=block)
        words = told.pop("title")
        node = Node.add(atelier, self.kind, words, by=by, at=at, number=number, id=id)
        thread.link(sources, node, by=by, at=at)
        if self.kind is Kind.ISSUE:
            told["rank"] = KeyIssue.objects.filter(node__atelier=atelier).count() + 1
        return self.model.objects.create(node=node, **told)

    def write(self, made: Made, values: Values) -> None:
        told = dict(values)
        if self.kind is not None:
            Node.unfiltered.filter(pk=made.pk).update(words=told.pop("title"))
        self.model.objects.filter(pk=made.pk).update(**told)

    def told_of(self, made: Made, sources: Sources) -> dict[str, Any]:
        """What the line says that adds it: all that another machine needs to add it too."""
        return {
            "node": str(made.pk),
            "number": number_of(made),
            "rests_on": thread.told_as(sources),
            "values": self.values_of(made),
        }

    def here(self, atelier: Atelier, ids: Iterable[UUID]) -> dict[UUID, Made]:
        """Those of these ids that are here (one query)."""
        if self.kind is None:
            return dict(Axis.objects.filter(atelier=atelier).in_bulk(list(ids)))
        found = self.model.objects.filter(node__atelier=atelier).select_related("node")
        return {made.pk: made for made in found.filter(pk__in=list(ids))}


def number_of(made: Made) -> str:
    return f"Axe {made.position}" if isinstance(made, Axis) else made.node.number


AXIS = Addition(
    line="strategy.axis_added",
    model=Axis,
    kind=None,
    labels={"name": "Nom court", "title": "Intitulé", "text": "Explication"},
    longest={"name": 60, "title": 200, "text": 20_000},
    against=lambda values: rules.against_axis(values["name"]),
)
ISSUE = Addition(
    line="strategy.issue_added",
    model=KeyIssue,
    kind=Kind.ISSUE,
    labels={
        "title": "Enjeu", "text": "Explication", "families": "Familles de transition",
        "votes": "Gommettes reçues",
    },
    longest={"title": 300, "text": 20_000, "families": len(Family)},
    against=lambda values: rules.against_issue(
        values["title"], (True,), known=Family.are(values["families"])
    ),
)  # fmt: skip
RECOMMENDATION = Addition(
    line="strategy.recommended",
    model=Recommendation,
    kind=Kind.RECOMMENDATION,
    labels={
        "title": "Préconisation", "addressee": "Adressée à", "horizon": "Horizon",
        "kind": "Nature", "text": "Explication",
    },
    longest={"title": 300, "addressee": 200, "horizon": 6, "kind": 16, "text": 20_000},
    against=lambda values: rules.against_recommending(
        values["title"],
        values["addressee"],
        values["horizon"] if values["horizon"] in Horizon.values else "",
        (True,),
        known=values["kind"] in RecommendationKind.values,
    ),
)  # fmt: skip

BEFORE, AFTER = (AXIS, ISSUE), (RECOMMENDATION,)
"""What objectives stand under and answer; what rests on them."""
KINDS = frozenset(each.line for each in (*BEFORE, *AFTER))


# Coming home ------------------------------------------------------------------------------------


def refold(
    atelier: Atelier, lines: Sequence[Line], additions: Iterable[Addition]
) -> list[Numbered]:
    """Add what halls added and is not here, in the order of the lines; all say what their line
    does."""
    numbered = []
    for each in additions:
        added = _sound(atelier, lines, each)
        here = each.here(atelier, [line.id for line in added])
        for line in added:
            said: Any = line.payload
            if (made := here.get(line.id)) is None:
                numbered += _add_from(atelier, line, each)
            elif each.values_of(made) != said["values"]:
                each.write(made, said["values"])
    return numbered


def strange(atelier: Atelier, lines: Sequence[Line]) -> list[UUID]:
    """The lines that add what cannot be, or rest on what is not here."""
    found: list[UUID] = []
    for each in (*BEFORE, *AFTER):
        added = {line.id for line in thread.added(atelier, lines, each.line)}
        sound = [line.id for line in _sound(atelier, lines, each)]
        found += sorted(added - each.here(atelier, sound).keys())
    return found


def _sound(atelier: Atelier, lines: Sequence[Line], addition: Addition) -> list[Line]:
    return [
        line
        for line in thread.added(atelier, lines, addition.line)
        if (told := line.payload)
        and told.get("node") == str(line.id)
        and addition.is_sound(told.get("values"))
    ]


def _add_from(atelier: Atelier, line: Line, addition: Addition) -> list[Numbered]:
    """Nothing for a line of which nothing can be made."""
    told: Any = line.payload
    try:
        with transaction.atomic():
            there, kind = str(told["number"]), addition.kind
            sources = thread.named(atelier, kind, told["rests_on"]) if kind else ()
            by = thread.author(atelier, line.by)
            made = addition.add(atelier, told["values"], sources, by=by, at=line.at, id=line.id)
    except SENSELESS:
        return []
    return [Numbered(made.pk, there[:12], number_of(made))]
