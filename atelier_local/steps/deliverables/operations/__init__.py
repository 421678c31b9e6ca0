"""Writing, putting to the colleges, freezing, publishing, correcting, closing the Atelier."""

from .documents import (
    add_section,
    answer_item,
    approve,
    ask_validation,
    close_atelier,
    comment,
    drop_item,
    end_production,
    freeze,
    publish,
    settle,
    start_deliverable,
    take_back,
    write_section,
)
from .due import promise
from .errata import correct
from .photographs import add_photograph, record_consent, show_sheet, take_up
from .terms import explain, withdraw_term

__all__ = [
    "add_photograph",
    "add_section",
    "answer_item",
    "approve",
    "ask_validation",
    "close_atelier",
    "comment",
    "correct",
    "drop_item",
    "end_production",
    "explain",
    "freeze",
    "promise",
    "publish",
    "record_consent",
    "settle",
    "show_sheet",
    "start_deliverable",
    "take_back",
    "take_up",
    "withdraw_term",
    "write_section",
]
