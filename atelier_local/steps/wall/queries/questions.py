"""Questions to the room, as its screens show them."""

from django.db.models import Count

from atelier_local.steps.workshops.models import Workshop

from ..enums import QuestionState
from ..models import Participant, Question, Support


def questions(workshop: Workshop, *states: QuestionState) -> list[Question]:
    """Those in these states (all, but for those put aside, if none is named), the most supported
    first (one query)."""
    found = Question.objects.filter(workshop=workshop).annotate(voices=Count("supports"))
    kept = found.filter(state__in=states) if states else found.exclude(state=QuestionState.HIDDEN)
    return list(kept.order_by("-voices", "asked_at", "pk"))


def shown(workshop: Workshop) -> list[Question]:
    """Those that the room reads: to support, then answered (one query)."""
    both = questions(workshop, QuestionState.SHOWN, QuestionState.ANSWERED)
    return sorted(both, key=lambda question: not question.is_open)


def supported(participant: Participant) -> set[str]:
    """The questions this phone supported (one query)."""
    found = Support.objects.filter(participant=participant).values_list("question", flat=True)
    return {str(pk) for pk in found}
