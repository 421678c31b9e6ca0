"""A hall on a database of its own."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from atelier_local import clock
from atelier_local.ground.journal.operations import open_stream
from tests import databases
from tests.live.hall import Hall


@pytest.fixture
def closed_hall(migrated: str, django_db_blocker, tmp_path: Path) -> Iterator[Hall]:
    """A stream and its database; the test opens the server itself."""
    with (
        django_db_blocker.unblock(),
        databases.own(migrated, tmp_path),
    ):
        hall = Hall(open_stream("room", "toy", at=clock.now()))
        yield hall
        hall.close()


@pytest.fixture
def hall(closed_hall: Hall) -> Hall:
    """A stream and its server, open."""
    closed_hall.open()
    return closed_hall
