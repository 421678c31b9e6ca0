"""What the log of the room last says, for the console: in one look."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from atelier_local.ground.journal.models import Line
from atelier_local.steps.workshops.models import Workshop

from ..enums import Act
from .attendance import last_count, sound
from .undoing import Watched, watched

type Opened = Mapping[str, Sequence[datetime]]


@dataclass(frozen=True)
class Latest:
    """`acts` that may be undone, latest first; who was counted; each time that an activity, by its
    key, was put to the room."""

    acts: Sequence[Watched]
    people: int
    opened: Opened


def latest(workshop: Workshop) -> Latest:
    """One query."""
    lines = Line.objects.filter(stream=workshop.stream_id)
    of_note = Q(pk__in=watched(workshop).values("pk")) | Q(pk__in=last_count(workshop).values("pk"))
    found = lines.filter(of_note | Q(kind=Act.OPENED)).order_by("-seq")
    acts: list[Watched] = []
    people: Mapping[str, int] = {}
    opened: dict[str, list[datetime]] = defaultdict(list)
    for pk, kind, at, payload in found.values_list("pk", "kind", "at", "payload"):
        if kind == Act.OPENED:
            opened[str((payload or {}).get("activity"))].append(at)
        elif kind == Act.ATTENDED:
            people = sound(payload or {})
        else:
            acts.append((pk, kind, payload))
    return Latest(acts, sum(people.values()), opened)
