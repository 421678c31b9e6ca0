"""Who came, as counted in the room, on whichever machine it was."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Count, QuerySet, Subquery

from atelier_local.ground.journal.models import Line
from atelier_local.programme.ateliers.enums import Audience
from atelier_local.steps.workshops.models import Workshop

from ..enums import Act
from ..rules.cards import MOST_HANDS


def attendance(workshop: Workshop) -> dict[str, int]:
    """People by audience, as last counted; empty if nobody counted (one query)."""
    payloads = last_count(workshop).values_list("payload", flat=True)
    return next((sound(payload) for payload in payloads if payload), {})


def last_count(workshop: Workshop) -> QuerySet[Line]:
    """The line of the last count, if there is one."""
    told = Line.objects.filter(stream=workshop.stream_id, kind=Act.ATTENDED)
    return told.order_by("-at", "-id")[:1]


def present(workshop: Workshop) -> tuple[int, int]:
    """How many people were last counted, 0 if nobody did, and at how many tables (one query)."""
    count = Subquery(last_count(workshop).values("payload"))
    found = Workshop.objects.filter(pk=workshop.pk).values_list(count, Count("tables"))
    payload, tables = found.get()
    return sum(sound(payload or {}).values()), tables


def sound(payload: Mapping[str, Any]) -> dict[str, int]:
    """A bundle may say anything."""
    counts = payload.get("counts")
    if not isinstance(counts, dict):
        return {}
    return {
        audience: count
        for audience, count in counts.items()
        if audience in Audience.values and type(count) is int and 0 < count <= MOST_HANDS
    }
