"""What the log of the room last says, for the console: in one look."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q

from atelier_local.ground.journal.models import Line
from atelier_local.steps.workshops.models import Workshop

from ..enums import Act, Screen
from .attendance import last_count, sound
from .screens import last_screen, screen_said
from .undoing import Watched, watched

type Opened = Mapping[str, Sequence[datetime]]


@dataclass(frozen=True)
class Latest:
    """`acts` that may be undone, latest first; who was counted; each time that an activity, by its
    key, was put to the room; what its screen shows."""

    acts: Sequence[Watched]
    people: int
    opened: Opened
    screen: Screen


def latest(workshop: Workshop) -> Latest:
    """One query."""
    lines = Line.objects.filter(stream=workshop.stream_id)
    of_note = Q(kind=Act.OPENED)
    for last in (watched(workshop), last_count(workshop), last_screen(workshop)):
        of_note |= Q(pk__in=last.values("pk"))
    found = lines.filter(of_note).order_by("-seq")
    acts: list[Watched] = []
    people: Mapping[str, int] = {}
    opened: dict[str, list[datetime]] = defaultdict(list)
    screen: Mapping[str, Any] = {}
    for pk, kind, at, payload in found.values_list("pk", "kind", "at", "payload"):
        if kind == Act.OPENED:
            opened[str((payload or {}).get("activity"))].append(at)
        elif kind == Act.ATTENDED:
            people = sound(payload or {})
        elif kind == Act.SCREENED:
            screen = payload or {}
        else:
            acts.append((pk, kind, payload))
    return Latest(acts, sum(people.values()), opened, screen_said(workshop, screen))
