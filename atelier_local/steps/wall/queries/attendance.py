"""Who came, as counted in the room, on whichever machine it was."""

from collections.abc import Mapping
from typing import Any

from atelier_local.ground.journal.models import Line
from atelier_local.programme.ateliers.enums import Audience
from atelier_local.steps.workshops.models import Workshop

from ..enums import Act
from ..rules.cards import MOST_HANDS


def attendance(workshop: Workshop) -> dict[str, int]:
    """People by audience, as last counted; empty if nobody counted (one query)."""
    told = Line.objects.filter(stream=workshop.stream_id, kind=Act.ATTENDED)
    payloads = told.order_by("-at", "-id").values_list("payload", flat=True)[:1]
    return next((_sound(payload) for payload in payloads if payload), {})


def _sound(payload: Mapping[str, Any]) -> dict[str, int]:
    """A bundle may say anything."""
    counts = payload.get("counts")
    if not isinstance(counts, dict):
        return {}
    return {
        audience: count
        for audience, count in counts.items()
        if audience in Audience.values and type(count) is int and 0 < count <= MOST_HANDS
    }
