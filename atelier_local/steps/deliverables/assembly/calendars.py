"""Dates as columns of a drawing: months, quarters or years, as many as a page can hold."""

from dataclasses import dataclass
from datetime import date

_SHORT = [
    "janv.",
    "févr.",
    "mars",
    "avr.",
    "mai",
    "juin",
    "juil.",
    "août",
    "sept.",
    "oct.",
    "nov.",
    "déc.",
]
MOST_COLUMNS = 20


@dataclass(frozen=True, slots=True)
class Scale:
    """Columns of so many months from the first day of one; `at` places a day among them."""

    first: date
    step: int
    count: int

    @property
    def periods(self) -> list[list[str]]:
        return [self._name(column) for column in range(self.count)]

    def _name(self, column: int) -> list[str]:
        index = self.first.month - 1 + column * self.step
        year, month = self.first.year + index // 12, index % 12
        if self.step == 1:
            return [str(year), _SHORT[month]]
        if self.step == 12:
            return [str(year), ""]
        return [str(year), f"{'T' if self.step == 3 else 'S'}{month // self.step + 1}"]

    def at(self, day: date) -> float:
        months = (day.year - self.first.year) * 12 + day.month - self.first.month
        return round(min(max((months + (day.day - 1) / 31) / self.step, 0), self.count), 2)


def months(start: date, end: date) -> Scale:
    return _scale(start, end, 1)


def quarters(start: date, end: date) -> Scale:
    """Quarters, or half-years then years when there would be too many."""
    for step in (3, 6):
        scale = _scale(start, end, step)
        if scale.count <= MOST_COLUMNS:
            return scale
    return _scale(start, end, 12)


def _scale(start: date, end: date, step: int) -> Scale:
    first = date(start.year, (start.month - 1) // step * step + 1, 1)
    whole = (end.year - first.year) * 12 + end.month - first.month
    return Scale(first, step, whole // step + 1)
