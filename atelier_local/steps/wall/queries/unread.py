"""Acts of the room that no screen could show."""

from dataclasses import dataclass
from datetime import datetime

from atelier_local.ground.journal.models import Aside
from atelier_local.ground.live.operations import PROJECTION
from atelier_local.steps.workshops.models import Workshop

from ..enums import Act


@dataclass(frozen=True)
class Unread:
    """One of them: what it was to do, and when the server had it."""

    what: str
    at: datetime


def unread(workshop: Workshop) -> list[Unread]:
    """Those that the wall left aside: they stay in the journal (one query)."""
    left = Aside.objects.filter(line__stream=workshop.stream_id, projection=PROJECTION)
    told = left.values_list("line__kind", "line__received_at")
    return [Unread(_what(kind), at) for kind, at in told]


def _what(kind: str) -> str:
    return str(Act(kind).label) if kind in Act.values else "acte inconnu de cette version"
