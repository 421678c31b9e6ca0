"""The hot routes, answered ahead of Django: writing one act, hearing a stream, or asking for it.

    POST /direct/<stream>/<face>/lignes          {"id": uuid, "kind": …, "payload": {…}}
    GET  /direct/<stream>/<face>/flux            Server-Sent Events; Last-Event-ID or ?apres=
    GET  /direct/<stream>/<face>/suite?apres=n   the same frames at once, for who must poll

A Django request costs ten times one of these; so they do their own checks (`guards`).
"""

import asyncio
import json
import logging
import random
import re
from collections.abc import Awaitable, Callable, Coroutine, Mapping, Sequence
from typing import Any, NamedTuple
from urllib.parse import parse_qs

from django.db import DatabaseError, connection

from atelier_local import clock
from atelier_local.ground.journal.operations import Conflict, Draft
from atelier_local.refusal import Refused

from . import guards, passes
from .feed import Screen, part, position
from .guards import Buckets, Gone, Headers, Rate, Submission, TurnedAway
from .hub import Crowded, Hub, Unknown
from .passes import Pass
from .room import Room
from .thread import Thread
from .writer import Busy, Receipt, Writer

type Scope = Mapping[str, Any]
type Receive = Callable[[], Awaitable[Any]]
type Send = Callable[[Any], Coroutine[Any, Any, None]]
type Application = Callable[[Any, Receive, Send], Awaitable[None]]

PREFIX = "/direct/"
BODY_PATIENCE = 10.0
_ROUTE = re.compile(rf"{PREFIX}([0-9a-f-]{{36}})/({passes.FACE.pattern})/(lignes|flux|suite)")
_METHOD = {"lignes": "POST", "flux": "GET", "suite": "GET"}

_log = logging.getLogger(__name__)


class Limits(NamedTuple):
    """How fast acts may come: from one subject, and in one stream."""

    subject: Rate = Rate(burst=30, per_second=3)
    stream: Rate = Rate(burst=3000, per_second=1000)


