"""The calendar as a drawing: one line an action, quarters across. Plain values in, figures out."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

LEFT, WIDTH, TOP, ROW, MARGIN = 320, 1000, 46, 34, 8


@dataclass(frozen=True)
class Span:
    """What one line draws: when it starts and ends, and its dated steps (label, day, reached)."""

    item: Any
    starts_on: date | None
    ends_on: date | None
    steps: Sequence[tuple[str, date, bool]] = ()

    @property
    def days(self) -> list[date]:
        return [d for d in (self.starts_on, self.ends_on, *(s[1] for s in self.steps)) if d]


@dataclass(frozen=True)
class Tick:
    x: float
    label: str


@dataclass(frozen=True)
class Step:
    x: float
    label: str
    day: date
    reached: bool

    def diamond(self) -> str:
        return f"M{self.x:.1f} 10l6 6-6 6-6-6z"


@dataclass(frozen=True)
class Bar:
    """A line: where its bar begins, how long it is, how much of it is behind."""

    item: Any
    y: int
    x: float
    length: float
    steps: Sequence[Step]


@dataclass(frozen=True)
class Gantt:
    bars: Sequence[Bar]
    years: Sequence[Tick]
    quarters: Sequence[Tick]
    today: float | None
    left: int = LEFT
    width: int = WIDTH
    top: int = TOP

    @property
    def height(self) -> int:
        return TOP + ROW * len(self.bars) + MARGIN


def gantt(spans: Iterable[Span], today: date) -> Gantt | None:
    """The drawing, from the quarter of the first day to that of the last; None without a day."""
    dated = [span for span in spans if span.days]
    if not dated:
        return None
    quarters = _quarters([day for span in dated for day in span.days])
    first, after = quarters[0], _next(quarters[-1])

    def x(day: date) -> float:
        share = (day - first).days / (after - first).days
        return round(LEFT + share * (WIDTH - LEFT - MARGIN), 1)

    def bar(rank: int, span: Span) -> Bar:
        starts = x(span.starts_on or min(span.days))
        ends = x(span.ends_on or max(span.days))
        steps = [Step(x(day), label, day, reached) for label, day, reached in span.steps]
        return Bar(span.item, TOP + ROW * rank, starts, round(max(ends - starts, 4), 1), steps)

    return Gantt(
        bars=[bar(rank, span) for rank, span in enumerate(dated)],
        years=[Tick(x(next(days)), str(year)) for year, days in groupby(quarters, _year)],
        quarters=[Tick(x(day), f"T{day.month // 3 + 1}") for day in quarters]
        if len(quarters) <= 24
        else [],
        today=x(today) if first <= today < after else None,
    )


def _year(day: date) -> int:
    return day.year


def _next(quarter: date) -> date:
    return date(quarter.year + quarter.month // 10, (quarter.month + 2) % 12 + 1, 1)


def _quarters(days: Sequence[date]) -> list[date]:
    """The first day of every quarter from the first to the last of these days."""
    first, last = min(days), max(days)
    quarters = [date(first.year, (first.month - 1) // 3 * 3 + 1, 1)]
    while _next(quarters[-1]) <= last:
        quarters.append(_next(quarters[-1]))
    return quarters
