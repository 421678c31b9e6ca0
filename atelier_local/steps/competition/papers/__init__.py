"""What is issued in writing about a choice: report, redaction, decision, letters."""

from .letters import Told, chosen, decision, outcome, rejected
from .report import redacted, report

__all__ = ["Told", "chosen", "decision", "outcome", "redacted", "rejected", "report"]