def in_front_of(
    application: Application, rooms: Mapping[str, Room], limits: Limits | None = None
) -> Application:
    """`application`, with the hot routes answered before it, and what they need kept alive.

    `rooms` says which room carries streams of which kind.
    """
    live = Live(rooms, limits or Limits())

    async def front(scope: Any, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["path"].startswith(PREFIX):
            await live.answer(scope, receive, send)
        elif scope["type"] == "lifespan":
            await live.lifespan(receive, send)
        else:
            await application(scope, receive, send)

    return front


class Live:
    """The routes of one process, with its writer and its hub."""

    def __init__(self, rooms: Mapping[str, Room], limits: Limits) -> None:
        self._rooms, self._limits = rooms, limits
        self._begin()

    def _begin(self) -> None:
        """A new life: nothing in it belongs yet to an event loop, a thread or a connection."""
        # SQLite has one writer at a time, and forgets the pages it holds when another has written:
        # there, one thread both writes and projects.
        names = ["live"] if connection.vendor == "sqlite" else ["live-writer", "live-hub"]
        self._threads = [Thread(name) for name in names]
        self._hub = Hub(self._rooms, self._threads[-1])
        self._writer = Writer(self._threads[0], self._hub.written)
        self._subjects, self._streams = Buckets(self._limits.subject), Buckets(self._limits.stream)

    async def lifespan(self, receive: Receive, send: Send) -> None:
        """What the server says at its start and at its end."""
        while True:
            message = await receive()
            if message["type"] == "lifespan.startup":
                self._hub.start()
                await send({"type": "lifespan.startup.complete"})
            else:
                await self._writer.stop()
                await self._hub.stop()
                for thread in self._threads:
                    await thread.stop()
                self._begin()
                await send({"type": "lifespan.shutdown.complete"})
                return

    async def answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request, whatever becomes of it."""
        self._hub.start()
        try:
            headers, pass_, act = self._enter(scope)
            if act == "lignes":
                await self._write(headers, pass_, receive, send)
            elif act == "flux":
                await self._stream(scope, headers, pass_, receive, send)
            else:
                await self._catch_up(scope, headers, pass_, send)
        except TurnedAway as turned_away:
            await _turn_away(send, turned_away)
        except Unknown:
            await _turn_away(send, _absent())
        except DatabaseError:
            _log.exception("the database did not answer")
            await _turn_away(send, _busy())
        except Gone:
            pass

    def _enter(self, scope: Scope) -> tuple[Headers, Pass, str]:
        """The checks that all routes share."""
        headers = guards.headers_of(scope)
        guards.check_host(headers)
        route = _ROUTE.fullmatch(scope["path"])
        if route is None:
            raise _absent()
        stream_id, face, act = route.groups()
        if scope["method"] != _METHOD[act]:
            raise TurnedAway(405, "Méthode non permise.")
        guards.check_origin(headers, required=act == "lignes")
        pass_ = self._pass(headers)
        if (str(pass_.stream_id), pass_.face) != (stream_id, face):
            raise _absent()
        return headers, pass_, act

    def _pass(self, headers: Headers) -> Pass:
        try:
            pass_ = passes.read(guards.token_of(headers), at=clock.now())
        except passes.Invalid:
            pass_ = None
        if pass_ is None or self._hub.is_revoked(pass_):
            raise TurnedAway(401, "Votre accès a expiré : rechargez la page.")
        return pass_

    # Writing

    async def _write(self, headers: Headers, pass_: Pass, receive: Receive, send: Send) -> None:
        guards.check_json(headers)
        guards.check_rate(self._subjects, pass_.subject)
        guards.check_rate(self._streams, pass_.stream_id)
        asked = await _submission(headers, receive)
        if asked.kind not in pass_.kinds:
            raise TurnedAway(403, "Vous ne pouvez pas écrire cela ici.")
        room = await self._hub.room_of(pass_.stream_id)
        try:
            receipt = await self._writer.write(room, _draft(asked, pass_))
        except Refused as refused:
            reasons = [reason.label for reason in refused.reasons]
            await _json(send, 409, {"error": "Envoi refusé.", "reasons": reasons})
        except Conflict:
            raise TurnedAway(409, "Cet envoi a déjà été reçu avec un autre contenu.") from None
        except Busy:
            raise _busy() from None
        except Exception:
            raise TurnedAway(500, "Cet envoi n’a pas pu être enregistré.") from None
        else:
            await _acknowledge(send, receipt)

    # Hearing

    async def _stream(
        self, scope: Scope, headers: Headers, pass_: Pass, receive: Receive, send: Send
    ) -> None:
        after = _after(scope, headers)
        try:
            screen = await self._hub.join(pass_, after, send)
        except Crowded:
            raise TurnedAway(429, "Trop d’écrans ouverts à la fois.", wait=10) from None
        gone = asyncio.create_task(_until_gone(receive, screen))
        try:
            await _start(send, 200, _EVENT_STREAM)
            await send(part(_retry() + position(max(screen.seq, 0))))
            while data := await self._hub.next(screen):
                with screen.sending():
                    await send(part(data))
            with screen.sending():
                await send({"type": "http.response.body"})
        except DatabaseError:
            _log.exception("a screen was let go: the database did not answer")
        except asyncio.CancelledError:  # the server stops, or the client takes nothing any more
            if not screen.stuck:
                await send({"type": "http.response.body"})
        finally:
            gone.cancel()
            self._hub.leave(screen)

    async def _catch_up(self, scope: Scope, headers: Headers, pass_: Pass, send: Send) -> None:
        guards.check_rate(self._subjects, (pass_.subject, "suite"))
        chunk = await self._hub.catch_up(pass_, _after(scope, headers) or 0)
        body = _retry() + chunk.data + position(chunk.upto)
        await _respond(send, 200, _EVENT_STREAM, body)


async def _submission(headers: Headers, receive: Receive) -> Submission:
    try:
        async with asyncio.timeout(BODY_PATIENCE):
            body = await guards.read_body(headers, receive)
    except TimeoutError:
        raise TurnedAway(408, "Envoi trop lent.") from None
    return guards.submission(body)


def _draft(asked: Submission, pass_: Pass) -> Draft:
    now = clock.now()
    return Draft(
        stream_id=pass_.stream_id, kind=asked.kind, payload=asked.payload, by=pass_.subject,
        at=now, received_at=now, id=asked.id, sent=asked.written,
    )  # fmt: skip


def _after(scope: Scope, headers: Headers) -> int | None:
    """The number already heard: what the browser remembers, else what the page was made with."""
    given = headers.get(b"last-event-id", b"").decode("latin-1")
    if not given:
        given = parse_qs(scope["query_string"].decode("latin-1")).get("apres", [""])[0]
    if not given:
        return None
    if not (given.isascii() and given.isdigit() and len(given) <= 15):
        raise TurnedAway(400, "Numéro de reprise mal formé.")
    return int(given)


async def _until_gone(receive: Receive, screen: Screen) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
    screen.close()


# Answers

_COMMON = [
    (b"atelier-local", b"1"),  # a device knows by it that no portal speaks in our place
    (b"cache-control", b"no-store"),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
]
_JSON = [(b"content-type", b"application/json; charset=utf-8"), *_COMMON]
_EVENT_STREAM = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"x-accel-buffering", b"no"),
    *_COMMON,
]


def _absent() -> TurnedAway:
    return TurnedAway(404, "Rien à cette adresse.")


def _busy() -> TurnedAway:
    return TurnedAway(503, "Serveur occupé ; réessayez dans un instant.", wait=2)


def _retry() -> bytes:
    """How long to wait before coming back: spread out, lest a whole hall returns at once."""
    return b"retry: %d\n\n" % random.randint(1000, 4000)  # noqa: S311 - not a secret


async def _acknowledge(send: Send, receipt: Receipt) -> None:
    await _json(send, 201 if receipt.fresh else 200, receipt.ack)


async def _turn_away(send: Send, why: TurnedAway) -> None:
    extra = [] if why.wait is None else [(b"retry-after", b"%d" % why.wait)]
    if why.status in {408, 413}:  # the rest of the body is not read
        extra.append((b"connection", b"close"))
    await _json(send, why.status, {"error": why.message}, extra)


_written = json.JSONEncoder(ensure_ascii=False).encode


async def _json(
    send: Send,
    status: int,
    value: Mapping[str, Any],
    extra: Sequence[tuple[bytes, bytes]] = (),
) -> None:
    body = _written(value).encode()
    await _respond(send, status, [*_JSON, *extra], body)


async def _respond(
    send: Send, status: int, headers: list[tuple[bytes, bytes]], body: bytes
) -> None:
    await _start(send, status, [*headers, (b"content-length", b"%d" % len(body))])
    await send({"type": "http.response.body", "body": body})


async def _start(send: Send, status: int, headers: list[tuple[bytes, bytes]]) -> None:
    await send({"type": "http.response.start", "status": status, "headers": headers})
