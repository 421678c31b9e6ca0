"""A room with a question open, phones in it, cards on its wall."""

from atelier_local.programme.ateliers.enums import Audience
from atelier_local.steps.wall.enums import ContributionKind, Method
from atelier_local.steps.wall.models import Activity, Contribution, Participant
from atelier_local.steps.wall.operations import (
    contribute,
    join,
    open_activity,
    prepare_activity,
)
from tests.factories.people import Cast
from tests.factories.workshops import MORNING, PREPARED, an_open_workshop

QUESTION = "Qu’est-ce qui compte ici ?"
KINDS = [ContributionKind.STRENGTH, ContributionKind.WEAKNESS, ContributionKind.NEED]


def an_open_activity(cast: Cast, **where) -> Activity:
    """The question is put to the room; another one is ready."""
    workshop = an_open_workshop(cast, **where)
    by = cast.dina
    activity = prepare_activity(workshop, question=QUESTION, kinds=KINDS, by=by, at=PREPARED)
    prepare_activity(workshop, question="Et demain ?", kinds=KINDS[2:], by=by, at=PREPARED)
    open_activity(activity, by=by, at=MORNING)
    return activity


def a_vote(activity: Activity, cast: Cast, **more) -> Activity:
    """Three dots a person on three options, open in the same room."""
    told = {"method": Method.DOTS, "options": ["Le marché", "Le bus", "L’école"], "budget": 3}
    given = told | {"most_each": 2} | more
    made = prepare_activity(
        activity.workshop, question="Quels enjeux d’abord ?", by=cast.dina, at=PREPARED, **given
    )
    open_activity(made, by=cast.dina, at=MORNING)
    return made


def a_phone(activity: Activity, **who) -> Participant:
    """Nour's, unless told otherwise: a resident at table 1."""
    given = {"audience": Audience.RESIDENTS, "table": 1} | who
    return join(activity.workshop, **given, at=MORNING)


def a_card(activity: Activity, words: str = "Le marché du jeudi", **more) -> Contribution:
    """Laid by a phone."""
    by = more.pop("by", None) or a_phone(activity)
    given = {"kind": ContributionKind.STRENGTH, "by": by, "at": MORNING} | more
    return contribute(activity, words, **given)
