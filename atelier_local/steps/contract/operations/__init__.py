"""Every write of the contract, by what it is about."""

from .accesses import take_access_log
from .advancing import record_advance
from .amending import (
    Amending,
    accept_amendment,
    amend_subcontracting,
    refuse_amendment,
    settle_amendment,
)
from .archiving import record_archive
from .ending import answer_notice, drop_notice, give_notice, terminate
from .executing import (
    announce_penalty,
    answer_penalty,
    apply_penalty,
    lift_penalty,
    number_engagement,
)
from .modifying import (
    Wanted,
    drop_modification,
    notify_modification,
    propose_modification,
    sign_modification,
)
from .naming import accept_place, invite_named, remind_named
from .paying import accept_service, decide_service, record_payment
from .publishing import describe_purchase, record_publication
from .signing import SIGN, notify, sign
from .spreading import spread_days
from .subcontracting import (
    accept_subcontracting,
    ask_missing,
    complete_subcontracting,
    declare_subcontracting,
    identify_subcontractor,
    refuse_subcontracting,
    settle_silence,
)
from .team import end_membership, join_team, replace_person

__all__ = [
    "SIGN",
    "Amending",
    "Wanted",
    "accept_amendment",
    "accept_place",
    "accept_service",
    "accept_subcontracting",
    "amend_subcontracting",
    "announce_penalty",
    "answer_notice",
    "answer_penalty",
    "apply_penalty",
    "ask_missing",
    "complete_subcontracting",
    "decide_service",
    "declare_subcontracting",
    "describe_purchase",
    "drop_modification",
    "drop_notice",
    "end_membership",
    "give_notice",
    "identify_subcontractor",
    "invite_named",
    "join_team",
    "lift_penalty",
    "notify",
    "notify_modification",
    "number_engagement",
    "propose_modification",
    "record_advance",
    "record_archive",
    "record_payment",
    "record_publication",
    "refuse_amendment",
    "refuse_subcontracting",
    "remind_named",
    "replace_person",
    "settle_amendment",
    "settle_silence",
    "sign",
    "sign_modification",
    "spread_days",
    "take_access_log",
    "terminate",
]
