"""A hall on a database of its own."""

from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

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


@pytest.fixture(scope="module")
def server(
    migrated: str, django_db_blocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Hall]:
    """One server for the tests of a module that neither stop nor configure it."""
    with (
        django_db_blocker.unblock(),
        databases.own(migrated, tmp_path_factory.mktemp("hall")),
    ):
        hall = Hall(open_stream("room", "first", at=clock.now()))
        hall.open()
        yield hall
        hall.close()


@pytest.fixture
def hall(server: Hall) -> Iterator[Hall]:
    """A stream of one's own, on that server."""
    hall = Hall(open_stream("room", str(uuid4()), at=clock.now()), port=server.port)
    yield hall
    hall.close()
