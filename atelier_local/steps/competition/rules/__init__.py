"""Consulting, sealing, marking, ranking: decisions on plain values.

The law behind them: Code de la commande publique, art. R2162-10 (all holders consulted in
writing, tenders not opened before the deadline, award on the criteria of the agreement).
"""

from .days import holiday
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
from .mirroring import PlaceRow, against_depositing_here, against_recording
from .preparing import (
    Bounds,
    Plans,
    against_amending,
    against_asking,
    against_declaring_unsuccessful,
    against_environment,
    against_preparing,
    against_publishing,
    against_weights,
    warnings,
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
    "REFUSED",
    "SETTLING",
    "TEN",
    "TRANSITIONS",
    "Bounds",
    "Flaw",
    "OfficerState",
    "PlaceRow",
    "Plans",
    "Refusal",
    "against_amending",
    "against_asking",
    "against_awarding",
    "against_changing_key",
    "against_declaring",
    "against_declaring_unsuccessful",
    "against_depositing_here",
    "against_depositing_late",
    "against_environment",
    "against_formula",
    "against_key",
    "against_lifting_the_curtain",
    "against_marking",
    "against_moving",
    "against_naming",
    "against_preparing",
    "against_publishing",
    "against_publishing_keys",
    "against_reading",
    "against_recording",
    "against_settling",
    "against_sheet",
    "against_submitting_grid",
    "against_tendering",
    "against_turning",
    "against_value",
    "against_weights",
    "all_grids_in",
    "all_points",
    "college_of",
    "gap",
    "holiday",
    "hundredths",
    "late",
    "neutralises",
    "points",
    "price_mark",
    "price_marks",
    "ranking",
    "score_of",
    "sources",
    "total",
    "warnings",
]
