"""A mini-competition: what is asked, who is consulted, what they answered, how it was judged."""

from .competition import Criterion, Invitation, MiniCompetition, Question
from .judging import Award, CommonMark, Evaluator, Mark
from .sealed import Draft, KeyTurn, LateTender, Officer, Opening, Slot, Tender

__all__ = [
    "Award",
    "CommonMark",
    "Criterion",
    "Draft",
    "Evaluator",
    "Invitation",
    "KeyTurn",
    "LateTender",
    "Mark",
    "MiniCompetition",
    "Officer",
    "Opening",
    "Question",
    "Slot",
    "Tender",
]
