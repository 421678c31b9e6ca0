"""Preparing the questions to put to the room."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from atelier_local.ground.journal.operations import append
from atelier_local.programme.people.models import Person
from atelier_local.programme.thread.models import Node
from atelier_local.refusal import refuse_if
from atelier_local.steps.workshops.models import Sequence as RunSequence
from atelier_local.steps.workshops.models import Workshop

from .. import rules
from ..enums import ContributionKind, Method, Moderation
from ..models import Activity, Option

PREPARED = "wall.activity_prepared"
"""The kind of the line that tells, in the stream of the Atelier, of a question prepared here."""

type Weighed = str | Node
"""What an option of a vote is: words, or something of the Atelier's."""


_COMMITS = (ContributionKind.PLEDGE,)


@transaction.atomic
def prepare_activity(
    workshop: Workshop,
    *,
    question: str,
    by: Person,
    at: datetime,
    method: Method = Method.CARDS,
    kinds: Sequence[ContributionKind] = (),
    options: Sequence[Weighed] = (),
    max_length: int = 280,
    silent: bool = False,
    photos: bool = False,
    moderation: Moderation = Moderation.DIRECT,
    budget: int = 1,
    most_each: int = 1,
    minutes: int | None = None,
    sequence: RunSequence | None = None,
) -> Activity:
    """One more question for the room, after those already there."""
    words = [option.words if isinstance(option, Node) else option for option in options]
    refuse_if(rules.against_preparing(question, method, len(kinds), words, budget, most_each))
    activity = Activity.objects.create(
        workshop=workshop,
        sequence=sequence,
        position=Activity.objects.filter(workshop=workshop).count() + 1,
        question=question,
        method=method,
        kinds=[str(kind) for kind in (kinds if method is not Method.PLEDGES else _COMMITS)],
        max_length=max_length,
        silent=silent,
        photos=photos,
        moderation=moderation,
        budget=budget,
        most_each=most_each,
        minutes=minutes,
    )
    Option.objects.bulk_create(
        Option(
            activity=activity,
            position=rank,
            words=option.words if isinstance(option, Node) else option,
            about=option if isinstance(option, Node) else None,
        )
        for rank, option in enumerate(options, 1)
    )
    payload = {"activity": str(activity.id), "question": question}
    append(workshop.atelier.stream, PREPARED, payload, by=by, at=at)
    return activity
