"""What the hub's thread reads in the journal for screens."""

import logging
from collections.abc import Sequence
from uuid import UUID

from atelier_local.ground.journal.models import Line
from atelier_local.ground.journal.queries import lines_after

from .feed import Chunk, encode, reset
from .passes import Pass
from .room import Room

PAGE = 500
"""Lines framed at once, and the most a screen is told of what it missed."""

_log = logging.getLogger(__name__)


def lines_from(stream_id: UUID, seq: int, reached: int, applied: list[Line]) -> list[Line]:
    """What follows `seq`, a page at most: the lines just applied, or else read again."""
    if applied and applied[0].seq == seq + 1:
        return applied[:PAGE]
    return lines_after(stream_id, seq, min(PAGE, reached - seq))


def framed(room: Room, lines: Sequence[Line], face: str) -> bytes:
    """The bytes a face hears; a room that fails makes its screens load their page again."""
    try:
        return encode(room.frame(lines, face), lines[-1].seq)
    except Exception:
        _log.exception("a room could not frame its lines for %s", face)
        return reset(lines[-1].seq)


def replay(room: Room, pass_: Pass, after: int, upto: int) -> Chunk:
    """What lies between two numbers; `reset` if it is too much, or if `after` never was."""
    if not 0 <= after <= upto or upto - after > PAGE:
        return Chunk(upto, reset(upto))
    lines = lines_after(pass_.stream_id, after, upto - after)
    return Chunk(upto, framed(room, lines, pass_.face) if lines else b"")
