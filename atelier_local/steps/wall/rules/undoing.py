"""Which act of the facilitator's may be undone now: the last one that still stands."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from atelier_local.refusal import Reasons, reasons

from ..enums import Act

TO_UNDO = (Act.HIDDEN, Act.GROUPED, Act.JOINED, Act.PINNED)
"""A reveal is not among them: who has read does not unread."""

WATCHED = (*TO_UNDO, Act.SHOWN, Act.UNPINNED, Act.UNDONE)
"""Acts that say what still stands."""


@dataclass(frozen=True, slots=True)
class Told:
    """A line as undoing reads it. `about` is the card or the line it bears on, "" if several."""

    line: UUID
    act: Act
    about: str = ""


def last_to_undo(told: Iterable[Told]) -> Told | None:
    """The latest act that still stands; `told` comes latest first."""
    undone: set[str] = set()
    shown: set[str] = set()
    pin_moved = False
    for one in told:
        stands = str(one.line) not in undone
        if one.act == Act.UNDONE:
            undone.add(one.about)
        elif one.act == Act.SHOWN:
            shown.add(one.about)
        elif one.act == Act.UNPINNED:
            pin_moved = True
        elif one.act == Act.PINNED:
            if stands and not pin_moved:
                return one
            pin_moved = pin_moved or stands
        elif one.act == Act.HIDDEN:
            if stands and one.about not in shown:
                return one
        elif stands:
            return one
    return None


def against_undoing(asked: UUID, last: Told | None, *, taken_up: bool) -> Reasons:
    """Reasons not to undo; `taken_up`: something else rests on the group by now."""
    return reasons(
        (last is None, "il n’y a plus rien à défaire"),
        (last is not None and last.line != asked, "un autre geste est venu depuis"),
        (taken_up, "ce regroupement sert déjà ailleurs : un vote ou un constat s’appuie dessus"),
    )
