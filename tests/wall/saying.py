"""What phones say, as they send it."""

from atelier_local.ground.journal.models import uuid7
from atelier_local.steps.wall import operations
from tests.factories.wall import MORNING


def lay(phone, words="Un bus", *, activity, kind="besoin", id=None, place=""):
    return operations.lay(
        phone, words, activity=str(activity.id), kind=kind, id=id or uuid7(), at=MORNING,
        place=place,
    )  # fmt: skip


def choose(phone, vote, choices, id=None):
    told = {str(option.pk): value for option, value in choices.items()}
    return operations.vote(phone, told, activity=str(vote.pk), id=id or uuid7(), at=MORNING)
