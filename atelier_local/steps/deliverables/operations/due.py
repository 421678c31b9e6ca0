"""Promising the documents for a day."""

from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction

from atelier_local.ground.journal.operations import append
from atelier_local.programme.ateliers.models import Atelier
from atelier_local.programme.people.models import Person
from atelier_local.refusal import refuse_if

from .. import rules
from ..enums import DeliverableKind
from ..models import DueDate


@transaction.atomic
def promise(
    atelier: Atelier, due: Mapping[DeliverableKind, date], *, by: Person, at: datetime
) -> None:
    """Say for which day each document is awaited; one that is left out is awaited for none."""
    refuse_if(rules.against_promising(due, atelier.t0))
    DueDate.objects.filter(atelier=atelier).exclude(kind__in=due).delete()
    for kind, day in due.items():
        said = {"due_on": day}
        DueDate.objects.update_or_create(atelier=atelier, kind=kind, defaults=said)
    payload = {str(kind): day.isoformat() for kind, day in due.items()}
    append(atelier.stream, "deliverables.promised", payload, by=by, at=at)
