"""What a room tells of actions: one added, a sheet completed, a dated step, a word given."""

from .folding import KINDS, refold, sound, standing, told
from .making import ADDED, add, against_adding, told_of
from .promising import MILESTONE, PLEDGED
from .saying import DETAILS, LABELS, LONGEST, MOST_EUROS, worded
from .sheets import COMPLETED, owner_kind, values_of, write

__all__ = [
    "ADDED",
    "COMPLETED",
    "DETAILS",
    "KINDS",
    "LABELS",
    "LONGEST",
    "MILESTONE",
    "MOST_EUROS",
    "PLEDGED",
    "add",
    "against_adding",
    "owner_kind",
    "refold",
    "sound",
    "standing",
    "told",
    "told_of",
    "values_of",
    "worded",
    "write",
]
