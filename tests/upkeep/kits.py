"""A workshop ready to be taken to a hall, its kits, and a laptop with a database of its own."""

import contextlib
from collections.abc import Iterator, Sequence
from pathlib import Path

from django.test import override_settings

from atelier_local.programme.people.models import Person
from atelier_local.steps.roadmap.models import Action
from atelier_local.steps.wall.models import Activity
from atelier_local.windows.upkeep.models import Kit
from atelier_local.windows.upkeep.operations import make_kit, unpack
from tests import databases
from tests.factories.people import Cast, the_cast
from tests.factories.roadmap import a_strategy, an_action
from tests.factories.wall import MORNING, a_vote, an_open_activity
from tests.upkeep.logs import Room, a_room

SECRET = "haie grange pluie tuile moisson"


def an_activity_to_take_away(cast: Cast, **where) -> tuple[Activity, Activity]:
    """An open workshop with a question, and a vote that is open."""
    activity = an_open_activity(cast, **where)
    vote = a_vote(activity, cast)
    activity.refresh_from_db(fields=["state"])
    return activity, vote


def a_roadmap_to_take_away(activity: Activity, cast: Cast) -> Action:
    """An objective and its action sheet, in the same Atelier."""
    return an_action(cast, a_strategy(cast, contributions=0, atelier=activity.workshop.atelier))


def kits_of(activity: Activity, cast: Cast, count: int) -> list[Kit]:
    return [make_kit(activity.workshop, SECRET, by=cast.dina, at=MORNING)[0] for _ in range(count)]


def a_hall_to_leave(count: int) -> tuple[Room, Sequence[Kit], Person]:
    """In the database in use: a room, and as many kits of it."""
    cast = the_cast()
    activity, vote = an_activity_to_take_away(cast)
    a_roadmap_to_take_away(activity, cast)
    room = a_room(activity, vote, cast.dina.ref)
    return room, kits_of(activity, cast, count), cast.dina


@contextlib.contextmanager
def on_a_laptop(migrated: str, folder: Path, sealed: bytes) -> Iterator[Kit]:
    """The kit unpacked in an empty database, in use until the end."""
    with databases.own(migrated, folder):
        kit = unpack(sealed, SECRET)
        with override_settings(FIELD_KIT=kit.block):
            yield kit
