"""The pages of the contract."""

from .accesses import access_log
from .amending import amend, amendment_paper, decide_amendment
from .archiving import archives, take_archive
from .contract import accept, act, contract, notify, sign
from .ending import answer_notice, drop_notice, give_notice, terminate, termination
from .essential import describe, essential, essential_file, publish
from .executing import (
    answer_penalty,
    apply_penalty,
    letter,
    lift_penalty,
    number,
    penalise,
    penalty,
)
from .modifying import (
    drop_modification,
    modification,
    modification_paper,
    modifications,
    modify,
    notify_modification,
    sign_modification,
)
from .naming import accept_place, invite_named, remind_named
from .paying import advance, decide_service, payments, payments_table, record_payment
from .subcontracting import (
    decide,
    declare,
    identify,
    subcontracting,
    subcontracting_paper,
    supply,
)
from .team import join, leave, replace, spread, team

__all__ = [
    "accept",
    "accept_place",
    "access_log",
    "act",
    "advance",
    "amend",
    "amendment_paper",
    "answer_notice",
    "answer_penalty",
    "apply_penalty",
    "archives",
    "contract",
    "decide",
    "decide_amendment",
    "decide_service",
    "declare",
    "describe",
    "drop_modification",
    "drop_notice",
    "essential",
    "essential_file",
    "give_notice",
    "identify",
    "invite_named",
    "join",
    "leave",
    "letter",
    "lift_penalty",
    "modification",
    "modification_paper",
    "modifications",
    "modify",
    "notify",
    "notify_modification",
    "number",
    "payments",
    "payments_table",
    "penalise",
    "penalty",
    "publish",
    "record_payment",
    "remind_named",
    "replace",
    "sign",
    "sign_modification",
    "spread",
    "subcontracting",
    "subcontracting_paper",
    "supply",
    "take_archive",
    "team",
    "terminate",
    "termination",
]
