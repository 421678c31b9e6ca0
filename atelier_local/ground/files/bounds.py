"""What stands ahead of Django for every page: no body beyond the biggest file that is taken.

Django writes a body to a temporary file, whole, before a view can look at it: two gigabytes sent
once, by mistake or not, would fill a disk. Here they are refused from their declared length, before
a byte is taken, or as soon as more has come than any page takes.
"""

from collections.abc import Awaitable, Callable, Mapping
from re import Pattern
from typing import Any
from urllib.parse import urlsplit

from django.template.loader import render_to_string

type Receive = Callable[[], Awaitable[Any]]
type Send = Callable[[Any], Awaitable[None]]
type Application = Callable[[Any, Receive, Send], Awaitable[None]]

LIMIT = 30_000_000
"""Bytes of a request: the biggest file of a form has 25 MB, the rest is room for its fields."""


def bounded(
    application: Application, limit: int = LIMIT, wider: Mapping[Pattern[str], int] | None = None
) -> Application:
    """`application`, which never gets more than `limit` bytes of one request; `wider`: the paths
    that take more, and how much.
    """
    exceptions = list((wider or {}).items())

    def most(path: str) -> int:
        return next((more for paths, more in exceptions if paths.fullmatch(path)), limit)

    async def guarded(scope: Any, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await application(scope, receive, send)
        elif any(length > most(scope["path"]) for length in declared(scope)):
            await _turn_away(scope, send)
        else:
            counted = Counted(receive, most(scope["path"]))
            await application(scope, counted, send)
            if counted.beyond:
                await _turn_away(scope, send)

    return guarded


def declared(scope: Any) -> list[int]:
    """Each length that was declared and is a number."""
    said = [value for name, value in scope["headers"] if name.lower() == b"content-length"]
    return [int(value) for value in said if value.isdigit() and len(value) < 20]


class Counted:
    """What comes in; past the limit, as if the other side had left: Django then lets all go."""

    def __init__(self, receive: Receive, limit: int) -> None:
        self._receive, self._left = receive, limit
        self.beyond = False

    async def __call__(self) -> Any:
        if self.beyond:
            return {"type": "http.disconnect"}
        message = await self._receive()
        if message["type"] == "http.request":
            self._left -= len(message.get("body", b""))
            if self._left < 0:
                self.beyond = True
                return {"type": "http.disconnect"}
        return message


def came_from(scope: Any) -> str:
    """The path of the page of ours that sent it, as its browser says; empty when none did."""
    said = {name.lower(): value.decode("latin-1") for name, value in scope["headers"]}
    try:
        page = urlsplit(said.get(b"referer", ""))
    except ValueError:
        return ""
    ours = bool(page.netloc) and page.netloc == said.get(b"host")
    return "/" + page.path.lstrip("/") if ours else ""


async def _turn_away(scope: Any, send: Send) -> None:
    """Said at once; the rest is not read."""
    body = render_to_string("413.html", {"back": came_from(scope)}).encode()
    headers = [
        (b"content-type", b"text/html; charset=utf-8"),
        (b"content-length", str(len(body)).encode()),
        (b"content-security-policy", b"default-src 'none'; style-src 'self'; img-src 'self'"),
        (b"x-content-type-options", b"nosniff"),
        (b"connection", b"close"),
    ]
    await send({"type": "http.response.start", "status": 413, "headers": headers})
    await send({"type": "http.response.body", "body": body})
