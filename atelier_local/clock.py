"""The one clock. Views and commands read it; only tests and the demo may advance it, and a laptop
that is behind what it carries.

It is set once, when the process starts, then counts the seconds of the machine since its boot,
sleep included: a correction of the machine's time, a second that comes twice or an administrator
who moves it change nothing to which of two instants came first.
"""

import time
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

PARIS = ZoneInfo("Europe/Paris")
_STEADY = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)
_ahead = timedelta()


def _wall() -> datetime:
    return datetime.now(UTC)


def _ticks() -> int:
    """Microseconds since the machine was started."""
    return time.clock_gettime_ns(_STEADY) // 1_000


_started = _wall(), _ticks()


def _steady() -> datetime:
    wall, ticks = _started
    return wall + timedelta(microseconds=_ticks() - ticks)


def now() -> datetime:
    """The current instant, aware, in UTC."""
    return _steady() + _ahead


def drift() -> timedelta:
    """How far the machine's own time has gone from ours since the start: corrected, or moved."""
    return _wall() - _steady()


def today() -> date:
    """The current day in Paris."""
    return day_of(now())


def day_of(moment: datetime) -> date:
    """The day of an instant, in Paris."""
    return moment.astimezone(PARIS).date()


def advance_to(moment: datetime) -> None:
    """Make `now()` answer `moment` and go on from there (tests and the demo only)."""
    global _ahead
    _ahead = moment - _steady()


def catch_up(moment: datetime) -> None:
    """Go on from `moment` if it is still to come for this machine: what is said here after what was
    read comes after it."""
    if now() < moment:
        advance_to(moment)


def reset() -> None:
    """Back to the machine's own time, as it was at the start."""
    global _ahead
    _ahead = timedelta()
