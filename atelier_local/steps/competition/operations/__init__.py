"""Consulting the consortia, receiving sealed tenders, opening, marking, awarding."""

from .amending import amend
from .asking import answer, ask
from .ending import declare_unsuccessful, discontinue
from .expecting import expect
from .keys import check_sheet, forget_key, make_key, make_key_here, name_officers
from .marking import award, declare_interests, mark, read, settle, submit_grid
from .minuting import sign_minutes
from .mirroring import bring_file, record_opening
from .opening import (
    Opens,
    Turn,
    officer_with,
    open_tenders,
    turn_key,
    turn_with_passphrase,
    turn_with_sheet,
)
from .pieces import keep_piece, read_piece
from .preparing import Plan, prepare_competition, publish
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
    "Opens",
    "Overtaken",
    "Plan",
    "Turn",
    "amend",
    "answer",
    "ask",
    "award",
    "bring_file",
    "check_sheet",
    "core_id",
    "declare_interests",
    "declare_unsuccessful",
    "decline",
    "deposit",
    "discontinue",
    "expect",
    "forget_key",
    "keep_piece",
    "make_key",
    "make_key_here",
    "mark",
    "name_officers",
    "officer_with",
    "open_tenders",
    "prepare_competition",
    "publish",
    "read",
    "read_piece",
    "receive",
    "record_opening",
    "save_draft",
    "settle",
    "sign_minutes",
    "submit_grid",
    "turn_key",
    "turn_with_passphrase",
    "turn_with_sheet",
    "withdraw",
]
