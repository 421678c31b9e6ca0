"""What is issued in writing about a consultation: letters to holders, minutes, report, decision."""

from .backups import backup_minutes
from .consensus import consensus_minutes
from .direct import direct_decision
from .grouping import group_decision
from .hearing import hearing_call, hearing_record
from .letters import Told, chosen, decision, outcome, rejected
from .low import low_decision, low_request
from .report import redacted, report
from .telling import amendment, ending

__all__ = [
    "Told",
    "amendment",
    "backup_minutes",
    "chosen",
    "consensus_minutes",
    "decision",
    "direct_decision",
    "ending",
    "group_decision",
    "hearing_call",
    "hearing_record",
    "low_decision",
    "low_request",
    "outcome",
    "redacted",
    "rejected",
    "report",
]
