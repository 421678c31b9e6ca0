"""What is issued in writing about a choice: report, redaction, decision, letters."""

from .hearing import hearing_record
from .letters import Told, chosen, decision, outcome, rejected
from .report import redacted, report

__all__ = [
    "Told",
    "chosen",
    "decision",
    "hearing_record",
    "outcome",
    "redacted",
    "rejected",
    "report",
]
