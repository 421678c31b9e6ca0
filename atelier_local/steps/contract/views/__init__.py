"""The pages of the contract."""

from .contract import accept, contract, notify, sign
from .essential import describe, essential, essential_file, publish
from .paying import decide_service, payments, payments_table
from .subcontracting import decide, declare, subcontracting, subcontracting_paper, supply
from .team import leave, replace, team

__all__ = [
    "accept",
    "contract",
    "decide",
    "decide_service",
    "declare",
    "describe",
    "essential",
    "essential_file",
    "leave",
    "notify",
    "payments",
    "payments_table",
    "publish",
    "replace",
    "sign",
    "subcontracting",
    "subcontracting_paper",
    "supply",
    "team",
]
