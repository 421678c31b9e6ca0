"""A mini-competition: what is asked, who is consulted, what they answered, how it was judged."""

from .competition import (
    Amendment,
    Criterion,
    Invitation,
    MiniCompetition,
    Notice,
    Question,
)
from .judging import (
    Acknowledgement,
    Award,
    CommonMark,
    Consensus,
    Declaration,
    Evaluator,
    Letter,
    LowTenderQuery,
    Mark,
    Regularity,
    Report,
)
from .sealed import Officer, Opening, Tender

__all__ = [
    "Acknowledgement",
    "Amendment",
    "Award",
    "CommonMark",
    "Consensus",
    "Criterion",
    "Declaration",
    "Evaluator",
    "Invitation",
    "Letter",
    "LowTenderQuery",
    "Mark",
    "MiniCompetition",
    "Notice",
    "Officer",
    "Opening",
    "Question",
    "Regularity",
    "Report",
    "Tender",
]
