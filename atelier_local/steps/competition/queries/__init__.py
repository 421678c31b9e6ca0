"""Reading a competition: who was consulted, my grid, the common marks, the totals."""

from .analysing import Analysis, AnalysisCell, Column, Opinion, against_awarding_anyone, analysis
from .buying import (
    BuyerView,
    buyer_view,
    competition_for_buyer,
    last_court,
    officer_states,
    possible_contacts,
    possible_officers,
)
from .drafting import Draft, against_publishing, draft, gaps, warnings
from .expecting import Asked, asked_of
from .grids import Grid, GridCell, grid, grids_returned
from .monitoring import Record, TrackRecord, track_record, track_records
from .opened import body_of, tenders
from .opening import (
    OpeningView,
    TurnView,
    envelopes,
    first_turn,
    halves,
    opening_view,
    own_extract,
    slots,
    turn_view,
    who_opened,
)
from .reading import agents, colleges, invitations, members, questions, questions_for
from .sides import competition_of_stream, draft_of, sides_of
from .trying import Trial, trials

__all__ = [
    "Analysis",
    "AnalysisCell",
    "Asked",
    "BuyerView",
    "Column",
    "Draft",
    "Grid",
    "GridCell",
    "OpeningView",
    "Opinion",
    "Record",
    "TrackRecord",
    "Trial",
    "TurnView",
    "against_awarding_anyone",
    "against_publishing",
    "agents",
    "analysis",
    "asked_of",
    "body_of",
    "buyer_view",
    "colleges",
    "competition_for_buyer",
    "competition_of_stream",
    "draft",
    "draft_of",
    "envelopes",
    "first_turn",
    "gaps",
    "grid",
    "grids_returned",
    "halves",
    "invitations",
    "last_court",
    "members",
    "officer_states",
    "opening_view",
    "own_extract",
    "possible_contacts",
    "possible_officers",
    "questions",
    "questions_for",
    "sides_of",
    "slots",
    "tenders",
    "track_record",
    "track_records",
    "trials",
    "turn_view",
    "warnings",
    "who_opened",
]
