"""A mini-competition: what is asked, who is consulted, what they answered, how it was judged."""

from .competition import (
    Amendment,
    Criterion,
    Expectation,
    Invitation,
    MiniCompetition,
    Notice,
    Question,
)
from .judging import Award, CommonMark, Evaluator, Mark
from .sealed import Draft, KeyTurn, LateTender, Officer, Opening, Slot, Tender, TenderFile

__all__ = [
    "Amendment",
    "Award",
    "CommonMark",
    "Criterion",
    "Draft",
    "Evaluator",
    "Expectation",
    "Invitation",
    "KeyTurn",
    "LateTender",
    "Mark",
    "MiniCompetition",
    "Notice",
    "Officer",
    "Opening",
    "Question",
    "Slot",
    "Tender",
    "TenderFile",
]
