"""Reading a competition: who was consulted, my grid, the common marks, the totals."""

from .analysing import Analysis, AnalysisCell, Column, Opinion, against_awarding_anyone, analysis
from .buying import (
    BuyerView,
    OpeningView,
    buyer_view,
    competition_for_buyer,
    last_court,
    opening_view,
    possible_contacts,
    possible_officers,
)
from .drafting import Draft, against_publishing, draft, gaps, warnings
from .grids import Grid, GridCell, grid, grids_returned
from .reading import agents, colleges, invitations, members, questions, questions_for, tenders
from .sides import Receipt, receipt, receipt_of, sides_of
from .trying import Trial, trials

__all__ = [
    "Analysis",
    "AnalysisCell",
    "BuyerView",
    "Column",
    "Draft",
    "Grid",
    "GridCell",
    "OpeningView",
    "Opinion",
    "Receipt",
    "Trial",
    "against_awarding_anyone",
    "against_publishing",
    "agents",
    "analysis",
    "buyer_view",
    "colleges",
    "competition_for_buyer",
    "draft",
    "gaps",
    "grid",
    "grids_returned",
    "invitations",
    "last_court",
    "members",
    "opening_view",
    "possible_contacts",
    "possible_officers",
    "questions",
    "questions_for",
    "receipt",
    "receipt_of",
    "sides_of",
    "tenders",
    "trials",
    "warnings",
]
