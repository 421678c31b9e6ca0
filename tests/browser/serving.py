"""The real server, in a thread of the test: same process, so that a test may advance its clock."""

import contextlib
import importlib
import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from time import monotonic

import uvicorn
from django.conf import settings
from django.contrib.auth import get_user_model
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created
from django.test import Client, override_settings

STARTS_WITHIN = 20
"""Seconds."""


@dataclass(frozen=True)
class Server:
    """A running installation, on a database of its own."""

    url: str

    def session_of(self, who: str) -> dict[str, str]:
        """The cookie of someone who has signed in: `who` begins one e-mail address of the cast."""
        client = Client()
        client.force_login(get_user_model().objects.get(email__startswith=who))
        name = settings.SESSION_COOKIE_NAME
        return {"name": name, "value": client.cookies[name].value, "url": self.url}


@contextlib.contextmanager
def serve() -> Iterator[Server]:
    """Run config.asgi on a free port until the test ends."""
    with page_threads_let_go(), socket.create_server(("127.0.0.1", 0)) as listening:
        url = f"http://127.0.0.1:{listening.getsockname()[1]}"
        with override_settings(SITE_URL=url):
            config = uvicorn.Config(
                new_application(), log_level="warning", timeout_graceful_shutdown=1
            )
            server = uvicorn.Server(config)
            thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
            thread.start()
            try:
                wait_until_started(server, thread)
                yield Server(url)
            finally:
                server.should_exit = True
                thread.join()
                wait_until_nobody_listens()


@contextlib.contextmanager
def page_threads_let_go() -> Iterator[None]:
    """The threads that draw pages keep their connections as long as the process; not a test."""
    opened = []

    def note(connection: BaseDatabaseWrapper, **_: object) -> None:
        if threading.current_thread().name.startswith("page"):
            opened.append(connection)

    connection_created.connect(note)
    try:
        yield
    finally:
        connection_created.disconnect(note)
        for connection in opened:
            connection.inc_thread_sharing()
            connection.close()


def new_application() -> Callable:
    """config.asgi as a new process makes it: its hub and its writer serve one life only."""
    return importlib.reload(importlib.import_module("config.asgi")).application


def wait_until_nobody_listens() -> None:
    """On PostgreSQL the doorbell lets go of its connection a moment after its last subscriber."""
    for thread in threading.enumerate():
        if thread.name == "journal-doorbell":
            thread.join()


def wait_until_started(server: uvicorn.Server, thread: threading.Thread) -> None:
    deadline = monotonic() + STARTS_WITHIN
    while not server.started:
        thread.join(0.02)
        assert thread.is_alive(), "the server stopped while starting; its log says why"
        assert monotonic() < deadline, "the server does not start"
