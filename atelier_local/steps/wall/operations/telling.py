"""Writing in the room's stream: what every screen hears."""

from datetime import datetime
from typing import Any
from uuid import UUID

from atelier_local.ground.journal.models import Line
from atelier_local.ground.journal.operations import Actor
from atelier_local.ground.live.operations import submit
from atelier_local.steps.workshops.models import Workshop

from .. import room
from ..enums import Act


def tell(
    workshop: Workshop,
    act: Act,
    payload: dict[str, Any],
    *,
    by: Actor,
    at: datetime,
    id: UUID | None = None,
) -> Line:
    """Write in the room's stream and apply at once: what every screen hears."""
    return submit(workshop.stream, act, payload, by=by, at=at, room=room, id=id)
