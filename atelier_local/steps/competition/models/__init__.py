"""A mini-competition: what is asked, who is consulted, what they answered, how it was judged."""

from .competition import (
    Amendment,
    Criterion,
    Invitation,
    MiniCompetition,
    Notice,
    Question,
)
from .judging import Award, CommonMark, Evaluator, Mark
from .sealed import Officer, Opening, Tender

__all__ = [
    "Amendment",
    "Award",
    "CommonMark",
    "Criterion",
    "Evaluator",
    "Invitation",
    "Mark",
    "MiniCompetition",
    "Notice",
    "Officer",
    "Opening",
    "Question",
    "Tender",
]
