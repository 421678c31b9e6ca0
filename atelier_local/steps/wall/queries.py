"""What screens, phones and pages of the wall show."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from atelier_local.ground.journal.models import Copy, Line
from atelier_local.ground.ui.templatetags.ui import Bar
from atelier_local.programme.ateliers.enums import Audience
from atelier_local.programme.ateliers.models import Atelier
from atelier_local.programme.territories.models import Commune
from atelier_local.programme.thread.enums import Kind, Sight
from atelier_local.programme.thread.models import Answer, Citation
from atelier_local.steps.workshops.models import Table, Workshop

from . import rules, voting
from .enums import Act, ActivityState, ContributionKind, Method, Moderation, Stance
from .models import Activity, Ballot, Contribution, Group, Option, Participant

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
class Chosen:
    """An option and what it gathered; nothing while the vote is secret."""

    option: Option
    result: voting.Result | None
    share: int = 0
    """Of the most that any option gathered, in hundredths."""

    @property
    def stances(self) -> list[tuple[Stance, int]]:
        counts = self.result.stances if self.result else {}
        return [(stance, counts.get(stance, 0)) for stance in Stance]

    @property
    def x(self) -> int:
        """Where it stands on a square of a hundred: feasible to the right, of impact at the top."""
        return (self.result.placed[1] - 100) // 4 if self.result else 0

    @property
    def y(self) -> int:
        return 100 - (self.result.placed[0] - 100) // 4 if self.result else 0

    @property
    def impact(self) -> Decimal:
        """Mean grade."""
        return Decimal(self.result.placed[0] if self.result else 0) / 100

    @property
    def feasibility(self) -> Decimal:
        return Decimal(self.result.placed[1] if self.result else 0) / 100


@dataclass(frozen=True)
class Vote:
    """A vote as a room sees it: the options, how many chose, and once revealed what."""

    activity: Activity
    options: Sequence[Chosen]
    ballots: int
    by_audience: Sequence[tuple[Audience, Sequence[Chosen]]] = ()


def vote_of(activity: Activity, *, secret: bool = True) -> Vote | None:
    """Two queries; None if the activity takes cards. What was chosen is told once revealed, or to
    who may see it before (`secret=False`)."""
    if not activity.is_vote:
        return None
    options = list(activity.options.all())
    given = Ballot.objects.filter(activity=activity).exclude(choices={})
    if secret and activity.state != ActivityState.REVEALED:
        return Vote(activity, [Chosen(option, None) for option in options], given.count())
    ballots = list(given.values_list("participant__audience", "choices"))
    method, keys = Method(activity.method), [str(option.pk) for option in options]
    named = {str(option.pk): option for option in options}

    def told(results: Sequence[voting.Result]) -> list[Chosen]:
        most = max((result.total for result in results), default=0) or 1
        return [Chosen(named[r.option], r, r.total * 100 // most) for r in results]

    everyone = told(voting.tally(method, keys, (choices for _, choices in ballots)))
    apart = voting.by_audience(method, keys, ballots)
    audiences = [(Audience(code), told(results)) for code, results in apart.items()]
    return Vote(activity, everyone, len(ballots), audiences)


@dataclass(frozen=True)
class Asked:
    """One option on a phone, with what that phone chose."""

    option: Option
    chosen: Any

    @property
    def axes(self) -> list[tuple[str, str, int]]:
        """Name of the field, its label, the grade given (0 for none)."""
        impact, feasibility = self.chosen if isinstance(self.chosen, list) else (0, 0)
        return [("impact", "Impact", impact), ("faisabilite", "Faisabilité", feasibility)]


def asked(activity: Activity | None, choices: Mapping[str, Any]) -> list[Asked]:
    """The options of a vote (one query); none for cards."""
    if activity is None or not activity.is_vote:
        return []
    return [Asked(option, choices.get(str(option.pk))) for option in activity.options.all()]


def my_choices(participant: Participant, activity: Activity | None) -> Mapping[str, Any]:
    """What this phone last chose (one query)."""
    found = Ballot.objects.filter(participant=participant, activity=activity)
    return found.values_list("choices", flat=True).first() or {}


@dataclass(frozen=True)
class Wall:
    """What a projector shows: an activity and its cards in columns, newest first; or its vote."""

    workshop: Workshop
    activity: Activity | None
    columns: Sequence[tuple[ContributionKind, Sequence[Contribution]]]
    vote: Vote | None = None

    @property
    def is_open(self) -> bool:
        return self.activity is not None and self.activity.state == ActivityState.OPEN

    @property
    def shown(self) -> bool:
        """Whether it is the wall that the room looks at, rather than how to join: until what it
        answered in secret is revealed, and then on."""
        return self.is_open or (self.activity is not None and self.activity.hides)

    @property
    def count(self) -> int:
        return sum(len(cards) for _, cards in self.columns)


def wall_of(workshop: Workshop) -> Wall:
    """Two queries, three for a vote."""
    activity = on_screen(activities(workshop))
    if activity and activity.is_vote:
        return Wall(workshop, activity, [], vote_of(activity))
    shown = _on_the_wall().filter(activity=activity).order_by("-pk") if activity else ()
    offered = activity.offered if activity else []
    cards = list(shown)
    columns = [(kind, [card for card in cards if card.kind == kind]) for kind in offered]
    return Wall(workshop, activity, columns)


def _cards() -> QuerySet[Contribution]:
    return Contribution.objects.seen_by(Sight.TEAM).select_related("activity")


def _on_the_wall() -> QuerySet[Contribution]:
    return _cards().filter(hidden_at=None, waiting=False)


def to_read_over(workshop: Workshop, most: int = 40) -> list[Contribution]:
    """Cards that wait for somebody to put them on the wall, the oldest first (one query)."""
    return list(_cards().filter(_TO_READ_OVER, activity__workshop=workshop).order_by("pk")[:most])


_TO_READ_OVER = Q(waiting=True, hidden_at=None, activity__moderation=Moderation.BEFORE)


def cards(ids: Iterable[UUID]) -> dict[UUID, Contribution]:
    """The cards of these ids, hidden ones too, for screens that show what changed (one query)."""
    return {card.pk: card for card in _cards().filter(pk__in=list(ids))}


def latest(workshop: Workshop, most: int = 40) -> list[Contribution]:
    """What was said last, hidden cards too, but for what is to be read over (one query)."""
    said = _cards().filter(~_TO_READ_OVER, activity__workshop=workshop)
    return list(said.order_by("-pk")[:most])


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
    listed = found.annotate(
        ordinal=F("activity__workshop__ordinal"),
        grouped=_rests_on_it(),
        answered=Exists(Answer.objects.filter(node=OuterRef("pk"))),
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
    found = _on_the_wall().filter(activity__workshop=workshop)
    return found.exclude(_rests_on_it(Kind.GROUP)).order_by("kind", "pk")


def by_receipt(atelier: Atelier, code: str) -> Contribution | None:
    """The card of a receipt, however it was typed; also of the second receipt of a card that two
    laptops were told (three queries at most)."""
    found = Contribution.objects.select_related("node", "activity__workshop").filter(
        node__atelier=atelier
    )
    receipt = rules.normal_receipt(code)
    return found.filter(receipt=receipt).first() or found.filter(_told_twice(receipt)).first()


def _told_twice(receipt: str) -> Q:
    """Cards that several devices were told, one of which gave this receipt."""
    told = {"kind": Act.CONTRIBUTED, "payload__receipt": receipt}
    copies = Copy.objects.filter(**told).values("line_id")
    lines = Line.objects.filter(copies__isnull=False, **told).values("pk")
    return Q(pk__in=copies) | Q(pk__in=lines)
