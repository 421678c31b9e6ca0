"""For which day each document is promised."""

from collections.abc import Mapping
from datetime import date, timedelta

from atelier_local.programme.ateliers.enums import Stage
from atelier_local.refusal import Reasons, reasons

from ..enums import DeliverableKind


def against_promising(due: Mapping[DeliverableKind, date], t0: date | None) -> Reasons:
    """A document is promised once the contract runs, for a day after it began; the method is known
    before the rest.
    """
    note = due.get(DeliverableKind.FRAMING_NOTE)
    others = [day for kind, day in due.items() if kind != DeliverableKind.FRAMING_NOTE]
    return reasons(
        (t0 is None, "le marché n’est pas notifié : rien n’est encore attendu"),
        *(
            (t0 is not None and day < t0, f"« {kind.label} » : ce jour vient avant le T0")
            for kind, day in due.items()
        ),
        (
            note is not None and any(day < note for day in others),
            "la note de cadrage est attendue avant les quatre autres documents",
        ),
    )


def proposed(starts: Mapping[Stage, date]) -> dict[DeliverableKind, date]:
    """From the calendar: the note before the first workshop, the others before the restitution."""
    found = {}
    if Stage.WORKSHOP_1 in starts:
        before = _working(starts[Stage.WORKSHOP_1] - timedelta(days=14))
        found[DeliverableKind.FRAMING_NOTE] = before
    if Stage.FEEDBACK in starts:
        before = _working(starts[Stage.FEEDBACK] - timedelta(days=14))
        late = [kind for kind in DeliverableKind if kind != DeliverableKind.FRAMING_NOTE]
        found |= dict.fromkeys(late, before)
    return found


def _working(day: date) -> date:
    """That day, or the Friday before a week-end."""
    return day - timedelta(days=max(0, day.weekday() - 4))
