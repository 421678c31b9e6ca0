"""What enters config.asgi: many pages at once share a few threads and their connections."""

import asyncio

import pytest
from django.conf import settings
from django.db.backends.signals import connection_created

from benchmarks.requests import get
from tests import databases
from tests.browser.serving import new_application


@pytest.fixture
def a_database(migrated, tmp_path, django_db_blocker):
    """One of its own: the threads keep their connections after the test."""
    with (
        django_db_blocker.unblock(),
        databases.own(migrated, tmp_path),
    ):
        yield


async def _statuses(application, paths: list[str]) -> list[int]:
    return await asyncio.gather(*(get(application, path, "") for path in paths))


def test_pages_asked_together_share_the_connections_of_a_few_threads(a_database):
    opened = []

    def note(connection, **_):
        opened.append(connection)

    connection_created.connect(note)
    pages = ["/territoires-en-atelier/", "/territoires-en-atelier/personne/"] * 2
    try:
        statuses = asyncio.run(_statuses(new_application(), pages * settings.PAGE_THREADS))
    finally:
        connection_created.disconnect(note)
    assert statuses == [200, 404, 200, 404] * settings.PAGE_THREADS
    assert 1 <= len(opened) <= settings.PAGE_THREADS
