"""What a room tells of the strategy: axes, issues, objectives and recommendations added, an
objective said otherwise."""

from .adding import AXIS, ISSUE, RECOMMENDATION, Addition
from .objectives import (
    ADDED,
    KINDS,
    LABELS,
    REWORDED,
    add,
    against_adding,
    refold,
    sound,
    standing,
    told,
    told_of,
    values_of,
    write,
)

__all__ = [
    "ADDED",
    "AXIS",
    "ISSUE",
    "KINDS",
    "LABELS",
    "RECOMMENDATION",
    "REWORDED",
    "Addition",
    "add",
    "against_adding",
    "refold",
    "sound",
    "standing",
    "told",
    "told_of",
    "values_of",
    "write",
]
