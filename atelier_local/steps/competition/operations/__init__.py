"""Consulting the consortia, receiving sealed tenders, opening, marking, awarding."""

from .amending import amend
from .asking import answer, ask
from .awarding import award, record_conclusion, send_letters, turn_to_runner_up
from .ending import declare_unsuccessful, discontinue
from .interests import declare_interests, withdraw_evaluator
from .judging import answer_low, ask_low, decide_low, judge_regularity
from .marking import mark, read, submit_grid
from .opening import open_tenders
from .preparing import Plan, name_officers, prepare_competition, publish
from .settling import acknowledge, close_consensus, make_report, settle
from .tendering import decline, deposit

__all__ = [
    "Plan",
    "acknowledge",
    "amend",
    "answer",
    "answer_low",
    "ask",
    "ask_low",
    "award",
    "close_consensus",
    "decide_low",
    "declare_interests",
    "declare_unsuccessful",
    "decline",
    "deposit",
    "discontinue",
    "judge_regularity",
    "make_report",
    "mark",
    "name_officers",
    "open_tenders",
    "prepare_competition",
    "publish",
    "read",
    "record_conclusion",
    "send_letters",
    "settle",
    "submit_grid",
    "turn_to_runner_up",
    "withdraw_evaluator",
]
