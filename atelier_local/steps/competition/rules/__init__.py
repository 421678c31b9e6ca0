"""Consulting, sealing, marking, ranking: decisions on plain values.

The law behind them: Code de la commande publique, art. R2162-10 (all holders consulted in
writing, tenders not opened before the deadline, award on the criteria of the agreement).
"""

from .formulas import (
    REFUSED,
    Flaw,
    Refusal,
    against_formula,
    all_points,
    hundredths,
    neutralises,
    points,
    score_of,
)
from .marking import (
    GAP,
    against_declaring,
    against_lifting_the_curtain,
    against_marking,
    against_reading,
    against_settling,
    against_submitting_grid,
    against_value,
    all_grids_in,
    college_of,
    gap,
)
from .preparing import (
    PASSPHRASE_SIGNS,
    Bounds,
    against_naming,
    against_preparing,
    against_publishing,
    against_weights,
)
from .ranking import (
    TIE_RULE,
    Judged,
    Ranked,
    Weight,
    against_awarding,
    as_decimal,
    draw,
    halves,
    mark_points,
    ranking,
    total_hundredths,
)
from .states import TRANSITIONS, against_moving, sources
from .tendering import against_opening, against_tendering

__all__ = [
    "GAP",
    "PASSPHRASE_SIGNS",
    "REFUSED",
    "TIE_RULE",
    "TRANSITIONS",
    "Bounds",
    "Flaw",
    "Judged",
    "Ranked",
    "Refusal",
    "Weight",
    "against_awarding",
    "against_declaring",
    "against_formula",
    "against_lifting_the_curtain",
    "against_marking",
    "against_moving",
    "against_naming",
    "against_opening",
    "against_preparing",
    "against_publishing",
    "against_reading",
    "against_settling",
    "against_submitting_grid",
    "against_tendering",
    "against_value",
    "against_weights",
    "all_grids_in",
    "all_points",
    "as_decimal",
    "college_of",
    "draw",
    "gap",
    "halves",
    "hundredths",
    "mark_points",
    "neutralises",
    "points",
    "ranking",
    "score_of",
    "sources",
    "total_hundredths",
]
