"""What a room must say for its stream to be carried live. The wall is one; live knows none."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol
from uuid import UUID

from atelier_local.ground.journal.models import Line
from atelier_local.ground.journal.operations import Draft
from atelier_local.ground.journal.rules import Payload
from atelier_local.refusal import Refused


@dataclass(frozen=True, slots=True)
class Frame:
    """What a screen receives: the name of an event, and a piece of HTML or JSON text."""

    event: str
    data: str


class Room(Protocol):
    """Says what lines mean. A module with these four functions is one."""

    def accept(self, stream_id: UUID, drafts: Sequence[Draft]) -> Sequence[Payload | Refused]:
        """For each draft, what is to be written, or why not.

        Called inside the transaction that will write, with the stream locked: few queries for
        the whole batch. May add facts of its own (a receipt code) to what was sent.
        """

    def apply(self, lines: Sequence[Line]) -> Any:
        """Bring the room's tables up to date. Each line comes once, in order; an erased one
        has no payload."""

    def frame(self, lines: Sequence[Line], face: str) -> Sequence[Frame]:
        """What screens of that face must hear of these lines, already applied: nothing of what
        they may not see. A frame may come twice after a cut; receiving it again must not matter."""

    def ack(self, line: Line) -> Mapping[str, Any]:
        """What the author gets back, now that the line is on disk."""
