"""The calendar of an Atelier as a drawing: months across, workshops, work between, documents."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from atelier_local.programme.ateliers.enums import Stage

LEFT, WIDTH, HEAD, ROW = 150, 830, 22, 46
"""Room for the names of rows, then for the drawing; height of the head and of a row."""
MONTHS = (
    *("janv.", "fév.", "mars", "avr.", "mai", "juin"),
    *("juil.", "août", "sept.", "oct.", "nov.", "déc."),
)
_WORKSHOPS = (Stage.WORKSHOP_1, Stage.WORKSHOP_2, Stage.WORKSHOP_3)
_BETWEEN = {
    Stage.INTERIM_1: "1 · lire, écouter",
    Stage.INTERIM_2: "2 · approfondir",
    Stage.PRODUCTION: "production",
}

type Periods = Mapping[Stage, tuple[date, date | None]]


@dataclass(frozen=True)
class Mark:
    """A workshop or a document on its day."""

    x: float
    label: str
    done: bool

    @property
    def diamond(self) -> str:
        """A square on its point, in the third row."""
        y = HEAD + 2 * ROW + ROW / 2
        return f"M{self.x:.1f} {y - 8}l8 8-8 8-8-8z"


@dataclass(frozen=True)
class Bar:
    x: float
    width: float
    label: str
    done: bool


@dataclass(frozen=True)
class Month:
    x: float
    middle: float
    label: str


@dataclass(frozen=True)
class Drawing:
    months: Sequence[Month]
    workshops: Sequence[Mark]
    bars: Sequence[Bar]
    documents: Sequence[Mark]
    now: float | None
    height: int = HEAD + 3 * ROW


def draw(
    periods: Periods, documents: Sequence[tuple[str, date, bool]], *, here: Stage, today: date
) -> Drawing | None:
    """From the framing to the feedback; None while no workshop has a date."""
    shown = {stage: p for stage, p in periods.items() if Stage.FRAMING.rank <= stage.rank < 10}
    if not any(stage in shown for stage in _WORKSHOPS):
        return None
    days = [day for period in shown.values() for day in period if day]
    days += [day for _, day, _ in documents]
    first, last = min(days).replace(day=1), _month_after(max(days))
    scale = WIDTH / (last - first).days

    def across(day: date) -> float:
        return round(LEFT + (day - first).days * scale, 1)

    return Drawing(
        months=_months(first, last, across),
        workshops=[
            Mark(across(shown[stage][0]), str(ordinal), stage.rank < here.rank)
            for ordinal, stage in enumerate(_WORKSHOPS, 1)
            if stage in shown
        ],
        bars=[
            _bar(label, *shown[stage], done=stage.rank <= here.rank, across=across)
            for stage, label in _BETWEEN.items()
            if stage in shown
        ],
        documents=[Mark(across(day), label, done) for label, day, done in documents],
        now=across(today) if first <= today < last else None,
    )


def _bar(label: str, starts: date, ends: date | None, *, done: bool, across) -> Bar:
    x = across(starts)
    width = round(across((ends or starts) + timedelta(days=1)) - x, 1)
    return Bar(x, width, label if width > 8 * len(label) else "", done)


def _months(first: date, last: date, across) -> list[Month]:
    found, day = [], first
    while day < last:
        after = _month_after(day)
        wide = across(after) - across(day) > 34
        label = MONTHS[day.month - 1] if wide or day.month in (1, 4, 7, 10) else ""
        found.append(Month(across(day), (across(day) + across(after)) / 2, label))
        day = after
    return found


def _month_after(day: date) -> date:
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1)
