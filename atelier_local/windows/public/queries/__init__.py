"""What anyone may read: only what was published, and what became of a card to whoever said it."""

from .memory import MOST_FOUND, lessons, remembered
from .published import document, last_change, marks, node, published, shown, with_receipts
from .receipt import fortune
from .space import space

__all__ = [
    "MOST_FOUND",
    "document",
    "fortune",
    "last_change",
    "lessons",
    "marks",
    "node",
    "published",
    "remembered",
    "shown",
    "space",
    "with_receipts",
]
