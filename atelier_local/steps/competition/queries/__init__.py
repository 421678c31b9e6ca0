"""Reading a competition: who was consulted, my grid, the common marks, the totals."""

from .analysing import Analysis, AnalysisCell, Column, Opinion, against_awarding_anyone, analysis
from .buying import (
    BuyerView,
    against_publishing,
    buyer_view,
    competition_for_buyer,
    officer_states,
    possible_officers,
)
from .grids import Grid, GridCell, grid, grids_returned
from .opened import body_of, tenders
from .opening import (
    OpeningView,
    TurnView,
    envelopes,
    first_turn,
    halves,
    opening_view,
    slots,
    turn_view,
)
from .reading import agents, colleges, invitations, members, questions
from .sides import draft_of, sides_of

__all__ = [
    "Analysis",
    "AnalysisCell",
    "BuyerView",
    "Column",
    "Grid",
    "GridCell",
    "OpeningView",
    "Opinion",
    "TurnView",
    "against_awarding_anyone",
    "against_publishing",
    "agents",
    "analysis",
    "body_of",
    "buyer_view",
    "colleges",
    "competition_for_buyer",
    "draft_of",
    "envelopes",
    "first_turn",
    "grid",
    "grids_returned",
    "halves",
    "invitations",
    "members",
    "officer_states",
    "opening_view",
    "possible_officers",
    "questions",
    "sides_of",
    "slots",
    "tenders",
    "turn_view",
]
