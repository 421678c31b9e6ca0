"""How long the hub rests between two looks: screens and receipts share one processor."""

from datetime import timedelta
from enum import Enum, auto

ROUND = 2.0
"""Seconds between two looks around when nobody rings."""
LONG = 0.005
"""A look that lasts longer, while acts keep coming, is one in a flood: receipts go first."""
LIGHT = 0.005
"""A look and its sending that last less, together, keep nobody waiting."""
LATE = timedelta(seconds=0.3)
"""What waited longer before it was read makes screens go first again."""


class Pace(Enum):
    """How acts come: none while it looked, some, or faster than they are read."""

    QUIET = auto()
    FLOOD = auto()
    BEHIND = auto()


def rest(sending: float, looking: float, pace: Pace) -> float:
    """Not at all where look and sending are soon done. Else twice the time the last sending
    took, and half that of the last look; in a flood, thrice: a quarter of the time for screens, the
    rest for the phones that wait for their receipts. As soon as acts wait too long, or more of them
    than a page, half again: how late screens are is bounded.
    """
    if sending + looking < LIGHT:
        return 0
    flood = pace is Pace.FLOOD and looking > LONG
    return min(2 * sending + looking * (3 if flood else 0.5), ROUND)
