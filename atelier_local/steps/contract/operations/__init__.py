"""Every write of the contract, by what it is about."""

from .paying import accept_service, decide_service
from .publishing import describe_purchase, record_publication
from .signing import SIGN, notify, sign
from .subcontracting import (
    accept_subcontracting,
    ask_missing,
    complete_subcontracting,
    declare_subcontracting,
    refuse_subcontracting,
    settle_silence,
)
from .team import end_membership, replace_person

__all__ = [
    "SIGN",
    "accept_service",
    "accept_subcontracting",
    "ask_missing",
    "complete_subcontracting",
    "decide_service",
    "declare_subcontracting",
    "describe_purchase",
    "end_membership",
    "notify",
    "record_publication",
    "refuse_subcontracting",
    "replace_person",
    "settle_silence",
    "sign",
]
