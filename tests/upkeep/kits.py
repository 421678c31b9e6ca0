"""A workshop ready to be taken to a hall, and its kits."""

from collections.abc import Sequence

from atelier_local.programme.people.models import Person
from atelier_local.steps.wall.models import Activity
from atelier_local.windows.upkeep.models import Kit
from atelier_local.windows.upkeep.operations import make_kit
from tests.factories.people import Cast, the_cast
from tests.factories.wall import MORNING, a_card, a_phone, a_vote, an_open_activity
from tests.upkeep.logs import Room, a_room

SECRET = "haie grange pluie tuile moisson"


def an_activity_to_take_away(cast: Cast) -> tuple[Activity, Activity]:
    """An open workshop with a question, a vote, and one card laid before anyone leaves."""
    activity = an_open_activity(cast)
    vote = a_vote(activity, cast)
    return activity, vote


def kits_of(activity: Activity, cast: Cast, count: int) -> list[Kit]:
    return [make_kit(activity.workshop, SECRET, by=cast.dina, at=MORNING)[0] for _ in range(count)]


def a_hall_to_leave(count: int) -> tuple[Room, Sequence[Kit], Person]:
    """In the database in use: a room, and as many kits of it."""
    cast = the_cast()
    activity, vote = an_activity_to_take_away(cast)
    room = a_room(activity, vote, cast.dina.ref)
    kits = kits_of(activity, cast, count)
    for kit in kits:
        kit.workshop = activity.workshop
    return room, kits, cast.dina


__all__ = ["MORNING", "a_card", "a_phone"]
