"""The plan of the tenders: which of their parts answers which item of the specification."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db import transaction

from atelier_local.ground.journal.operations import append
from atelier_local.programme.people.models import Person
from atelier_local.refusal import refuse_if

from .. import queries
from ..enums import TenderPart
from ..models import Expectation, MiniCompetition
from ..rules import expecting
from ..rules.expecting import Item


@transaction.atomic
def expect(
    competition: MiniCompetition,
    parts: Mapping[int, TenderPart | None],
    *,
    by: Person,
    at: datetime,
) -> None:
    """Item by item (its key), the part that answers it; None leaves the letter incomplete."""
    found = MiniCompetition.objects.select_for_update(of=("self",)).select_related("stream")
    competition = found.get(pk=competition.pk)
    items = {item.key: item for item in queries.asked_of(competition).items if item.key}
    refuse_if(expecting.against_expecting(competition.at_state, known=parts.keys() <= items.keys()))
    _write(competition, parts)
    payload = {"parts": {items[key].number: str(part or "") for key, part in parts.items()}}
    append(competition.stream, "competition.expectations_set", payload, by=by, at=at)


def freeze_plan(competition: MiniCompetition, items: Iterable[Item]) -> None:
    """Write the plan as it stands, the usual one included; part of the publication."""
    _write(competition, {item.key: item.part for item in items if item.key})


def _write(competition: MiniCompetition, parts: Mapping[int, TenderPart | None]) -> None:
    for key, part in parts.items():
        Expectation.objects.update_or_create(
            competition=competition, item_id=key, defaults={"part": str(part or "")}
        )
