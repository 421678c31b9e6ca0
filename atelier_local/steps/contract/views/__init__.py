"""The pages of the contract."""

from .accesses import access_log
from .amending import amend, amendment_paper, decide_amendment
from .archiving import archives, take_archive
from .contract import accept, act, contract, notify, sign
from .essential import describe, essential, essential_file, publish
from .executing import number, penalise
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
from .paying import decide_service, lift_penalty, payments, payments_table, record_payment
from .subcontracting import (
    decide,
    declare,
    identify,
    subcontracting,
    subcontracting_paper,
    supply,
)
from .team import join, leave, replace, team

__all__ = [
    "accept",
    "accept_place",
    "access_log",
    "act",
    "amend",
    "amendment_paper",
    "archives",
    "contract",
    "decide",
    "decide_amendment",
    "decide_service",
    "declare",
    "describe",
    "drop_modification",
    "essential",
    "essential_file",
    "identify",
    "invite_named",
    "join",
    "leave",
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
    "publish",
    "record_payment",
    "remind_named",
    "replace",
    "sign",
    "sign_modification",
    "subcontracting",
    "subcontracting_paper",
    "supply",
    "take_archive",
    "team",
]
