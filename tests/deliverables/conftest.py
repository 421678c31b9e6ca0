from copy import deepcopy

import pytest

from tests.factories.deliverables import Told, an_atelier_to_write


@pytest.fixture(scope="module")
def made(kept):
    return kept(an_atelier_to_write)


@pytest.fixture
def told(made, db) -> Told:
    """A small Atelier at its production."""
    return deepcopy(made)
