"""How long the hub rests between two looks: screens and receipts share one processor."""

from datetime import timedelta
from enum import Enum, auto

ROUND = 2.0
"""Seconds between two looks around when nobody rings."""
LONG = 0.005
"""A look that lasts longer, while acts keep coming, is one in a flood: receipts go first."""
LIGHT = 0.010
"""A look and its sending that last less, together, keep nobody waiting: a hall of five hundred."""
LATE = timedelta(seconds=0.3)
"""What waited longer before it was read makes screens go first again."""


class Pace(Enum):
    """How acts come: none while it looked, some, or faster than they are read."""

    QUIET = auto()
    FLOOD = auto()
    BEHIND = auto()


def rest(sending: float, looking: float, pace: Pace) -> float:
    """In a flood, twice the time the last sending took and thrice that of the look: a quarter of
    the time for screens, the rest for the phones that wait for their receipts. Otherwise not at
    all where look and sending are soon done, else twice the sending and half the look. Once acts
    wait too long, or are more than a page, it is no flood: how late screens are is bounded.
    """
    flood = pace is Pace.FLOOD and looking > LONG
    if sending + looking < LIGHT and not flood:
        return 0
    return min(2 * sending + looking * (3 if flood else 0.5), ROUND)
