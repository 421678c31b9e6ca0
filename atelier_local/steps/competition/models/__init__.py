"""A mini-competition: what is asked, who is consulted, what they answered, how it was judged."""

from .backup import BackupCopy
from .competition import (
    Amendment,
    Criterion,
    Expectation,
    Invitation,
    MiniCompetition,
    Notice,
    Question,
)
from .grouping import GroupChange
from .judging import (
    Acknowledgement,
    Award,
    CommonMark,
    Consensus,
    Declaration,
    Evaluator,
    Hearing,
    Letter,
    LowTenderQuery,
    Mark,
    Regularity,
    Report,
)
from .sealed import Draft, KeyTurn, LateTender, Officer, Opening, Slot, Tender, TenderFile

__all__ = [
    "Acknowledgement",
    "Amendment",
    "Award",
    "BackupCopy",
    "CommonMark",
    "Consensus",
    "Criterion",
    "Declaration",
    "Draft",
    "Evaluator",
    "Expectation",
    "GroupChange",
    "Hearing",
    "Invitation",
    "KeyTurn",
    "LateTender",
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
    "Slot",
    "Tender",
    "TenderFile",
]
