from copy import deepcopy

import pytest

from atelier_local.steps.roadmap.models import Action
from atelier_local.steps.wall.models import Activity
from atelier_local.windows.upkeep.models import Kit
from tests.upkeep.kits import a_roadmap_to_take_away, an_activity_to_take_away, kits_of
from tests.upkeep.logs import Room, a_room


@pytest.fixture(scope="module")
def made(kept):
    return kept(an_activity_to_take_away)


@pytest.fixture
def activity(made, db) -> Activity:
    """A question of an open workshop; a vote is open in the same room."""
    return deepcopy(made[0])


@pytest.fixture
def vote(made, db) -> Activity:
    return deepcopy(made[1])


@pytest.fixture
def sheet(activity, cast) -> Action:
    """An action of the Atelier whose workshop it is."""
    return a_roadmap_to_take_away(activity, cast)


@pytest.fixture
def room(activity, vote, cast, sheet) -> Room:
    return a_room(activity, vote, cast.dina.ref)


@pytest.fixture
def kits(activity, cast) -> list[Kit]:
    return kits_of(activity, cast, 4)
