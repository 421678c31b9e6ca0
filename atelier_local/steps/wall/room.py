"""The wall as a live room: plugged in config/asgi.py."""

from collections.abc import Sequence

from atelier_local.ground.journal.models import Line
from atelier_local.ground.live.room import Frame

from .events import accept, ack, apply

__all__ = ["accept", "ack", "apply", "frame"]


def frame(lines: Sequence[Line], face: str) -> Sequence[Frame]:
    return []
