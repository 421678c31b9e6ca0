"""What screens, phones and pages of the wall show."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, QuerySet

from atelier_local.ground.journal.models import Line
from atelier_local.ground.ui.templatetags.ui import Bar
from atelier_local.programme.ateliers.enums import Audience
from atelier_local.programme.ateliers.models import Atelier
from atelier_local.programme.territories.models import Commune
from atelier_local.programme.thread.enums import Kind, Sight
from atelier_local.programme.thread.models import Answer, Citation
from atelier_local.steps.workshops.models import Table, Workshop

from . import rules
from .enums import Act, ActivityState, ContributionKind
from .models import Activity, Contribution, Group, Participant

# In the room ------------------------------------------------------------------------------


def activities(workshop: Workshop) -> list[Activity]:
    """In the order in which they are to be opened."""
    return list(Activity.objects.filter(workshop=workshop).order_by("position"))


def open_among(activities: Iterable[Activity]) -> Activity | None:
    """The one the room answers now."""
    return next((a for a in activities if a.state == ActivityState.OPEN), None)


def on_screen(activities: Sequence[Activity]) -> Activity | None:
    """The activity whose cards are shown: the open one, else the last that was."""
    begun = [a for a in activities if a.state != ActivityState.PREPARED]
    return open_among(activities) or (begun[-1] if begun else None)


def to_open(activities: Iterable[Activity]) -> Activity | None:
    """The one that comes next."""
    return next((a for a in activities if a.state == ActivityState.PREPARED), None)


@dataclass(frozen=True)
class Wall:
    """What a projector shows: an activity and its cards in columns, newest first."""

    workshop: Workshop
    activity: Activity | None
    columns: Sequence[tuple[ContributionKind, Sequence[Contribution]]]

    @property
    def is_open(self) -> bool:
        return self.activity is not None and self.activity.state == ActivityState.OPEN

    @property
    def count(self) -> int:
        return sum(len(cards) for _, cards in self.columns)


def wall_of(workshop: Workshop) -> Wall:
    """Two queries."""
    activity = on_screen(activities(workshop))
    shown = _cards().filter(activity=activity, hidden_at=None).order_by("-pk") if activity else ()
    offered = activity.offered if activity else []
    cards = list(shown)
    columns = [(kind, [card for card in cards if card.kind == kind]) for kind in offered]
    return Wall(workshop, activity, columns)


def _cards() -> QuerySet[Contribution]:
    return Contribution.objects.seen_by(Sight.TEAM)


def cards(ids: Iterable[UUID]) -> dict[UUID, Contribution]:
    """The cards of these ids, hidden ones too, for screens that show what changed (one query)."""
    return {card.pk: card for card in _cards().filter(pk__in=list(ids))}


def latest(workshop: Workshop, most: int = 40) -> list[Contribution]:
    """What was said last, hidden cards too (one query)."""
    return list(_cards().filter(activity__workshop=workshop).order_by("-pk")[:most])


@dataclass(frozen=True)
class Voices:
    """Who has spoken so far, and who has not."""

    by_audience: Mapping[str, int]
    by_table: Mapping[int, int]
    tables: Sequence[Table]
    total: int

    @property
    def heard(self) -> list[tuple[Audience, int]]:
        listed = [(Audience(code), count) for code, count in self.by_audience.items() if code]
        return sorted(listed, key=lambda pair: -pair[1])

    @property
    def most(self) -> int:
        return max((count for _, count in self.heard), default=0)

    @property
    def silent(self) -> list[Audience]:
        return [audience for audience in Audience if not self.by_audience.get(audience)]

    @property
    def at_tables(self) -> list[tuple[Table, int]]:
        return [(table, self.by_table.get(table.number, 0)) for table in self.tables]

    @property
    def elsewhere(self) -> int:
        """Cards of no table."""
        return self.total - sum(count for _, count in self.at_tables)


def voices(workshop: Workshop) -> Voices:
    """Two queries."""
    rows = list(
        Contribution.objects.filter(activity__workshop=workshop)
        .order_by()
        .values_list("audience", "table")
        .annotate(Count("pk"))
    )
    by_audience: Counter[str] = Counter()
    by_table: Counter[int] = Counter()
    for audience, table, count in rows:
        by_audience[audience] += count
        if table is not None:
            by_table[table] += count
    tables = list(Table.objects.filter(workshop=workshop))
    return Voices(by_audience, by_table, tables, sum(by_audience.values()))


# On a phone -------------------------------------------------------------------------------


@dataclass(frozen=True)
class Mine:
    """A card as its author finds it again: nothing on the card itself says whose it is."""

    id: UUID
    words: str
    kind: ContributionKind
    received_at: datetime
    receipt: str


def mine(participant: Participant) -> list[Mine]:
    """What this phone said, last first, read in the journal (one query)."""
    said = Line.objects.filter(
        by=participant.ref, stream=participant.workshop.stream, kind=Act.CONTRIBUTED
    )
    return [
        Mine(
            id=line.pk,
            words=line.payload["words"],
            kind=ContributionKind(line.payload["kind"]),
            received_at=line.received_at,
            receipt=rules.shown_receipt(line.payload["receipt"]),
        )
        for line in said.order_by("-seq")
        if line.payload
    ]


def places(atelier: Atelier) -> list[str]:
    """The communes of the territory, by name."""
    communes = Commune.objects.filter(epci=atelier.epci_id).order_by("name")
    return list(communes.values_list("name", flat=True))


# At a desk --------------------------------------------------------------------------------

PAGE = 40


@dataclass(frozen=True)
class Register:
    """One page of what was said, and how it is spread over kinds and audiences."""

    cards: Sequence[Contribution]
    by_kind: Mapping[str, int]
    by_audience: Mapping[str, int]
    total: int
    page: int

    @property
    def pages(self) -> range:
        return range(1, max(1, -(-self.total // PAGE)) + 1)

    @property
    def kinds(self) -> list[Bar]:
        return _bars(ContributionKind, self.by_kind)

    @property
    def audiences(self) -> list[Bar]:
        return _bars(Audience, self.by_audience)


def _bars(choices: Iterable, counts: Mapping[str, int]) -> list[Bar]:
    bars = [Bar(choice.label, counts[choice]) for choice in choices if counts.get(choice)]
    return sorted(bars, key=lambda bar: -bar.value)


def register(
    atelier: Atelier, sight: Sight, filters: Mapping[str, object], page: int = 1
) -> Register:
    """What was said in the Atelier, last first; `filters` by field (two queries)."""
    found = Contribution.objects.seen_by(sight).filter(node__atelier=atelier, **filters)
    by_kind: Counter[str] = Counter()
    by_audience: Counter[str] = Counter()
    for kind, audience, count in (
        found.order_by().values_list("kind", "audience").annotate(Count("pk"))
    ):
        by_kind[kind] += count
        by_audience[audience] += count
    first = (max(page, 1) - 1) * PAGE
    listed = found.select_related("activity__workshop").annotate(
        grouped=_rests_on_it(), answered=Exists(Answer.objects.filter(node=OuterRef("pk")))
    )
    return Register(
        cards=list(listed.order_by("-node__at", "-pk")[first : first + PAGE]),
        by_kind=by_kind,
        by_audience=by_audience,
        total=sum(by_kind.values()),
        page=page,
    )


def _rests_on_it(*kinds: Kind) -> Exists:
    links = Citation.objects.filter(source=OuterRef("pk"), withdrawn_at=None)
    return Exists(links.filter(target_kind__in=kinds) if kinds else links)


def spoken_of(atelier: Atelier) -> list[str]:
    """The places that cards name."""
    named = Contribution.objects.filter(node__atelier=atelier).exclude(place="")
    return list(named.order_by("place").values_list("place", flat=True).distinct())


def groups(atelier: Atelier, sight: Sight) -> QuerySet[Group]:
    """With how many cards each gathers (one query)."""
    found = Group.objects.seen_by(sight).filter(node__atelier=atelier)
    return found.annotate(gathered=Count("node__rests_on")).order_by("node__number")


def ungrouped(workshop: Workshop) -> QuerySet[Contribution]:
    """Cards shown to the room and put in no group yet, in the order they came (one query)."""
    found = _cards().filter(activity__workshop=workshop, hidden_at=None)
    return found.exclude(_rests_on_it(Kind.GROUP)).order_by("kind", "pk")


def by_receipt(atelier: Atelier, code: str) -> Contribution | None:
    """The card of a receipt, however it was typed."""
    found = Contribution.objects.select_related("node", "activity__workshop")
    return found.filter(node__atelier=atelier, receipt=rules.normal_receipt(code)).first()
