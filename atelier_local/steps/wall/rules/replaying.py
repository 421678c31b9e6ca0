"""A workshop seen again: what the room had before it at any minute, folded from what was told."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from ..enums import Act
from ..voting import Choices


@dataclass(frozen=True, slots=True)
class Happening:
    """One line as a replay reads it. `about` is the card, the question, the phone or the choice it
    bears on; `activity` the question it answers or moves; `undone` the act that it undoes; `chosen`
    what a phone chose; `count` the hands counted; `audience` and `table` those who speak."""

    at: datetime
    act: Act
    key: str = ""
    about: str = ""
    activity: str = ""
    undone: str = ""
    chosen: Choices = field(default_factory=dict)
    count: int = 0
    audience: str = ""
    table: int | None = None

    @property
    def minute(self) -> datetime:
        return self.at.replace(second=0, microsecond=0)


SPOKEN = (Act.CONTRIBUTED, Act.VOTED, Act.ASKED, Act.SUPPORTED)
"""Acts of the room; the others are the facilitator's, and seen whoever is listened to."""


@dataclass(frozen=True, slots=True)
class Voice:
    """Who is listened to: one audience, one table (0: who sat at none); everybody unless said."""

    audience: str = ""
    table: int | None = None

    def __bool__(self) -> bool:
        return bool(self.audience) or self.table is not None

    def said(self, one: Happening) -> bool:
        here = self.table is None or (one.table or 0) == self.table
        return one.act in SPOKEN and here and self.audience in ("", one.audience)


def heard(told: Iterable[Happening], voice: Voice) -> list[Happening]:
    """What is left of the log when one voice is listened to."""
    return [one for one in told if one.act not in SPOKEN or voice.said(one)]


def around(told: Sequence[Happening], place: int, voice: Voice) -> tuple[int | None, int | None]:
    """The ranks of the minutes before and after that one in which the voice says something; the
    nearest ones, for everybody. None where there is none."""
    speaks = {one.minute for one in told if not voice or voice.said(one)}
    ranks = [rank for rank, minute in enumerate(minutes(told)) if minute in speaks]
    before = max((rank for rank in ranks if rank < place), default=None)
    return before, min((rank for rank in ranks if rank > place), default=None)


@dataclass
class Scene:
    """The room at the end of a minute."""

    activity: str = ""
    state: Act | None = None
    """The last that became of the activity: opened, closed or revealed."""
    laid: dict[str, str] = field(default_factory=dict)
    """Each card so far, in order, and the activity it answers."""
    hidden: set[str] = field(default_factory=set)
    pinned: str = ""
    groups: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    shown: set[str] = field(default_factory=set)
    voters: dict[str, dict[str, Happening]] = field(default_factory=dict)
    """By activity and phone, the act that last said what it chose."""
    hands: dict[str, int] = field(default_factory=dict)
    """By choice, the last count."""

    @property
    def cards(self) -> list[str]:
        """Those of the question of the moment, but the hidden ones, last first."""
        here = [card for card, activity in self.laid.items() if activity == self.activity]
        return [card for card in reversed(here) if card not in self.hidden]

    @property
    def ballots(self) -> list[tuple[str, Choices]]:
        """What phones chose so far in the vote of the moment, each with its audience; one that took
        all back says none."""
        cast = self.voters.get(self.activity, {})
        return [(one.audience, one.chosen) for one in cast.values() if one.chosen]


def minutes(told: Iterable[Happening]) -> list[datetime]:
    """The minutes in which something happened, in order, each once."""
    return sorted({one.minute for one in told})


def scene(told: Iterable[Happening], until: datetime) -> Scene:
    """What stood once the minute `until` was over; `told` in the order of the journal."""
    now = Scene()
    for one in told:
        if one.minute <= until:
            _fold(now, one)
    return now


def _fold(now: Scene, one: Happening) -> None:
    act, about = one.act, one.about
    if act in (Act.OPENED, Act.REVEALED):
        now.activity, now.state = one.activity, act
    elif act == Act.CLOSED and one.activity == now.activity:
        now.state = act
    elif act == Act.CONTRIBUTED:
        now.laid.setdefault(one.key, one.activity)
    elif act == Act.VOTED:
        cast = now.voters.setdefault(one.activity, {})
        if about not in cast or cast[about].key < one.key:
            cast[about] = one
    elif act == Act.COUNTED:
        now.hands[about] = one.count
    elif act == Act.HIDDEN:
        now.hidden.add(about)
        now.pinned = "" if now.pinned == about else now.pinned
    elif act == Act.SHOWN or (act == Act.UNDONE and one.undone == Act.HIDDEN):
        now.hidden.discard(about)
    elif act == Act.PINNED:
        now.pinned = "" if about in now.hidden else about  # as the wall does
    elif act == Act.UNPINNED or (act == Act.UNDONE and one.undone == Act.PINNED):
        now.pinned = ""
    elif act == Act.GROUPED:
        now.groups.append(one.key)
    elif act == Act.UNDONE and one.undone == Act.GROUPED and one.key in now.groups:
        now.groups.remove(one.key)
    elif act == Act.ASKED:
        now.asked.append(one.key)
    elif act == Act.ADMITTED:
        now.shown.add(about)
    elif act == Act.DISMISSED:
        now.shown.discard(about)


def counted(told: Sequence[Happening], minute: datetime) -> list[tuple[Act, int]]:
    """How many times each act was done in that minute, in the order in which they first were."""
    return list(Counter(one.act for one in told if one.minute == minute).items())
