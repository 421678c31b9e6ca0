"""Which question the room answers, which comes next."""

from collections.abc import Iterable, Sequence

from atelier_local.steps.workshops.models import Workshop

from ..enums import ActivityState
from ..models import Activity


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
