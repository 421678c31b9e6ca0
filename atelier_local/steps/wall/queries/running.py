"""When each question of some workshops was before the room."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from uuid import UUID

from atelier_local.ground.journal.models import Line
from atelier_local.steps.workshops.models import Workshop

from ..enums import Act
from ..rules import running
from ..rules.replaying import Happening
from ..rules.running import Spell


def spells(workshops: Iterable[Workshop]) -> Mapping[str, list[Spell]]:
    """By the key of the question (one query)."""
    ends = {workshop.stream_id: workshop.closed_at for workshop in workshops}
    told: dict[UUID, list[Happening]] = defaultdict(list)
    lines = Line.objects.filter(stream__in=ends, kind__in=running.MOVES).order_by("at", "seq")
    for stream, kind, at, payload in lines.values_list("stream_id", "kind", "at", "payload"):
        if payload:
            told[stream].append(Happening(at, Act(kind), activity=str(payload["activity"])))
    found: dict[str, list[Spell]] = {}
    for stream, happened in told.items():
        found |= running.spells(happened, ends[stream])
    return found
