"""Questions of one consortium, answers to all."""

from datetime import datetime

from django.db import transaction

from atelier_local.ground.journal.operations import append
from atelier_local.programme.people.models import Person
from atelier_local.refusal import reasons, refuse_if

from .. import queries, rules
from ..access import Side
from ..enums import NoticeKind
from ..models import MiniCompetition, Question
from .writing import write_to_all


@transaction.atomic
def ask(side: Side, text: str, *, by: Person, at: datetime) -> Question:
    """Put a question to the buyer; every consortium will read it with its answer."""
    found = MiniCompetition.objects.select_related("stream", "atelier")
    competition = found.select_for_update(of=("self",)).get(pk=side.competition.pk)
    refuse_if(
        rules.against_tendering(competition.at_state, deadline=competition.deadline, at=at)
        + rules.against_asking(competition.questions_until, at)
        + reasons((not text.strip(), "écrivez la question"))
    )
    question, asked = Question.objects.get_or_create(
        competition=competition,
        invitation=side.invitation,
        text=text.strip(),
        defaults={"asked_at": at},
    )
    if asked:
        append(competition.stream, "competition.asked", {"question": question.pk}, by=by, at=at)
    return question


@transaction.atomic
def answer(question: Question, text: str, *, by: Person, at: datetime, broadcast: str = "") -> None:
    """Answer to all at once, in writing, without saying who asked.

    `broadcast` is the question as all will read it: its own words may give away who asks.
    """
    competition = question.competition
    said, answered = broadcast.strip() or question.text, text.strip()
    refuse_if(
        queries.against_acting(competition, by)
        + rules.against_tendering(competition.at_state, deadline=competition.deadline, at=at)
        + reasons((not answered, "écrivez la réponse"))
    )
    waiting = Question.objects.filter(pk=question.pk, answered_at=None)
    if not waiting.update(answer=answered, broadcast=said, answered_at=at):
        question.refresh_from_db()
        same = (question.answer, question.said) == (answered, said)
        refuse_if([] if same else ["cette question a déjà sa réponse"])
        return
    write_to_all(
        competition,
        NoticeKind.ANSWER,
        f"Consultation {competition.atelier} : une réponse à tous",
        lambda _, person: f"Question : {said}\n\nRéponse : {answered}",
        at=at,
    )
    payload = {"question": question.pk, "said": said, "answer": answered}
    append(competition.stream, "competition.answered", payload, by=by, at=at)
