"""What a framework agreement allows, what an entry of the document means, who is the same firm."""

from .bounds import (
    EXPIRY_STEPS,
    against_amending,
    against_bounds,
    against_criteria,
    against_filling_in,
    against_releasing,
    against_using,
    alerts,
    commitment,
    last_day_to_consult,
    share,
    subcriteria,
)
from .firms import against_checking, against_siret, luhn, siren_of
from .holders import (
    Quality,
    against_answering,
    against_appointing,
    against_consortium,
    entry_parts,
    listed,
    qualification,
)
from .names import SAME, Spelling, likeness, pairs
from .words import Node, asked, exactly, meant, says

__all__ = [
    "EXPIRY_STEPS",
    "SAME",
    "Node",
    "Quality",
    "Spelling",
    "against_amending",
    "against_answering",
    "against_appointing",
    "against_bounds",
    "against_checking",
    "against_consortium",
    "against_criteria",
    "against_filling_in",
    "against_releasing",
    "against_siret",
    "against_using",
    "alerts",
    "asked",
    "commitment",
    "entry_parts",
    "exactly",
    "last_day_to_consult",
    "likeness",
    "listed",
    "luhn",
    "meant",
    "pairs",
    "qualification",
    "says",
    "share",
    "siren_of",
    "subcriteria",
]
