"""The calendar as a drawing: one bar a stage, months across."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

LEFT, WIDTH, ROW, HEAD = 150, 850, 26, 26
"""Room for the names of stages, then for the bars; height of a row and of the head."""
SHORTEST = 4


@dataclass(frozen=True)
class Bar:
    label: str
    x: float
    y: int
    width: float


@dataclass(frozen=True)
class Month:
    x: float
    label: str


@dataclass(frozen=True)
class Gantt:
    bars: list[Bar]
    months: list[Month]
    height: int


def draw(periods: Sequence[tuple[str, date, date | None]]) -> Gantt | None:
    """Bars of stages given as (label, start, end). A stage without an end lasts a day."""
    if not periods:
        return None
    spans = [(label, start, (end or start) + timedelta(days=1)) for label, start, end in periods]
    first = min(start for _, start, _ in spans).replace(day=1)
    last = max(end for *_, end in spans)
    scale = WIDTH / (last - first).days

    def across(day: date) -> float:
        return LEFT + (day - first).days * scale

    bars = [
        Bar(label, across(start), HEAD + ROW * row, max((end - start).days * scale, SHORTEST))
        for row, (label, start, end) in enumerate(spans)
    ]
    return Gantt(bars, _months(first, last, across), HEAD + ROW * len(bars))


def _months(first: date, last: date, across: Callable[[date], float]) -> list[Month]:
    """A mark at the first of months, never closer than the width of its words."""
    marks: list[Month] = []
    day = first
    while day < last:
        if across(day) < LEFT + WIDTH - 40 and (not marks or across(day) - marks[-1].x > 60):
            marks.append(Month(across(day), f"{day:%m}/{day:%y}"))
        day = (day.replace(day=28) + timedelta(days=4)).replace(day=1)
    return marks
