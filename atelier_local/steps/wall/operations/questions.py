"""Questions to the room: asked and supported by phones, shown and answered by the facilitator."""

from datetime import datetime
from uuid import UUID

from atelier_local.ground.journal.models import Line
from atelier_local.programme.people.models import Person
from atelier_local.refusal import refuse_if

from .. import rules
from ..enums import Act, QuestionState
from ..events.applying import TURNS_TO
from ..models import Participant, Question
from .telling import tell


def ask(participant: Participant, words: str, *, id: UUID, at: datetime) -> Line:
    """Ask the room something; it reads it once the facilitator has shown it."""
    payload = {"words": words}
    return tell(participant.workshop, Act.ASKED, payload, by=participant, at=at, id=id)


def support(participant: Participant, question: str, *, id: UUID, at: datetime) -> Line:
    """Say that one would have asked the same; twice is once."""
    payload = {"question": question}
    return tell(participant.workshop, Act.SUPPORTED, payload, by=participant, at=at, id=id)


def show_question(question: Question, *, by: Person, at: datetime) -> None:
    """Let the room read it and support it."""
    _turn(question, Act.ADMITTED, by=by, at=at)


def dismiss_question(question: Question, *, by: Person, at: datetime) -> None:
    """Put it aside; the team still reads it."""
    _turn(question, Act.DISMISSED, by=by, at=at)


def reply(question: Question, answer: str, *, by: Person, at: datetime) -> None:
    """Note what was answered, which closes it."""
    tidy = rules.tidy(answer)
    refuse_if(rules.against_replying(tidy))
    _turn(question, Act.REPLIED, by=by, at=at, answer=tidy)


def _turn(question: Question, act: Act, *, by: Person, at: datetime, **said: str) -> None:
    if question.state == TURNS_TO[act]:
        return  # a second click
    refuse_if([] if question.workshop.is_open else ["cet atelier n’est pas ouvert"])
    refuse_if(rules.against_turning(QuestionState(question.state), TURNS_TO[act]))
    payload = {"question": str(question.pk)} | said
    tell(question.workshop, act, payload, by=by, at=at)
