"""Consulting the consortia, receiving sealed tenders, opening, marking, awarding."""

from .amending import amend
from .asking import answer, ask
from .awarding import award, record_conclusion, send_letters, turn_to_runner_up
from .backups import confirm_backup_opening, grounds_of, record_backup, write_backup_opening
from .direct import award_directly
from .ending import declare_unsuccessful, discontinue
from .expecting import expect
from .grouping import answer_group_change, ask_group_change
from .hearing import call_hearings, move_hearing, record_hearing
from .interests import declare_interests, withdraw_evaluator
from .judging import answer_low, ask_low, decide_low, judge_regularity
from .keys import check_sheet, forget_key, make_key, make_key_here, name_officers
from .marking import mark, read, read_prices, submit_grid
from .minuting import sign_minutes
from .mirroring import bring_file, record_opening
from .opening import (
    Turn,
    officer_with,
    open_tenders,
    turn_key,
    turn_with_passphrase,
    turn_with_sheet,
)
from .pieces import keep_piece, open_file, read_piece
from .preparing import Plan, prepare_competition, publish
from .sending import record_sending, send_again
from .settling import acknowledge, close_consensus, make_report, settle
from .tendering import (
    Overtaken,
    core_id,
    decline,
    deposit,
    receive,
    save_draft,
    withdraw,
)

__all__ = [
    "Overtaken",
    "Plan",
    "Turn",
    "acknowledge",
    "amend",
    "answer",
    "answer_group_change",
    "answer_low",
    "ask",
    "ask_group_change",
    "ask_low",
    "award",
    "award_directly",
    "bring_file",
    "call_hearings",
    "check_sheet",
    "close_consensus",
    "confirm_backup_opening",
    "core_id",
    "decide_low",
    "declare_interests",
    "declare_unsuccessful",
    "decline",
    "deposit",
    "discontinue",
    "expect",
    "forget_key",
    "grounds_of",
    "judge_regularity",
    "keep_piece",
    "make_key",
    "make_key_here",
    "make_report",
    "mark",
    "move_hearing",
    "name_officers",
    "officer_with",
    "open_file",
    "open_tenders",
    "prepare_competition",
    "publish",
    "read",
    "read_piece",
    "read_prices",
    "receive",
    "record_backup",
    "record_conclusion",
    "record_hearing",
    "record_opening",
    "record_sending",
    "save_draft",
    "send_again",
    "send_letters",
    "settle",
    "sign_minutes",
    "submit_grid",
    "turn_key",
    "turn_to_runner_up",
    "turn_with_passphrase",
    "turn_with_sheet",
    "withdraw",
    "withdraw_evaluator",
    "write_backup_opening",
]
