"""What the signed-in pages across rooms show."""

from .frameworks import Framework, Monitor, monitor
from .national import National, national
from .overview import Overview, overview
from .search import Results, results
from .today import Today, standings_of, today

__all__ = [
    "Framework",
    "Monitor",
    "National",
    "Overview",
    "Results",
    "Today",
    "monitor",
    "national",
    "overview",
    "results",
    "standings_of",
    "today",
]
