"""For which day each document is promised."""

from datetime import date

from atelier_local.programme.ateliers.models import Atelier

from ..enums import DeliverableKind
from ..models import DueDate


def due_dates(atelier: Atelier) -> dict[DeliverableKind, date]:
    """Those that were said, in the order of the documents (one query)."""
    said = dict(DueDate.objects.filter(atelier=atelier).values_list("kind", "due_on"))
    return {kind: said[kind] for kind in DeliverableKind if kind in said}
