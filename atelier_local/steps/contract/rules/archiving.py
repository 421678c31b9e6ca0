"""Until when each class of the file is kept. Ending a period never destroys anything by itself."""

from dataclasses import dataclass
from datetime import date

from .publishing import publication_due


@dataclass(frozen=True, slots=True)
class Period:
    """So many years from a day that is known, or that will be."""

    years: int
    since: date | None
    base: str

    @property
    def until(self) -> date | None:
        return publication_due(self.since, 12 * self.years) if self.since else None


def latest(*periods: Period) -> Period:
    """The period that ends last; one whose start is not known yet ends after all others."""
    open_ones = [one for one in periods if one.since is None]
    return open_ones[0] if open_ones else max(periods, key=lambda one: one.until or date.min)
