"""What the room asked while it worked, who would have asked the same, what it was told."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from atelier_local.ground.journal.models import uuid7
from atelier_local.programme.people.models import Person
from atelier_local.steps.wall import operations as wall
from atelier_local.steps.wall.models import Question
from atelier_local.steps.workshops.models import Workshop


def ask(held: Workshop, told: Iterable[dict[str, Any]], *, by: Person, at: datetime) -> None:
    """Each question asked by a phone, read over, supported, then answered aloud."""
    for rank, said in enumerate(told):
        moment = at + timedelta(minutes=6 * rank)
        phone = wall.join(held, audience=said["audience"], at=moment)
        line = wall.ask(phone, said["words"], id=uuid7(), at=moment)
        question = Question.objects.select_related("workshop__stream").get(pk=line.pk)
        wall.show_question(question, by=by, at=moment + timedelta(minutes=1))
        for _ in range(said["supports"]):
            other = wall.join(held, at=moment + timedelta(minutes=2))
            wall.support(other, str(question.pk), id=uuid7(), at=moment + timedelta(minutes=2))
        question.refresh_from_db()
        wall.reply(question, said["answer"], by=by, at=moment + timedelta(minutes=5))
