import pytest
from django.core.management import call_command
from django.db import connection


@pytest.fixture(scope="module")
def france(states, django_db_blocker):
    """All of France, loaded once for a module and taken back at its end.

    Checked once too: after each of these tests, which only read, it would take longer than they do.
    """
    with (
        django_db_blocker.unblock(),
        states.ground(),
        pytest.MonkeyPatch.context() as patch,
    ):
        call_command("load_territories", verbosity=0)
        connection.check_constraints()
        patch.setattr(connection.features, "can_defer_constraint_checks", False)
        yield


@pytest.fixture
def square():
    """A GeoJSON polygon about `west`, `south`, one hundredth of a degree wide."""

    def made(west=0.5, south=48.3, size=0.01):
        east, north = west + size, south + size
        ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
        return {"type": "Polygon", "coordinates": [ring]}

    return made
