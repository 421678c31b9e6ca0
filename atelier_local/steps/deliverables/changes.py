"""What a frozen document would say otherwise if it were printed again today."""

from datetime import datetime

from .assembly import Correction, parts_of
from .models import Deliverable, Section
from .rules import Moved, moved


def since_kept(deliverable: Deliverable, *, at: datetime) -> list[Moved] | None:
    """The parts that what moved in the Atelier changes since the latest version; None where the
    words of that version were not kept.
    """
    kept = deliverable.wordings.last()
    return moved(kept.parts, parts_of(deliverable, at=at)) if kept else None


def correction(
    deliverable: Deliverable,
    reason: str,
    section: Section | None = None,
    text: str = "",
    *,
    at: datetime,
) -> Correction:
    """The correction, with what else the new version changes."""
    found = since_kept(deliverable, at=at) or ()
    return Correction(reason, section, text, tuple(one.title for one in found))
