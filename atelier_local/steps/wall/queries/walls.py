"""What the screens of the hall show: the wall in columns, the latest cards, those to read over."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q, QuerySet

from atelier_local.programme.territories import queries as territories
from atelier_local.programme.territories.plates import Plate
from atelier_local.programme.thread.enums import Kind, Sight
from atelier_local.steps.workshops.models import Workshop

from ..enums import ActivityState, Bench, ContributionKind, Moderation
from ..models import Activity, Contribution
from .activities import activities, on_screen
from .attendance import present
from .billets import Billet
from .registers import rests_on_it
from .votes import Vote, vote_of


@dataclass(frozen=True)
class Column:
    """Cards under one head: of a nature, of some audiences, or all of them beside the map."""

    key: str
    label: str
    cards: Sequence[Contribution]
    kind: str = ""
    """The nature whose colours and icon it bears, if there is one."""


@dataclass(frozen=True)
class Wall:
    """What a projector shows: an activity and its cards in columns, newest first; or its vote."""

    workshop: Workshop
    activity: Activity | None
    columns: Sequence[Column]
    vote: Vote | None = None
    pinned: Contribution | None = None
    plate: Plate | None = None
    """The map of the territory, where cards have a place on it."""
    people: int = 0
    """As last counted; 0 if nobody did."""
    tables: int = 0

    @property
    def is_open(self) -> bool:
        return self.activity is not None and self.activity.state == ActivityState.OPEN

    @property
    def shown(self) -> bool:
        """Whether it is the wall that the room looks at, rather than how to join: until what it
        answered in secret is revealed, and then on; or as long as a card is pinned."""
        return is_looked_at(self.activity, self.pinned)

    @property
    def count(self) -> int:
        return sum(len(column.cards) for column in self.columns)


def is_looked_at(activity: Activity | None, pin: Contribution | None) -> bool:
    """Whether the room's screen, left to itself, shows the wall of this activity."""
    if pin is not None or activity is None:
        return pin is not None
    return activity.state == ActivityState.OPEN or activity.hides


def wall_of(workshop: Workshop) -> Wall:
    """Four queries, five for a vote."""
    activity, pin = on_screen(activities(workshop)), pinned(workshop)
    people, tables = present(workshop)
    columns, vote, plate = [], None, None
    if activity and activity.is_vote:
        vote = vote_of(activity)
    elif activity:
        cards = list(_on_the_wall().filter(activity=activity).order_by("-pk"))
        columns = _columns(activity, cards)
        plate = put_on_map(workshop, cards) if activity.is_map else None
    return Wall(workshop, activity, columns, vote, pin, plate, people, tables)


def _columns(activity: Activity, cards: Sequence[Contribution]) -> list[Column]:
    if activity.is_map:
        heads = [("lieux", "Dernières cartes", "")]
    elif activity.is_pledge:
        pledge = ContributionKind.PLEDGE.value
        heads = [(bench.value, bench.label, pledge) for bench in Bench]
    else:
        heads = [(kind.value, kind.label, kind.value) for kind in activity.offered]
    return [
        Column(key, label, [card for card in cards if card.column == key], kind)
        for key, label, kind in heads
    ]


def put_on_map(workshop: Workshop, cards: Iterable[Contribution | Billet]) -> Plate:
    """Give each card its spot: where it was put, else near the centre of its commune (one query
    that looks whether contours changed). Returns the map."""
    plate = territories.plate(workshop.atelier.epci, names=8)
    for card in cards:
        if plate.projection is None or plate.centres is None:
            break
        if card.lon is not None and card.lat is not None:
            card.spot = plate.projection.point((card.lon / 1e5, card.lat / 1e5))
        elif card.commune_id and card.commune_id in plate.centres:
            card.spot = _beside(plate.centres[card.commune_id], card.pk)
    return plate


def _beside(centre: tuple[float, float], pk: UUID) -> tuple[float, float]:
    """Around a centre, always at the same place for the same card, so that none hides another."""
    x, y = centre
    angle, away = math.radians(pk.int % 360), 4 + (pk.int >> 16) % 20
    return round(x + away * math.cos(angle), 1), round(y + away * math.sin(angle), 1)


def pinned(workshop: Workshop) -> Contribution | None:
    """The card shown large, if there is one (one query)."""
    return _on_the_wall().filter(activity__workshop=workshop).exclude(pinned_at=None).first()


def _cards() -> QuerySet[Contribution]:
    return Contribution.objects.seen_by(Sight.TEAM).select_related("activity")


def _on_the_wall() -> QuerySet[Contribution]:
    return _cards().filter(hidden_at=None, waiting=False)


_TO_READ_OVER = Q(waiting=True, hidden_at=None) & (
    Q(activity__moderation=Moderation.BEFORE)
    | Q(photo__isnull=False) & ~Q(activity__moderation=Moderation.TEAM)
)


def cards(ids: Iterable[UUID]) -> dict[UUID, Contribution]:
    """The cards of these ids, hidden ones too, for screens that show what changed (one query)."""
    return {card.pk: card for card in _cards().filter(pk__in=list(ids))}


@dataclass(frozen=True)
class Desk:
    """What the console lists: cards that wait to be read over, oldest first; the latest others, and
    the pinned one however old."""

    to_read_over: Sequence[Contribution]
    latest: Sequence[Contribution]

    @property
    def pinned(self) -> Contribution | None:
        return next((card for card in self.latest if card.pinned_at and not card.waiting), None)


def desk(workshop: Workshop, most: int = 40) -> Desk:
    """Hidden cards too (one query)."""
    found = _cards().filter(activity__workshop=workshop)
    waiting = found.filter(_TO_READ_OVER).order_by("pk").values("pk")[:most]
    others = found.exclude(_TO_READ_OVER).order_by("-pk").values("pk")[:most]
    wanted = Q(pk__in=waiting) | Q(pk__in=others) | Q(pinned_at__isnull=False)
    listed = list(found.filter(wanted).order_by("-pk"))
    return Desk(
        [card for card in reversed(listed) if card.is_to_read_over],
        [card for card in listed if not card.is_to_read_over],
    )


def ungrouped(workshop: Workshop) -> QuerySet[Contribution]:
    """Cards shown to the room and put in no group yet, in the order they came (one query)."""
    found = _on_the_wall().filter(activity__workshop=workshop)
    return found.exclude(rests_on_it(Kind.GROUP)).order_by("kind", "pk")
