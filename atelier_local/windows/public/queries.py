"""What anyone may read: only what was published, and what became of a card to whoever said it."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from uuid import UUID

from django.db.models import Count, Max, OuterRef, QuerySet, Subquery

from atelier_local.programme.ateliers.enums import Audience, Stage
from atelier_local.programme.ateliers.models import Atelier
from atelier_local.programme.governance.layout import territory_facts
from atelier_local.programme.territories import queries as territories
from atelier_local.programme.territories.plates import Plate
from atelier_local.programme.territories.queries import Facts
from atelier_local.programme.thread import queries as thread
from atelier_local.programme.thread.enums import Fate, Kind, Sight
from atelier_local.programme.thread.models import Answer, Citation, Node
from atelier_local.steps.deliverables.assembly.booklet import KEYWORDS
from atelier_local.steps.deliverables.enums import DeliverableKind, DeliverableState, Place
from atelier_local.steps.deliverables.models import Deliverable, Section
from atelier_local.steps.roadmap.enums import Progress
from atelier_local.steps.roadmap.models import Action, Update
from atelier_local.steps.strategy.models import Axis, Objective
from atelier_local.steps.wall import queries as wall
from atelier_local.steps.wall.models import Contribution

# The programme ----------------------------------------------------------------------------


def published() -> QuerySet[Atelier]:
    """The Ateliers opened to the public, latest first."""
    return Atelier.objects.with_place().exclude(published_at=None).order_by("-published_at")


@dataclass(frozen=True)
class Shown:
    """An Atelier as a card of the front page."""

    atelier: Atelier
    silhouette: Plate | None
    said: int
    actions: int


def shown(most: int | None = None, *, drawn: bool = True) -> list[Shown]:
    """The published Ateliers with what was said and decided there (three queries)."""
    ateliers = list(published()[:most])
    epcis = [a.epci for a in ateliers]
    outlines = territories.silhouettes(epcis) if drawn else {}
    counted = _counted(ateliers)
    return [
        Shown(
            a,
            outlines.get(a.epci_id),
            counted[a.pk, Kind.CONTRIBUTION],
            counted[a.pk, Kind.ACTION],
        )
        for a in ateliers
    ]


def _counted(ateliers: Sequence[Atelier]) -> Counter[tuple[UUID, str]]:
    rows = (
        Node.objects.seen_by(Sight.PUBLIC)
        .filter(atelier__in=ateliers, kind__in=[Kind.CONTRIBUTION, Kind.ACTION])
        .order_by()
        .values_list("atelier", "kind")
        .annotate(Count("pk"))
    )
    return Counter({(atelier, kind): count for atelier, kind, count in rows})


def last_change() -> datetime | None:
    """When something public last changed: an Atelier published, or news of one of its actions."""
    news = Update.objects.exclude(action__node__atelier__published_at=None)
    moments = (
        Atelier.objects.aggregate(at=Max("published_at"))["at"],
        news.aggregate(at=Max("at"))["at"],
    )
    return max(filter(None, moments), default=None)


def with_receipts() -> QuerySet[Atelier]:
    """The Ateliers where cards were laid, by name: those whose receipts can be followed."""
    begun = [stage for stage in Stage if stage.rank >= Stage.WORKSHOP_1.rank]
    return Atelier.objects.filter(stage__in=begun).order_by("name")


# One Atelier ------------------------------------------------------------------------------


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

    @cached_property
    def steps(self) -> "list[Step]":
        return steps(self.path)


@dataclass(frozen=True)
class Space:
    """The public space of one Atelier."""

    atelier: Atelier
    facts: Facts
    plate: Plate
    axes: Sequence[tuple[Axis, Sequence[Branch]]]
    documents: Sequence[Deliverable]
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


def _documents(atelier: Atelier) -> list[Deliverable]:
    """Those published, in the order of the programme."""
    found = Deliverable.objects.filter(atelier=atelier, state=DeliverableState.PUBLISHED)
    order = list(DeliverableKind)
    return sorted(found.select_related("pdf"), key=lambda d: order.index(d.kind))


def document(slug: str, kind: str) -> Deliverable | None:
    """A published document of a published Atelier."""
    found = Deliverable.objects.filter(
        atelier__slug=slug, kind=kind, state=DeliverableState.PUBLISHED
    )
    return found.exclude(atelier__published_at=None).select_related("pdf").first()


def _example(rows: Sequence[Row]) -> Example | None:
    """A card behind the action with the freshest news: proof that the thread holds."""
    told = [row for row in rows if row.heard and row.news_at]
    told.sort(key=lambda row: (row.action.progress == Progress.DONE, row.news_at), reverse=True)
    if not told:
        return None
    cards = Contribution.objects.seen_by(Sight.PUBLIC).filter(pk__in=told[0].heard, hidden_at=None)
    card = cards.order_by("node__number").first()
    return Example(card, thread.around(card.node, Sight.PUBLIC)) if card else None


# The path of a card -----------------------------------------------------------------------


@dataclass(frozen=True)
class Step:
    """What happened to a card, once: it was grouped, became a finding, went into an action…"""

    kind: Kind
    at: datetime
    nodes: Sequence[Node]

    @property
    def title(self) -> str:
        one, several = _TITLES[self.kind]
        return one if len(self.nodes) == 1 else several.format(len(self.nodes))


_TITLES = {
    Kind.GROUP: ("Regroupée avec d’autres", "Rangée dans {} regroupements"),
    Kind.FINDING: ("Devenue un constat", "Citée par {} constats"),
    Kind.ISSUE: ("Entrée dans un enjeu", "Entrée dans {} enjeux"),
    Kind.OBJECTIVE: ("Devenue un objectif", "Entrée dans {} objectifs"),
    Kind.RECOMMENDATION: ("Reprise dans une préconisation", "Reprise dans {} préconisations"),
    Kind.ACTION: ("Inscrite dans une action", "Inscrite dans {} actions"),
    Kind.SECTION: ("Écrite dans un document public", "Écrite dans les documents publics"),
}


def steps(path: thread.Path) -> list[Step]:
    """What became of a node, kind by kind, oldest first."""
    by_kind: dict[Kind, list[tuple[Node, Citation]]] = {}
    for node, citation in path.becomes:
        by_kind.setdefault(node.at_kind, []).append((node, citation))
    found = [
        Step(kind, min(citation.at for _, citation in pairs), [node for node, _ in pairs])
        for kind, pairs in by_kind.items()
        if kind in _TITLES
    ]
    return sorted(found, key=lambda step: step.kind.rank)


# A receipt --------------------------------------------------------------------------------


@dataclass(frozen=True)
class Fortune:
    """Everything that whoever holds the receipt may know of their card."""

    card: Contribution
    path: thread.Path
    together: int
    actions: Sequence[Action]

    @property
    def hidden(self) -> bool:
        return self.card.hidden_at is not None

    @property
    def public(self) -> bool:
        return self.card.node.seen_by == Sight.PUBLIC

    @property
    def answer(self) -> Answer | None:
        return self.path.answer

    @property
    def favourable(self) -> bool:
        return self.answer is not None and self.answer.fate in (Fate.ADOPTED, Fate.AMENDED)

    @cached_property
    def steps(self) -> list[Step]:
        """Before publication, only the groups: they were made on the wall, before everyone."""
        found = steps(self.path)
        return found if self.public else [step for step in found if step.kind is Kind.GROUP]

    @property
    def under_way(self) -> list[Action]:
        """The actions whose end is still awaited."""
        over = (Progress.DONE, Progress.ABANDONED)
        return [action for action in self.actions if action.at_progress not in over]


def fortune(atelier: Atelier, code: str) -> Fortune | None:
    """What became of the card of this receipt, in this Atelier (at most six queries)."""
    card = wall.by_receipt(atelier, code)
    if card is None:
        return None
    public = card.node.seen_by == Sight.PUBLIC
    path = thread.around(card.node, Sight.PUBLIC if public else Sight.PARTIES)
    groups = [node.pk for node in path.ahead if node.at_kind is Kind.GROUP]
    kept = Citation.objects.filter(target__in=groups, withdrawn_at=None)
    together = kept.filter(source_kind=Kind.CONTRIBUTION).values("source").distinct().count()
    ahead = [node.pk for node in path.ahead if public and node.at_kind is Kind.ACTION]
    actions = with_news(Action.objects.filter(pk__in=ahead)).order_by("position")
    return Fortune(card, path, together, list(actions))


# One node, and the national memory ---------------------------------------------------------


def node(slug: str, pk: UUID) -> Node | None:
    """Something published, with its Atelier."""
    found = Node.objects.seen_by(Sight.PUBLIC).filter(pk=pk, atelier__slug=slug)
    return found.exclude(atelier__published_at=None).select_related("atelier").first()


SEARCHED = (
    Kind.CONTRIBUTION,
    Kind.FINDING,
    Kind.ISSUE,
    Kind.OBJECTIVE,
    Kind.RECOMMENDATION,
    Kind.ACTION,
)
MOST_FOUND = 60


def remembered(text: str) -> list[Node]:
    """What published Ateliers say of something, what was decided first (one query)."""
    nodes = Node.objects.seen_by(Sight.PUBLIC).filter(kind__in=SEARCHED)
    found = thread.search(nodes.exclude(atelier__published_at=None), text)
    listed = list(found.select_related("atelier")[: 4 * MOST_FOUND])
    return sorted(listed, key=lambda n: -n.at_kind.rank)[:MOST_FOUND]


@dataclass(frozen=True)
class Lesson:
    """What an Atelier learned, for others to use."""

    section: Section

    @property
    def atelier(self) -> Atelier:
        return self.section.node.atelier

    @property
    def title(self) -> str:
        return self.section.node.words

    @property
    def text(self) -> str:
        return self.section.text.partition(KEYWORDS)[0].strip()

    @property
    def tags(self) -> list[str]:
        told = self.section.text.partition(KEYWORDS)[2]
        return [tag.strip() for tag in told.split(",") if tag.strip()]


def lessons(most: int = 12) -> list[Lesson]:
    """The lessons of the published booklets, latest first (one query)."""
    sections = Section.objects.seen_by(Sight.PUBLIC).filter(
        key__startswith=Place.LESSON,
        deliverable__kind=DeliverableKind.BOOKLET,
        deliverable__state=DeliverableState.PUBLISHED,
    )
    kept = sections.exclude(node__atelier__published_at=None).select_related("node__atelier")
    return [Lesson(s) for s in kept.order_by("-node__atelier__published_at", "position")[:most]]
