"""Every write of the contract, by what it is about."""

from .paying import accept_service
from .publishing import describe_purchase, record_publication
from .signing import SIGN, notify, sign

__all__ = [
    "SIGN",
    "accept_service",
    "describe_purchase",
    "notify",
    "record_publication",
    "sign",
]
