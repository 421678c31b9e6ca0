"""What the documents are made of, where each stands, and what may be shown of it."""

from .conformity import Asked, conformity, written
from .needing import untaken
from .publishing import (
    DRAWN,
    hidden_since,
    publishable,
    refused_since,
    revealable_contributions,
    unfounded,
)
from .standing import (
    Board,
    Standing,
    begun_or_draft,
    board,
    facts,
    missing,
    placed,
    sections,
    standing,
    states,
    terms,
    versions,
)

__all__ = [
    "DRAWN",
    "Asked",
    "Board",
    "Standing",
    "begun_or_draft",
    "board",
    "conformity",
    "facts",
    "hidden_since",
    "missing",
    "placed",
    "publishable",
    "refused_since",
    "revealable_contributions",
    "sections",
    "standing",
    "states",
    "terms",
    "unfounded",
    "untaken",
    "versions",
    "written",
]
