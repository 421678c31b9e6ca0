"""What a room tells of actions: one added, a sheet completed, a dated step, a word given."""

from .folding import KINDS, refold, sound, standing, told
from .making import ADDED, add, against_adding, told_of
from .promising import MILESTONE, PLEDGED
from .saying import DETAILS, LABELS, LONGEST, MOST_EUROS, MOST_METRES, NUMBERS, SOILS, YEARS, worded
from .sheets import (
    COMPLETED,
    line_told,
    owner_kind,
    told_cost,
    told_of_details,
    values_of,
    write,
)

__all__ = [
    "ADDED",
    "COMPLETED",
    "DETAILS",
    "KINDS",
    "LABELS",
    "LONGEST",
    "MILESTONE",
    "MOST_EUROS",
    "MOST_METRES",
    "NUMBERS",
    "PLEDGED",
    "SOILS",
    "YEARS",
    "add",
    "against_adding",
    "line_told",
    "owner_kind",
    "refold",
    "sound",
    "standing",
    "told",
    "told_cost",
    "told_of",
    "told_of_details",
    "values_of",
    "worded",
    "write",
]
