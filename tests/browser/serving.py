"""The real server, in a thread of the test: same process, so that a test may advance its clock."""

import contextlib
import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from time import monotonic

import uvicorn
from django.conf import settings
from django.contrib.auth import get_user_model
from django.test import Client, override_settings

STARTS_WITHIN = 20
"""Seconds."""


@dataclass(frozen=True)
class Server:
    """A running installation, on a database of its own."""

    url: str

    def session_of(self, email: str) -> dict[str, str]:
        """The cookie of someone who has signed in."""
        client = Client()
        client.force_login(get_user_model().objects.get(email=email))
        name = settings.SESSION_COOKIE_NAME
        return {"name": name, "value": client.cookies[name].value, "url": self.url}


@contextlib.contextmanager
def serve() -> Iterator[Server]:
    """Run config.asgi on a free port until the test ends."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        url = f"http://127.0.0.1:{listening.getsockname()[1]}"
        with override_settings(SITE_URL=url):
            config = uvicorn.Config(
                "config.asgi:application", log_level="warning", timeout_graceful_shutdown=1
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


def wait_until_started(server: uvicorn.Server, thread: threading.Thread) -> None:
    deadline = monotonic() + STARTS_WITHIN
    while not server.started:
        thread.join(0.02)
        assert thread.is_alive(), "the server stopped while starting; its log says why"
        assert monotonic() < deadline, "the server does not start"
