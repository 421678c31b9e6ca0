"""How a line of the run of show went, beside how it was meant to go."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import chain

PUNCTUAL = 5
"""Minutes within which what happened is what was planned."""


def ran(starts_at: datetime, minutes: int, spells: Sequence[tuple[datetime, datetime]]) -> str:
    """`13 h 42 à 15 h 05. 12 min plus tard, 23 min de plus.`, from the first question opened to the
    last one closed; "" when none was. Times are written in the zone of `starts_at`.
    """
    if not spells:
        return ""
    first, last = min(chain(*spells)), max(chain(*spells))
    late = _minutes(first - starts_at)
    over = _minutes(last - first) - minutes
    told = f"{clock(first, starts_at)} à {clock(last, starts_at)}."
    if max(abs(late), abs(over)) < PUNCTUAL:
        return f"{told} Comme prévu."
    when = _gap(late, "plus tard", "plus tôt", "à l’heure")
    how_long = _gap(over, "de plus", "de moins", "durée prévue")
    return f"{told} {when[:1].upper()}{when[1:]}, {how_long}."


def clock(moment: datetime, like: datetime) -> str:
    """`9 h 05`, as the people there read it."""
    here = moment.astimezone(like.tzinfo)
    return f"{here.hour} h {here.minute:02}"


def _gap(minutes: int, more: str, less: str, none: str) -> str:
    if abs(minutes) < PUNCTUAL:
        return none
    hours, left = divmod(abs(minutes), 60)
    told = f"{hours} h {left:02}" if hours else f"{left} min"
    return f"{told} {more if minutes > 0 else less}"


def _minutes(length: timedelta) -> int:
    return round(length.total_seconds() / 60)
