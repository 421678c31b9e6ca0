"""Consulting the consortia, receiving sealed tenders, opening, marking, awarding."""

from .amending import amend
from .asking import answer, ask
from .ending import declare_unsuccessful, discontinue
from .marking import award, declare_interests, mark, read, settle, submit_grid
from .opening import open_tenders
from .preparing import Plan, name_officers, prepare_competition, publish
from .tendering import decline, deposit

__all__ = [
    "Plan",
    "amend",
    "answer",
    "ask",
    "award",
    "declare_interests",
    "declare_unsuccessful",
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
