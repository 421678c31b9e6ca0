"""What became of each item of the specification."""

from dataclasses import dataclass
from typing import Any

from atelier_local.programme.ateliers.models import Atelier
from atelier_local.programme.thread.enums import Sight
from atelier_local.steps.application.models import SpecificationItem
from atelier_local.steps.application.queries import baseline

from ..models import BaselineAnswer, Section


@dataclass(frozen=True)
class Asked:
    """One item of the specification, and what became of it."""

    item: SpecificationItem
    answer: BaselineAnswer | None
    section: Section | None

    @property
    def met(self) -> bool:
        return self.answer is not None


def written(atelier: Atelier, sight: Sight) -> dict[Any, Section]:
    """Every section of the five documents, in the order of each, by key (one query)."""
    found = Section.objects.seen_by(sight).filter(deliverable__atelier=atelier)
    listed = found.select_related("deliverable").order_by("deliverable__started_at", "position")
    return {section.pk: section for section in listed}


def conformity(atelier: Atelier, sight: Sight) -> list[Asked]:
    """The items that ask something of the deliverables, in order (three queries)."""
    sections = written(atelier, sight)
    asked = list(baseline(atelier))
    given = BaselineAnswer.objects.filter(item__in=[item.pk for item in asked])
    answers = {answer.item_id: answer for answer in given.select_related("by__organisation")}
    return [
        Asked(item, answer, sections.get(answer.section_id) if answer else None)
        for item in asked
        for answer in (answers.get(item.pk),)
    ]
