"""The one clock. Views and commands read it; only tests and the demo may advance it."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

PARIS = ZoneInfo("Europe/Paris")
_ahead = timedelta()


def now() -> datetime:
    """The current instant, aware, in UTC."""
    return datetime.now(UTC) + _ahead


def today() -> date:
    """The current day in Paris."""
    return day_of(now())


def day_of(moment: datetime) -> date:
    """The day of an instant, in Paris."""
    return moment.astimezone(PARIS).date()


def advance_to(moment: datetime) -> None:
    """Make `now()` answer `moment` and go on from there (tests and the demo only)."""
    global _ahead
    _ahead = moment - datetime.now(UTC)


def reset() -> None:
    """Back to the machine's own time."""
    global _ahead
    _ahead = timedelta()
