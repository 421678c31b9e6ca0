"""What stands ahead of Django where tenders come in: no body in clear ever reaches a disk.

Django writes to a temporary file any body above 2.5 MB, before a view can look at it. Here such a
body is refused from its declared length, or as soon as more comes than was declared; and the
instant of the last byte is written down, which is the instant of the deposit, whatever the time a
busy page takes to get to it.
"""

import json
import re
from collections.abc import Awaitable, Callable
from typing import Any

from atelier_local import clock

type Receive = Callable[[], Awaitable[Any]]
type Send = Callable[[Any], Awaitable[None]]
type Application = Callable[[Any, Receive, Send], Awaitable[None]]

LIMIT = 2_400_000
_TENDER = re.compile(r"/ateliers/[^/]+/consultation/mon-offre/")
_SAID = {
    411: "Votre navigateur n’a pas dit la taille de son envoi.",
    413: "Cet envoi est trop gros : deux mégaoctets au plus, à chaque fois.",
}


class _TooLong(Exception):
    """More came than was declared."""


def guard(application: Application) -> Application:
    """`application`, with what is posted on a side's pages measured and timed before it."""

    async def guarded(scope: Any, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "POST" or not _TENDER.match(scope["path"]):
            await application(scope, receive, send)
            return
        length = _declared(scope)
        if length is None or length > LIMIT:
            await _turn_away(send, 411 if length is None else 413)
            return
        try:
            await application(scope, _measured(scope, receive, length), send)
        except _TooLong:
            await _turn_away(send, 413)

    return guarded


def _declared(scope: Any) -> int | None:
    """The one length that was declared; none when it is absent, said twice or not a number."""
    said = [value for name, value in scope["headers"] if name.lower() == b"content-length"]
    return int(said[0]) if len(said) == 1 and said[0].isdigit() else None


def _measured(scope: Any, receive: Receive, length: int) -> Receive:
    come = 0

    async def receive_some() -> Any:
        nonlocal come
        message = await receive()
        if message["type"] == "http.request":
            come += len(message.get("body", b""))
            if come > length:
                raise _TooLong
            if not message.get("more_body", False):
                scope["arrived_at"] = clock.now()
        return message

    return receive_some


async def _turn_away(send: Send, status: int) -> None:
    body = json.dumps({"reasons": [_SAID[status]]}, ensure_ascii=False).encode()
    headers = [
        (b"content-type", b"application/json; charset=utf-8"),
        (b"content-length", str(len(body)).encode()),
        (b"connection", b"close"),
    ]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
