"""What the room's screen was last told to show."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from atelier_local.ground.journal.models import Line
from atelier_local.steps.workshops.models import Workshop

from ..enums import Act, Screen
from ..models import Activity, Contribution
from .walls import is_looked_at


@dataclass(frozen=True)
class Preview:
    """The screen as the console tells it: what was asked, what is seen, and its largest words."""

    asked: Screen
    seen: Screen
    words: str = ""


def preview(activity: Activity | None, pin: Contribution | None, asked: Screen) -> Preview:
    """What `activity`, the one on screen, and the pinned card make of what was `asked`."""
    seen = _seen(asked, activity, pin)
    if seen is Screen.PINNED and pin:
        return Preview(asked, seen, pin.node.words)
    return Preview(asked, seen, activity.question if activity and seen is Screen.WALL else "")


def _seen(asked: Screen, activity: Activity | None, pin: Contribution | None) -> Screen:
    """As wall/projector.css decides: a screen with nothing to show follows, or says how to join."""
    if asked is Screen.WALL:
        return Screen.WALL if activity else Screen.JOIN
    if asked is Screen.FOLLOW or (asked is Screen.PINNED and pin is None):
        return Screen.WALL if activity and is_looked_at(activity, pin) else Screen.JOIN
    return asked


def screen(workshop: Workshop) -> Screen:
    """One query."""
    payload = last_screen(workshop).values_list("payload", flat=True).first()
    return screen_said(workshop, payload or {})


def last_screen(workshop: Workshop) -> QuerySet[Line]:
    """The line of the last command, if there is one."""
    told = Line.objects.filter(stream=workshop.stream_id, kind=Act.SCREENED)
    return told.order_by("-at", "-id")[:1]


def screen_said(workshop: Workshop, payload: Mapping[str, Any]) -> Screen:
    """A bundle may say anything; a room that was held commands its screen no more."""
    said = payload.get("screen")
    if workshop.is_held or not isinstance(said, str) or said not in Screen.values:
        return Screen.FOLLOW
    return Screen(said)
