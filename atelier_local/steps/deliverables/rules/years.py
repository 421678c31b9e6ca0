"""A sum shared over the years of an operation."""

from collections.abc import Mapping
from datetime import date


def spread(amount: int, start: date, end: date) -> dict[int, int]:
    """Whole euros over the years of an operation, by its days in each; no euro is lost."""
    years = range(start.year, end.year + 1)
    total = (end - start).days + 1
    shared: dict[int, int] = {}
    for year in years:
        last = min(end, date(year, 12, 31))
        so_far = amount * ((last - start).days + 1) // total
        shared[year] = so_far - sum(shared.values())
    return shared


def share(amount: int, weights: Mapping[int, int]) -> dict[int, int]:
    """Whole euros over years that each weigh so much; no euro is lost."""
    total, so_far = sum(weights.values()), 0
    shared: dict[int, int] = {}
    for year, weight in sorted(weights.items()):
        so_far += weight
        shared[year] = amount * so_far // total - sum(shared.values())
    return shared
