"""Reading a competition: who was consulted, my grid, the common marks, the totals."""

from .analysing import Analysis, AnalysisCell, Column, Opinion, against_awarding_anyone, analysis
from .buying import (
    BuyerView,
    OpeningView,
    against_publishing,
    buyer_view,
    competition_for_buyer,
    opening_view,
    possible_officers,
)
from .grids import Grid, GridCell, grid, grids_returned
from .monitoring import Record, TrackRecord, track_record, track_records
from .reading import agents, colleges, invitations, members, questions, tenders
from .sides import Receipt, receipt, receipt_of, sides_of

__all__ = [
    "Analysis",
    "AnalysisCell",
    "BuyerView",
    "Column",
    "Grid",
    "GridCell",
    "OpeningView",
    "Opinion",
    "Receipt",
    "Record",
    "TrackRecord",
    "against_awarding_anyone",
    "against_publishing",
    "agents",
    "analysis",
    "buyer_view",
    "colleges",
    "competition_for_buyer",
    "grid",
    "grids_returned",
    "invitations",
    "members",
    "opening_view",
    "possible_officers",
    "questions",
    "receipt",
    "receipt_of",
    "sides_of",
    "tenders",
    "track_record",
    "track_records",
]
