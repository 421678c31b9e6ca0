"""What the documents are made of, where each stands, and what may be shown of it."""

from .conformity import Asked, conformity, written
from .counting import facts
from .due import due_dates
from .needing import untaken
from .publishing import (
    DRAWN,
    publishable,
    revealable_contributions,
    unfounded,
)
from .referring import against_references
from .standing import (
    Board,
    Standing,
    begun_or_draft,
    board,
    missing,
    placed,
    sections,
    standing,
    states,
    terms,
    versions,
)
from .taking_back import taken_back, taken_back_of_latest, with_taken_back

__all__ = [
    "DRAWN",
    "Asked",
    "Board",
    "Standing",
    "against_references",
    "begun_or_draft",
    "board",
    "conformity",
    "due_dates",
    "facts",
    "missing",
    "placed",
    "publishable",
    "revealable_contributions",
    "sections",
    "standing",
    "states",
    "taken_back",
    "taken_back_of_latest",
    "terms",
    "unfounded",
    "untaken",
    "versions",
    "with_taken_back",
    "written",
]
