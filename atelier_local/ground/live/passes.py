"""A pass opens one face of one stream, for a few minutes, to whom a door let in.

Signed and self-sufficient, so that the hot routes ask the database nothing. It travels only in
a cookie that scripts cannot read and that goes to its own address only.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from uuid import UUID

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.http import HttpResponse

from atelier_local import clock
from atelier_local.ground.journal.models import Line

COOKIE = "passe"
LIFETIME = timedelta(minutes=10)
REVOKED = "role.revoked"
FACE = re.compile(r"[a-z0-9-]{1,40}")

_signer = Signer(salt="atelier_local.ground.live.pass")
_MAX_TOKEN = 2000


class Invalid(Exception):
    """Raised for a token that is missing, altered or past its time."""


@dataclass(frozen=True, slots=True)
class Pass:
    """Who (`subject`, an actor's ref) may watch `face` of a stream and write these kinds there."""

    stream_id: UUID
    face: str
    subject: str
    kinds: tuple[str, ...]
    issued_at: datetime
    until: datetime

    @property
    def path(self) -> str:
        """The address the pass opens, and the only one its cookie is sent to."""
        return f"/direct/{self.stream_id}/{self.face}/"


def issue(
    stream_id: UUID, face: str, *, subject: str, at: datetime, kinds: tuple[str, ...] = ()
) -> Pass:
    """A pass valid from `at` for `LIFETIME`. Call it only in a view that went through a door."""
    if not FACE.fullmatch(face):
        raise ValueError(f"not a face: {face!r}")
    return Pass(stream_id, face, subject, kinds, at, at + LIFETIME)


def token(pass_: Pass) -> str:
    """The pass as a signed text."""
    return _signer.sign_object(
        [
            str(pass_.stream_id),
            pass_.face,
            pass_.subject,
            pass_.kinds,
            pass_.issued_at.timestamp(),
            pass_.until.timestamp(),
        ]
    )


def read(token: str, *, at: datetime) -> Pass:
    """The pass a token holds; raises `Invalid` if it was altered or has had its time."""
    pass_ = _decode(token)
    if not pass_.issued_at - LIFETIME < at < pass_.until:
        raise Invalid
    return pass_


@lru_cache(maxsize=4096)
def _decode(token: str) -> Pass:
    if len(token) > _MAX_TOKEN:
        raise Invalid
    try:
        stream_id, face, subject, kinds, issued_at, until = _signer.unsign_object(token)
    except BadSignature as altered:
        raise Invalid from altered
    return Pass(
        UUID(stream_id),
        face,
        subject,
        tuple(kinds),
        datetime.fromtimestamp(issued_at, UTC),
        datetime.fromtimestamp(until, UTC),
    )


def revocations() -> dict[str, datetime]:
    """Who lost a role, and when last, while passes issued before may still be about."""
    lately = Line.objects.filter(kind=REVOKED, received_at__gt=clock.now() - 2 * LIFETIME)
    return {
        line.payload.get("subject"): line.received_at
        for line in lately.order_by("received_at")
        if line.payload
    }


def set_cookie(response: HttpResponse, pass_: Pass) -> None:
    """Hand the pass to the browser."""
    response.set_cookie(
        COOKIE,
        token(pass_),
        max_age=pass_.until - pass_.issued_at,
        path=pass_.path,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Strict",
    )
