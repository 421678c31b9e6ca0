"""Consulting the consortia, receiving sealed tenders, opening, marking, awarding."""

from .marking import award, declare_interests, mark, read, settle, submit_grid
from .opening import open_tenders
from .preparing import discontinue, name_officers, prepare_competition, publish
from .tendering import answer, ask, decline, deposit

__all__ = [
    "answer",
    "ask",
    "award",
    "declare_interests",
    "decline",
    "deposit",
    "discontinue",
    "mark",
    "name_officers",
    "open_tenders",
    "prepare_competition",
    "publish",
    "read",
    "settle",
    "submit_grid",
]
