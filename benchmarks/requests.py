"""One request straight into the application, and what it asks of the database."""

import asyncio
import itertools
from collections.abc import Callable

from django.db.backends.signals import connection_created


class Counter:
    """Counts the queries of every connection, whatever its thread."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        connection_created.connect(self.watch)

    def watch(self, connection, **_) -> None:
        if self.count not in connection.execute_wrappers:
            connection.execute_wrappers.append(self.count)

    def count(self, execute: Callable, sql, parameters, many, context):
        self.asked.append(str(sql))
        return execute(sql, parameters, many, context)


async def get(application: Callable, path: str, cookie: str) -> int:
    """One GET, straight into the application; its status once the whole body is out."""
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "scheme": "http",
        "method": "GET",
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "root_path": "",
        "headers": [(b"host", b"localhost"), (b"cookie", cookie.encode())],
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 8000),
    }
    answered = asyncio.Event()
    requests = itertools.chain([{"type": "http.request", "body": b"", "more_body": False}])
    status = 0

    async def receive() -> dict:
        for message in requests:
            return message
        await answered.wait()
        return {"type": "http.disconnect"}

    async def send(message: dict) -> None:
        nonlocal status
        status = message.get("status", status)
        if message["type"] == "http.response.body" and not message.get("more_body"):
            answered.set()

    await application(scope, receive, send)
    return status
