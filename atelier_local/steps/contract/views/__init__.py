"""The pages of the contract."""

from .contract import accept, contract, notify, sign
from .essential import describe, essential, essential_file, publish

__all__ = [
    "accept",
    "contract",
    "describe",
    "essential",
    "essential_file",
    "notify",
    "publish",
    "sign",
]
