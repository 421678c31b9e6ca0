"""What one holder may read of the judgement, now."""

from dataclasses import dataclass

from django.db.models import QuerySet

from atelier_local.refusal import Reasons

from ..access import Side
from ..models import Award, Letter
from ..rules import disclosure
from .outcome import winner
from .reporting import CaseFile, Course, case_file, course


@dataclass(frozen=True)
class Result:
    """The choice that stands, the letter this side got, and why the report is still closed."""

    award: Award | None
    letter: Letter | None
    why: Reasons


def result_for(side: Side) -> Result:
    """Nothing before the letters: the choice is told to all at once (two queries)."""
    given = winner(side.competition)
    told = given if given and given.letters_sent_at else None
    letter = (
        Letter.objects.select_related("filed").filter(award=told, invitation=side.invitation)
    ).first()
    concluded = told is not None and told.concluded_on is not None
    return Result(told, letter, disclosure.against_disclosing(concluded=concluded))


def letters_of(given: QuerySet[Award]) -> QuerySet[Letter]:
    return Letter.objects.select_related("filed").filter(award__in=given)


def report_for(side: Side) -> tuple[CaseFile, Course]:
    """What the communicable report of this side is made of."""
    side.competition.atelier = side.atelier
    file = case_file(side.competition)
    return file, course(side.competition, None)
