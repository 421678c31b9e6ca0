"""What the hot routes check for themselves, since they answer ahead of Django's middleware."""

import json
import math
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.http.request import split_domain_port, validate_host

from atelier_local.ground.journal.rules import Payload, canonical_json

from .passes import COOKIE

type Headers = dict[bytes, bytes]
type Receive = Callable[[], Awaitable[Any]]

MAX_BODY = 16 * 1024
MAX_KIND = 60


class TurnedAway(Exception):
    """A request that gets no further: status, a sentence in French, seconds to wait if any."""

    def __init__(self, status: int, message: str, *, wait: float | None = None) -> None:
        super().__init__(message)
        self.status, self.message, self.wait = status, message, wait


class Gone(Exception):
    """The client left before it had finished speaking."""


class Submission(NamedTuple):
    """What a device asks to write; its id makes repeating it harmless."""

    id: UUID
    kind: str
    payload: Payload
    written: bytes
    """The payload as canonical JSON."""


def headers_of(scope: Any) -> Headers:
    """The headers by name; two hosts in one request are refused."""
    pairs: list[tuple[bytes, bytes]] = scope["headers"]
    headers = dict(pairs)
    if len(headers) != len(pairs) and [name for name, _ in pairs].count(b"host") > 1:
        raise TurnedAway(400, "Requête mal formée.")
    if b"host" not in headers:
        raise TurnedAway(400, "Requête mal formée.")
    return headers


def check_host(headers: Headers) -> None:
    """Only the names this installation answers to."""
    if not _known_host(headers[b"host"], tuple(settings.ALLOWED_HOSTS)):
        raise TurnedAway(400, "Adresse inconnue de ce serveur.")


@lru_cache(maxsize=64)
def _known_host(host: bytes, allowed: tuple[str, ...]) -> bool:
    domain, _ = split_domain_port(host.decode("latin-1"))
    return bool(domain) and validate_host(domain, allowed)


def check_origin(headers: Headers, *, required: bool) -> None:
    """Only our own pages write; a browser always says where a POST comes from."""
    origin = headers.get(b"origin")
    if origin is None and not required:
        return
    trusted, secure = tuple(settings.CSRF_TRUSTED_ORIGINS), settings.SESSION_COOKIE_SECURE
    if origin is None or not _own_origin(origin, headers[b"host"], trusted, secure):
        raise TurnedAway(403, "Cette demande ne vient pas de ce site.")


@lru_cache(maxsize=64)
def _own_origin(origin: bytes, host: bytes, trusted: tuple[str, ...], secure: bool) -> bool:
    text = origin.decode("latin-1")
    if text in trusted:
        return True
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    schemes = {"https"} if secure else {"http", "https"}
    return parts.scheme in schemes and parts.netloc == host.decode("latin-1")


def check_json(headers: Headers) -> None:
    """Only JSON as itself: a form of another site cannot send that type."""
    content_type = headers.get(b"content-type", b"").split(b";")[0].strip().lower()
    if content_type != b"application/json" or b"content-encoding" in headers:
        raise TurnedAway(415, "Le contenu doit être du JSON.")


def token_of(headers: Headers) -> str:
    """The pass in the cookies; empty where there is none."""
    name = COOKIE.encode() + b"="
    for cookie in headers.get(b"cookie", b"").split(b";"):
        cookie = cookie.strip()
        if cookie.startswith(name):
            return cookie[len(name) :].decode("latin-1").strip('"')
    return ""


async def read_body(headers: Headers, receive: Receive) -> bytes:
    """The whole body, never more than `MAX_BODY`."""
    announced = headers.get(b"content-length", b"0")
    if not announced.isdigit():
        raise TurnedAway(400, "Requête mal formée.")
    if len(announced) > 9 or int(announced) > MAX_BODY:
        raise _too_big()
    body = b""
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise Gone
        body += message.get("body", b"")
        if len(body) > MAX_BODY:
            raise _too_big()
        if not message.get("more_body", False):
            return body


def _too_big() -> TurnedAway:
    return TurnedAway(413, "Envoi trop volumineux : 16 ko au plus.")


def submission(body: bytes) -> Submission:
    """What the body asks for; exactly an id, a kind and a payload, all well formed."""
    try:
        asked = _read(body.decode())
        if not isinstance(asked, dict) or asked.keys() != {"id", "kind", "payload"}:
            raise ValueError("expected id, kind and payload")
        kind, payload = asked["kind"], asked["payload"]
        if not isinstance(kind, str) or not 0 < len(kind) <= MAX_KIND:
            raise ValueError("kind")
        if not isinstance(payload, dict):
            raise ValueError("payload")
        return Submission(_uuid(asked["id"]), kind, payload, canonical_json(payload))
    except (ValueError, RecursionError) as malformed:
        raise TurnedAway(400, "Envoi mal formé.") from malformed


def _no_twins(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    told = dict(pairs)
    if len(told) != len(pairs):
        raise ValueError("a key is given twice")
    return told


def _no_constant(name: str) -> Any:
    raise ValueError(name)


_read = json.JSONDecoder(object_pairs_hook=_no_twins, parse_constant=_no_constant).decode


def _uuid(text: Any) -> UUID:
    """An id written the usual way: 36 characters; its case does not matter."""
    if not isinstance(text, str) or len(text) != 36:
        raise ValueError("id")
    return UUID(text)


@dataclass(frozen=True, slots=True)
class Rate:
    """So many at once, then so many a second."""

    burst: float
    per_second: float


class Buckets:
    """Token buckets by key. The key unheard for longest is forgotten, so memory stays bounded."""

    MOST = 10_000

    def __init__(self, rate: Rate, now: Callable[[], float] = time.monotonic) -> None:
        self._rate, self._now = rate, now
        self._levels: dict[object, tuple[float, float]] = {}

    def __len__(self) -> int:
        return len(self._levels)

    def take(self, key: object) -> float:
        """Take one; returns 0, or the seconds to wait before one is there."""
        now = self._now()
        level, seen = self._levels.pop(key, (self._rate.burst, now))
        level = min(level + (now - seen) * self._rate.per_second, self._rate.burst)
        self._levels[key] = (level - 1 if level >= 1 else level, now)
        if len(self._levels) > self.MOST:
            del self._levels[next(iter(self._levels))]
        return 0 if level >= 1 else (1 - level) / self._rate.per_second


def check_rate(buckets: Buckets, key: object) -> None:
    """Turn away whoever speaks faster than allowed, saying when to come back."""
    if wait := buckets.take(key):
        raise TurnedAway(429, "Trop d’envois à la fois ; réessayez bientôt.", wait=math.ceil(wait))
