from copy import deepcopy

import pytest

from tests.factories.roadmap import Strategy, a_strategy


@pytest.fixture(scope="module")
def made(kept):
    return kept(a_strategy)


@pytest.fixture
def strategy(made, db) -> Strategy:
    return deepcopy(made)
