"""Reading an agreement: who does what, what is left of it, which firms are known by which name."""

from .firms import FirmRow, Pair, firms, judged_pairs, likely_pairs, one_firm
from .holders import (
    Cell,
    CoverageRow,
    Elsewhere,
    Match,
    coverage,
    elsewhere,
    holders,
    members,
    tree,
    who_does,
)
from .monitoring import (
    Consumption,
    against_committing,
    against_using,
    alerts,
    consumption,
    criteria_of,
    used_on,
)

__all__ = [
    "Cell",
    "Consumption",
    "CoverageRow",
    "Elsewhere",
    "FirmRow",
    "Match",
    "Pair",
    "against_committing",
    "against_using",
    "alerts",
    "consumption",
    "coverage",
    "criteria_of",
    "elsewhere",
    "firms",
    "holders",
    "judged_pairs",
    "likely_pairs",
    "members",
    "one_firm",
    "tree",
    "used_on",
    "who_does",
]
