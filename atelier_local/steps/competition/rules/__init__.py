"""Consulting, sealing, marking, ranking: decisions on plain values.

The law behind them: Code de la commande publique, art. R2162-10 (all holders consulted in
writing, tenders not opened before the deadline, award on the criteria of the agreement).
"""

from .keys import (
    OfficerState,
    against_changing_key,
    against_key,
    against_naming,
    against_publishing_keys,
    against_sheet,
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
    Bounds,
    against_preparing,
    against_publishing,
    against_weights,
)
from .ranking import TEN, against_awarding, price_mark, price_marks, ranking, total
from .states import TRANSITIONS, against_moving, sources
from .tendering import (
    SETTLING,
    against_depositing_late,
    against_tendering,
    against_turning,
    late,
)

__all__ = [
    "GAP",
    "SETTLING",
    "TEN",
    "TRANSITIONS",
    "Bounds",
    "OfficerState",
    "against_awarding",
    "against_changing_key",
    "against_declaring",
    "against_depositing_late",
    "against_key",
    "against_lifting_the_curtain",
    "against_marking",
    "against_moving",
    "against_naming",
    "against_preparing",
    "against_publishing",
    "against_publishing_keys",
    "against_reading",
    "against_settling",
    "against_sheet",
    "against_submitting_grid",
    "against_tendering",
    "against_turning",
    "against_value",
    "against_weights",
    "all_grids_in",
    "college_of",
    "gap",
    "late",
    "price_mark",
    "price_marks",
    "ranking",
    "sources",
    "total",
]
