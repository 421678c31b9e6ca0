"""When each question was before the room, folded from what was told."""

from collections.abc import Iterable
from datetime import datetime

from ..enums import Act
from .replaying import Happening

type Spell = tuple[datetime, datetime | None]
"""From when to when a question was open; None while it still is."""

MOVES = (Act.OPENED, Act.CLOSED, Act.REVEALED)


def spells(told: Iterable[Happening], ends: datetime | None = None) -> dict[str, list[Spell]]:
    """By question, `told` in the order of the journal: opening one closes whatever else was open,
    and closing the room, at `ends`, closes the last.
    """
    found: dict[str, list[Spell]] = {}
    now: tuple[str, datetime] | None = None
    for one in told:
        if now and _stops(one, now[0]):
            found.setdefault(now[0], []).append((now[1], one.at))
            now = None
        if now is None and one.act == Act.OPENED:
            now = one.activity, one.at
    if now:
        found.setdefault(now[0], []).append((now[1], ends))
    return found


def _stops(one: Happening, question: str) -> bool:
    if one.act == Act.OPENED:
        return one.activity != question
    return one.act in MOVES and one.activity == question
