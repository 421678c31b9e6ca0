"""The public space of one Atelier."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from uuid import UUID

from django.db.models import Count, OuterRef, QuerySet, Subquery

from atelier_local.programme.ateliers.enums import Audience
from atelier_local.programme.ateliers.models import Atelier
from atelier_local.programme.governance.layout import territory_facts
from atelier_local.programme.territories import queries as territories
from atelier_local.programme.territories.plates import Plate
from atelier_local.programme.territories.queries import Facts
from atelier_local.programme.thread import queries as thread
from atelier_local.programme.thread.enums import Fate, Kind, Sight
from atelier_local.programme.thread.models import Answer
from atelier_local.refusal import Reasons
from atelier_local.steps.deliverables.enums import DeliverableKind, DeliverableState
from atelier_local.steps.deliverables.models import Deliverable, Erratum
from atelier_local.steps.deliverables.queries import with_taken_back
from atelier_local.steps.roadmap.enums import Progress
from atelier_local.steps.roadmap.models import Action, Update
from atelier_local.steps.strategy.models import Axis, Objective
from atelier_local.steps.wall.models import Contribution

from .paths import Step, steps


@dataclass(frozen=True)
class Row:
    """An action as the public reads it: where it stands, the latest news, how many words behind."""

    action: Action
    heard: frozenset[UUID]

    @property
    def news(self) -> str:
        return self.action.latest_news or ""  # type: ignore[attr-defined]

    @property
    def news_at(self) -> datetime | None:
        return self.action.latest_at  # type: ignore[attr-defined]


@dataclass(frozen=True)
class Branch:
    """An objective and the actions that serve it."""

    objective: Objective
    rows: Sequence[Row]


@dataclass(frozen=True)
class Example:
    """One contribution that led somewhere, and its path."""

    contribution: Contribution
    path: thread.Path

    @property
    def fate(self) -> str:
        """What was answered to it, if anything was."""
        given = self.contribution.answered_fate  # type: ignore[attr-defined]
        return Fate(given).label if given else ""

    @property
    def reason(self) -> str:
        return self.contribution.answered_reason or ""  # type: ignore[attr-defined]

    @cached_property
    def steps(self) -> list[Step]:
        return steps(self.path)


@dataclass(frozen=True)
class Document:
    """A published document; by version, what keeps it from being read any more."""

    deliverable: Deliverable
    taken_back: Mapping[int, Reasons]

    @property
    def versions(self) -> list[tuple[int, Deliverable | Erratum, bool]]:
        """Those that were made public, each with whether it is still read."""
        public = self.deliverable.public.items()
        return [(number, one, number not in self.taken_back) for number, one in public]

    @property
    def latest(self) -> tuple[int, Deliverable | Erratum, bool]:
        return self.versions[-1]


@dataclass(frozen=True)
class Space:
    """The public space of one Atelier."""

    atelier: Atelier
    facts: Facts
    plate: Plate
    axes: Sequence[tuple[Axis, Sequence[Branch]]]
    documents: Sequence[Document]
    audiences: Mapping[str, int]
    example: Example | None

    @property
    def rows(self) -> list[Row]:
        return [row for _, branches in self.axes for branch in branches for row in branch.rows]

    @property
    def said(self) -> int:
        return sum(self.audiences.values())

    @property
    def voices(self) -> list[tuple[Audience, int]]:
        """Who spoke, most first; those who gave no audience are left out."""
        named = [(Audience(code), count) for code, count in self.audiences.items() if code]
        return sorted(named, key=lambda pair: -pair[1])

    @property
    def most(self) -> int:
        return max((count for _, count in self.voices), default=0)

    @property
    def silent(self) -> list[Audience]:
        return [audience for audience in Audience if not self.audiences.get(audience)]

    @property
    def progress(self) -> list[tuple[Progress, int]]:
        """How many actions stand where, best first; empty states left out."""
        order = (
            Progress.DONE,
            Progress.STARTED,
            Progress.PLANNED,
            Progress.BLOCKED,
            Progress.ABANDONED,
        )
        counted = Counter(row.action.at_progress for row in self.rows)
        return [(progress, counted[progress]) for progress in order if counted[progress]]


def space(atelier: Atelier) -> Space:
    """The public space: ten queries, whatever was said and decided."""
    said = _said(atelier)
    rows = _rows(atelier)
    places, audiences = Counter[str](), Counter[str]()
    for commune, audience, count in said:
        audiences[audience] += count
        if commune:
            places[commune] += count
    return Space(
        atelier=atelier,
        facts=territory_facts(atelier),
        plate=territories.plate(atelier.epci, pins=places, names=4),
        axes=_axes(atelier, rows),
        documents=_documents(atelier),
        audiences=audiences,
        example=_example(rows),
    )


def _said(atelier: Atelier) -> QuerySet:
    return (
        Contribution.objects.filter(node__atelier=atelier, node__seen_by=Sight.PUBLIC)
        .order_by()
        .values_list("commune", "audience")
        .annotate(Count("pk"))
    )


def with_news(actions: QuerySet[Action]) -> QuerySet[Action]:
    """Each action with its latest news."""
    latest = Update.objects.filter(action=OuterRef("pk")).order_by("-at", "-id")
    return actions.annotate(
        latest_news=Subquery(latest.values("news")[:1]),
        latest_next=Subquery(latest.values("next_step")[:1]),
        latest_at=Subquery(latest.values("at")[:1]),
    ).select_related("node", "owner")


def _rows(atelier: Atelier) -> list[Row]:
    heard = thread.behind(atelier, Kind.ACTION, Kind.CONTRIBUTION, Sight.PUBLIC)
    actions = Action.objects.seen_by(Sight.PUBLIC).filter(node__atelier=atelier)
    return [Row(a, frozenset(heard.get(a.pk, ()))) for a in with_news(actions).order_by("position")]


def _axes(atelier: Atelier, rows: Sequence[Row]) -> list[tuple[Axis, list[Branch]]]:
    objectives = Objective.objects.seen_by(Sight.PUBLIC).filter(node__atelier=atelier)
    by_axis: dict[Axis, list[Branch]] = {}
    for objective in objectives.select_related("axis").order_by("axis__position", "position"):
        mine = [row for row in rows if row.action.objective_id == objective.pk]
        by_axis.setdefault(objective.axis, []).append(Branch(objective, mine))
    return list(by_axis.items())


def _documents(atelier: Atelier) -> list[Document]:
    """Those published, in the order of the programme."""
    found = Deliverable.objects.filter(atelier=atelier, state=DeliverableState.PUBLISHED)
    order = DeliverableKind.values
    known = [Document(*one) for one in with_taken_back(atelier, found)]
    return sorted(known, key=lambda one: order.index(one.deliverable.kind))


def _example(rows: Sequence[Row]) -> Example | None:
    """A card behind the action with the freshest news: proof that the thread holds."""
    told = [row for row in rows if row.heard and row.news_at]
    told.sort(key=lambda row: (row.action.progress == Progress.DONE, row.news_at), reverse=True)
    if not told:
        return None
    cards = Contribution.objects.seen_by(Sight.PUBLIC).filter(pk__in=told[0].heard, hidden_at=None)
    latest = Answer.objects.filter(node=OuterRef("pk")).order_by("-at", "-id")
    card = (
        cards.annotate(
            answered_fate=Subquery(latest.values("fate")[:1]),
            answered_reason=Subquery(latest.values("reason")[:1]),
        )
        .order_by("node__number")
        .first()
    )
    if card is None:
        return None
    return Example(card, thread.around(card.node, Sight.PUBLIC, answered=False))
