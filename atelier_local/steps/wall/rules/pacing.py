"""How a day keeps to its run of show: which line the room is at, how late it is."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class Slot:
    """A line of the run of show of one day. `began` is when a question of its own was first put to
    the room; `awaited`, whether one is still to come."""

    key: Hashable
    starts_at: datetime
    minutes: int
    began: datetime | None = None
    awaited: bool = False

    @property
    def ends_at(self) -> datetime:
        return self.starts_at + timedelta(minutes=self.minutes)


@dataclass(frozen=True, slots=True)
class Pace:
    """Where the day stands. `expected` is when `planned`, the end of what is under way or the start
    of what is awaited, is to come true at the soonest: the room is late by what parts them, and by
    more as time passes. None where no line says."""

    here: Hashable | None
    past: Sequence[Hashable]
    ends_at: datetime
    planned: datetime | None = None
    expected: datetime | None = None

    def delay(self, now: datetime) -> timedelta | None:
        """Negative for a day that is ahead."""
        if self.planned is None or self.expected is None:
            return None
        return max(self.expected, now) - self.planned


def pace(
    slots: Sequence[Slot], now: datetime, *, open: Hashable | None = None, until: datetime | None
) -> Pace | None:
    """`slots` are those of today, in order; `open` is the line that the open question belongs to,
    `until` when its timer ends. None for a day without a line."""
    if not slots:
        return None
    ends_at = max(slot.ends_at for slot in slots)
    rank = next((rank for rank, slot in enumerate(slots) if slot.key == open), None)
    if rank is not None:
        slot = slots[rank]
        soonest = (slot.began or slot.starts_at) + timedelta(minutes=slot.minutes)
        expected = max(soonest, until) if until else soonest
        return Pace(slot.key, _keys(slots[:rank]), ends_at, slot.ends_at, expected)
    waits = next((r for r, s in enumerate(slots) if s.awaited and s.began is None), len(slots))
    begun = [r for r, slot in enumerate(slots[:waits]) if slot.starts_at <= now]
    here = slots[begun[-1]] if begun else None
    past = _keys(slots[: begun[-1]]) if begun else ()
    if waits == len(slots):
        return Pace(here.key if here else None, past, ends_at)
    start = slots[waits].starts_at
    return Pace(here.key if here else None, past, ends_at, start, start)


def _keys(slots: Sequence[Slot]) -> tuple[Hashable, ...]:
    return tuple(slot.key for slot in slots)


def told_delay(delay: timedelta) -> str:
    """`4 min de retard`, `à l’heure`, `1 h 05 d’avance`: whole minutes, the rest is dropped."""
    minutes = int(abs(delay).total_seconds()) // 60
    if not minutes:
        return "à l’heure"
    hours, rest = divmod(minutes, 60)
    length = f"{hours} h {rest:02}" if hours else f"{rest} min"
    return f"{length} d’avance" if delay < timedelta() else f"{length} de retard"
