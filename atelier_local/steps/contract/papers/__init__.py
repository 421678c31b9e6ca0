"""What a contract puts in writing, by what it is about."""

from .modifying import modification
from .subcontracting import decision, declaration
from .words import long_date

__all__ = ["decision", "declaration", "long_date", "modification"]
