"""What a phone that cannot reach the room any more gives as text, to be handed in at the console.

    [AL1.<base64url of a JSON object>]

or, in a code to scan, the address of the console's page with `#AL1.…` at its end.

`r` is the room, `p` the phone, `a` its audience and `t` its table if it said them; `e` the acts
that wait, each with the id that the phone gave it: handed in twice, or sent later by the phone
after all, they count once. `static/wall/rescue.js` writes it.
"""

import base64
import binascii
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from atelier_local.ground.journal.rules import canonical_json

from .enums import Act

MOST = 500
"""Acts of one text."""

SAID_BY_A_PHONE = {
    Act.CONTRIBUTED: "une carte",
    Act.VOTED: "un vote",
    Act.ASKED: "une question",
    Act.SUPPORTED: "un soutien à une question",
}
"""What a phone may say, and what it is called where it has no words."""

_MARK = re.compile(r"\[AL1\.([A-Za-z0-9_\-\s]+)\]|#AL1\.([A-Za-z0-9_\-]+)")


class Unreadable(Exception):
    """The text holds no such mark, or one that is not whole."""


@dataclass(frozen=True)
class Waiting:
    """One act that a phone kept: its id, its kind, and what it says, as the phone would send it."""

    id: UUID
    kind: Act
    payload: Mapping[str, Any]

    @property
    def words(self) -> str:
        return str(self.payload.get("words", "")) or SAID_BY_A_PHONE[self.kind]


@dataclass(frozen=True)
class Handed:
    """What one phone of one room kept."""

    room: UUID
    phone: UUID
    audience: str
    table: int | None
    acts: Sequence[Waiting]


def read(text: str) -> list[Handed]:
    """What the phones whose texts these are kept; raises `Unreadable`."""
    marks = [mark or scanned for mark, scanned in _MARK.findall(text)]
    if not marks or text.count("[AL1.") + text.count("#AL1.") != len(marks):
        raise Unreadable
    try:
        found = [_handed(_decoded(mark)) for mark in marks]
    except (
        binascii.Error,
        ValueError,
        TypeError,
        KeyError,
        AttributeError,
        RecursionError,
    ) as malformed:
        raise Unreadable from malformed
    if sum(len(one.acts) for one in found) > MOST:
        raise Unreadable
    return found


def _decoded(mark: str) -> dict[str, Any]:
    packed = "".join(mark.split())
    told = json.loads(base64.urlsafe_b64decode(packed + "=" * (-len(packed) % 4)))
    if not isinstance(told, dict):
        raise ValueError("object")
    return told


def _handed(told: Mapping[str, Any]) -> Handed:
    table = told.get("t")
    return Handed(
        room=UUID(told["r"]),
        phone=UUID(told["p"]),
        audience=str(told.get("a", "")),
        table=table if type(table) is int and 0 < table < 100 else None,
        acts=[_waiting(one) for one in told["e"]],
    )


def _waiting(told: Sequence[Any]) -> Waiting:
    id, kind, payload = told
    if not isinstance(payload, dict):
        raise ValueError("payload")
    canonical_json(payload)
    if kind not in SAID_BY_A_PHONE:
        raise ValueError("kind")
    return Waiting(UUID(id), Act(kind), payload)
