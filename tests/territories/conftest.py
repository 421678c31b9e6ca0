import pytest
from django.core.management import call_command
from django.db import connection, transaction


@pytest.fixture(scope="module")
def france(django_db_setup, django_db_blocker):
    """All of France, loaded once for a module and taken back at its end."""
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("load_territories", verbosity=0)
        connection.check_constraints()  # else PostgreSQL checks them again after each test
        yield
        transaction.set_rollback(True)


@pytest.fixture
def square():
    """A GeoJSON polygon about `west`, `south`, one hundredth of a degree wide."""

    def made(west=0.5, south=48.3, size=0.01):
        east, north = west + size, south + size
        ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
        return {"type": "Polygon", "coordinates": [ring]}

    return made
