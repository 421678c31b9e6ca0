"""What the pages of the roadmap show."""

from .following import commitments, latest_news, next_review, objectives, owners, reviews
from .sheets import News, Sheet, actions, sheet, unfinished
from .whole import Filters, Group, Pill, Roadmap, Row, roadmap, total

__all__ = [
    "Filters",
    "Group",
    "News",
    "Pill",
    "Roadmap",
    "Row",
    "Sheet",
    "actions",
    "commitments",
    "latest_news",
    "next_review",
    "objectives",
    "owners",
    "reviews",
    "roadmap",
    "sheet",
    "total",
    "unfinished",
]
