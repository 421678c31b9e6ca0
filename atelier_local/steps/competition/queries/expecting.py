"""The items of the specification, each with the part of a tender that answers it."""

from dataclasses import dataclass
from typing import Any

from django.db.models import CharField, OuterRef, Subquery

from atelier_local.programme.agreement.models import Speciality
from atelier_local.steps.application import queries as application
from atelier_local.steps.application.models import Specification, SpecificationItem

from ..enums import TenderPart
from ..models import Expectation, MiniCompetition
from ..rules import expecting
from ..rules.expecting import Item


@dataclass(frozen=True)
class Asked:
    """What the consortia are asked. `specification` is None as long as the note is none: its items
    are then those that it would make."""

    items: list[Item]
    needs: list[Speciality]
    specification: Specification | None


def asked_of(competition: MiniCompetition) -> Asked:
    """One query when the specification is made."""
    decided = Expectation.objects.filter(competition=competition.pk, item=OuterRef("pk"))
    part = Subquery(decided.values("part")[:1], output_field=CharField())
    found = list(
        SpecificationItem.objects.filter(specification__note__atelier=competition.atelier_id)
        .select_related("specification", "speciality")
        .annotate(part=part)
    )
    if not found:
        return _from_note(competition)
    return Asked(
        items=[_item(row) for row in found],
        needs=[row.speciality for row in found if row.speciality],
        specification=found[0].specification,
    )


def _item(row: Any) -> Item:
    part = expecting.usual(row.number) if row.part is None else row.part
    return Item(
        number=row.number,
        title=row.title,
        text=row.text,
        part=TenderPart(part) if part else None,
        key=row.pk,
        need=row.speciality.slug if row.speciality else "",
    )


def _from_note(competition: MiniCompetition) -> Asked:
    """Consultations of the first version went by the note alone."""
    note = application.note_of(competition.atelier)
    return Asked(
        items=[
            Item(one.number, one.title, one.text, expecting.usual(one.number), need=one.speciality)
            for one in application.to_specify(note)
        ],
        needs=list(note.needed_specialities.all()),
        specification=None,
    )
