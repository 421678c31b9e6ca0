"""What enters config.asgi: many pages at once share a few threads and their connections."""

import asyncio

import pytest
from asgiref.testing import ApplicationCommunicator
from django.conf import settings
from django.db.backends.signals import connection_created

from tests.browser.serving import new_application

pytestmark = pytest.mark.django_db(transaction=True)


async def _status(application, path: str) -> int:
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "scheme": "http",
        "method": "GET",
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "headers": [(b"host", b"localhost")],
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 8000),
    }
    asked = ApplicationCommunicator(application, scope)
    await asked.send_input({"type": "http.request", "body": b""})
    started = await asked.receive_output(10)
    await asked.receive_output(10)
    await asked.wait(10)
    return started["status"]


async def _statuses(application, paths: list[str]) -> list[int]:
    return await asyncio.gather(*(_status(application, path) for path in paths))


def test_pages_asked_together_share_the_connections_of_a_few_threads():
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
