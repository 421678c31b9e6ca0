"""A mini-competition: what is asked, who is consulted, what they answered, how it was judged."""

from .competition import Criterion, Invitation, MiniCompetition, Question
from .judging import Award, CommonMark, Evaluator, Mark
from .sealed import Officer, Opening, Tender

__all__ = [
    "Award",
    "CommonMark",
    "Criterion",
    "Evaluator",
    "Invitation",
    "Mark",
    "MiniCompetition",
    "Officer",
    "Opening",
    "Question",
    "Tender",
]
