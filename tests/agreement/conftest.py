from copy import deepcopy
from datetime import UTC, datetime

import pytest

from atelier_local.programme.agreement import operations

LOADED = datetime(2026, 3, 1, 9, tzinfo=UTC)


@pytest.fixture
def at():
    return LOADED


@pytest.fixture(scope="module")
def loaded(states, django_db_blocker):
    """The founding document, loaded once for a module and taken back at its end."""
    with django_db_blocker.unblock(), states.ground():
        yield operations.load_founding_document(by=None, at=LOADED)


@pytest.fixture
def founding(loaded, db):
    """The founding document's framework agreement and its six holders."""
    return deepcopy(loaded)
