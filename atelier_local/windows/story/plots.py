"""Which Ateliers the demo tells, where each stops, and when things happen in them."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from atelier_local.clock import PARIS
from atelier_local.programme.ateliers.enums import Stage


class Until(StrEnum):
    """How far to tell: each Atelier stops there, or earlier if its own plot does."""

    APPLICATION = "application"
    COMPETITION = "competition"
    FRAMING = "framing"
    WORKSHOP_1 = "workshop-1"
    WORKSHOP_2 = "workshop-2"
    WORKSHOP_3 = "workshop-3"
    PUBLISHED = "published"
    FOLLOW_UP = "follow-up"

    @property
    def rank(self) -> int:
        return list(Until).index(self)


@dataclass(frozen=True, slots=True)
class Plot:
    """One Atelier: its territory, its pilot, where it stops, and how long ago its T0 was."""

    slug: str
    siren: str
    pilot: str
    until: Until
    days_since_t0: int
    local_agent: str = ""

    def calendar(self, today: date) -> "Calendar":
        return Calendar(today - timedelta(days=self.days_since_t0))


@dataclass(frozen=True, slots=True)
class Calendar:
    """When things happen, all counted from T0, the day the contract is notified."""

    t0: date

    def day(self, days: int) -> date:
        """So many days after T0 (before, when negative), never on a week-end."""
        found = self.t0 + timedelta(days=days)
        return found - timedelta(days=max(0, found.weekday() - 4))

    def at(self, days: int, hour: int = 10, minute: int = 0) -> datetime:
        return datetime.combine(self.day(days), time(hour, minute), PARIS)

    def months(self, start: date, months: float) -> date:
        """So many months after a day, end of month respected."""
        index = start.year * 12 + start.month - 1 + int(months)
        year, month = divmod(index, 12)
        return date(year, month + 1, min(start.day, monthrange(year, month + 1)[1]))

    @property
    def workshops(self) -> dict[int, date]:
        return {1: self._tuesday(70), 2: self._tuesday(168), 3: self._tuesday(266)}

    def _tuesday(self, days: int) -> date:
        around = self.t0 + timedelta(days=days)
        return around - timedelta(days=around.weekday()) + timedelta(days=1)

    @property
    def feedback(self) -> date:
        return self.day(385)

    def periods(self, days: dict[int, int]) -> dict[Stage, tuple[date, date | None]]:
        """The calendar set at framing; `days` on site for each workshop."""
        held = self.workshops
        ends = {n: held[n] + timedelta(days=days.get(n, 1) - 1) for n in held}
        return {
            Stage.WORKSHOP_1: (held[1], ends[1]),
            Stage.INTERIM_1: (ends[1] + timedelta(days=1), held[2] - timedelta(days=1)),
            Stage.WORKSHOP_2: (held[2], ends[2]),
            Stage.INTERIM_2: (ends[2] + timedelta(days=1), held[3] - timedelta(days=1)),
            Stage.WORKSHOP_3: (held[3], ends[3]),
            Stage.PRODUCTION: (ends[3] + timedelta(days=1), self.feedback - timedelta(days=7)),
            Stage.FEEDBACK: (self.feedback, None),
            Stage.FOLLOW_UP: (
                self.feedback + timedelta(days=21), self.feedback + timedelta(days=3 * 365)
            ),
        }  # fmt: skip


PLOTS = (
    Plot("villedieu-intercom", "200043354", "manche", Until.FOLLOW_UP, 1160),
    Plot("collines-du-perche", "200071504", "camille", Until.FOLLOW_UP, 590, "bastien"),
    Plot("cote-ouest-centre-manche", "200067031", "manche", Until.WORKSHOP_2, 243),
    Plot("lyons-andelle", "200070142", "eure", Until.COMPETITION, -60),
    Plot("val-d-orne", "246100390", "camille", Until.APPLICATION, -187),
)
"""Oldest first, so that the journal of the programme reads in order."""
