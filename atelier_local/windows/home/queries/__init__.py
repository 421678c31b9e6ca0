"""What the signed-in pages across rooms show."""

from .national import National, national
from .overview import Overview, overview
from .search import Results, results
from .today import Today, standings_of, today

__all__ = [
    "National",
    "Overview",
    "Results",
    "Today",
    "national",
    "overview",
    "results",
    "standings_of",
    "today",
]
