from copy import deepcopy

import pytest

from atelier_local.steps.wall.models import Activity
from tests.upkeep.kits import an_activity_to_take_away


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
