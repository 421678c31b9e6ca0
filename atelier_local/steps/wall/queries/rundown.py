"""The run of show beside the console: what is done, where the room is, how late."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from atelier_local import clock
from atelier_local.steps.workshops.queries import Programme

from .. import rules
from ..models import Activity
from .activities import open_among
from .latest import Opened


@dataclass(frozen=True)
class Rundown:
    """The days of a workshop; today's pace, if it is one of them."""

    programmes: Sequence[Programme]
    pace: rules.Pace | None
    here: object
    """The line that the open question belongs to; else the one that the hour says."""
    now: datetime

    @property
    def delay(self) -> timedelta | None:
        return self.pace.delay(self.now) if self.pace else None

    @property
    def told(self) -> str:
        return "" if self.delay is None else rules.told_delay(self.delay)

    @property
    def is_late(self) -> bool:
        return self.delay is not None and self.delay >= timedelta(minutes=1)

    @property
    def ends_at(self) -> datetime | None:
        """When the day would end if nothing were caught up."""
        if self.pace is None:
            return None
        return self.pace.ends_at + max(self.delay or timedelta(), timedelta())


def rundown(
    programmes: Sequence[Programme],
    activities: Sequence[Activity],
    opened: Opened,
    now: datetime,
) -> Rundown:
    """No query: `opened` is each time that an activity was put to the room."""
    today = clock.day_of(now)
    of_today = [p for p in programmes if clock.day_of(p.day.meeting.starts_at) == today]
    asked = open_among(activities)
    line = asked.sequence_id if asked else None
    slots = [slot for p in of_today for slot in _slots(p, activities, opened)]
    pace = rules.pace(slots, now, open=line, until=asked.ends_at if asked else None)
    return Rundown(programmes, pace, line or (pace.here if pace else None), now)


def _slots(
    programme: Programme, activities: Sequence[Activity], opened: Opened
) -> list[rules.Slot]:
    """What was tried the day before did not begin then."""
    day = clock.day_of(programme.day.meeting.starts_at)
    slots = []
    for line in programme.sequences:
        own = [str(activity.pk) for activity in activities if activity.sequence_id == line.pk]
        times = [at for pk in own for at in opened.get(pk, ()) if clock.day_of(at) == day]
        slots.append(
            rules.Slot(
                line.pk,
                datetime.combine(day, line.starts_at, clock.PARIS),
                line.minutes,
                began=min(times, default=None),
                awaited=any(pk not in opened for pk in own),
            )
        )
    return slots
