"""What a contract puts in writing, by what it is about."""

from .amending import amendment, amendment_decision
from .engaging import engagement
from .letters import formal_notice, penalty_announced, penalty_applied, termination
from .modifying import modification
from .subcontracting import decision, declaration
from .words import long_date

__all__ = [
    "amendment",
    "amendment_decision",
    "decision",
    "declaration",
    "engagement",
    "formal_notice",
    "long_date",
    "modification",
    "penalty_announced",
    "penalty_applied",
    "termination",
]
