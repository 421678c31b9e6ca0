"""What a contract puts in writing, by what it is about."""

from .amending import amendment, amendment_decision
from .engaging import engagement
from .modifying import modification
from .subcontracting import decision, declaration
from .words import long_date

__all__ = [
    "amendment",
    "amendment_decision",
    "decision",
    "declaration",
    "engagement",
    "long_date",
    "modification",
]
