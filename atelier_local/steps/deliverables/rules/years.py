"""A sum shared over the years of an operation."""

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
