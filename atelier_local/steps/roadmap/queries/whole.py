"""The whole roadmap: filtered, grouped, added up."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from itertools import groupby
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from atelier_local.programme.ateliers.enums import Family, Horizon
from atelier_local.programme.ateliers.models import Atelier
from atelier_local.programme.thread import queries as thread
from atelier_local.programme.thread.enums import Kind, Sight
from atelier_local.steps.financing import rules as financing
from atelier_local.steps.financing.enums import FundingState
from atelier_local.steps.financing.rules import Funder, Money, Share
from atelier_local.steps.strategy.models import Axis

from ..enums import Priority, Progress
from ..models import Action
from .sheets import Sheet, actions, plan_and_dates


@dataclass(frozen=True)
class Filters:
    """What the address asks to keep; a value that does not exist keeps everything."""

    family: str = ""
    horizon: str = ""
    priority: str = ""
    progress: str = ""

    @classmethod
    def read(cls, asked: Mapping[str, str]) -> "Filters":
        return cls(
            *(
                value if (value := asked.get(NAMES[field.name], "")) in CHOICES[field.name] else ""
                for field in fields(cls)
            )
        )

    def keeps(self, action: Action) -> bool:
        return (
            self.family in action.families
            and self.horizon in ("", action.horizon)
            and self.priority in ("", action.priority)
            and self.progress in ("", action.progress)
        )

    def __str__(self) -> str:
        """The filters as an address carries them."""
        held = {NAMES[f.name]: getattr(self, f.name) for f in fields(self)}
        return urlencode({name: value for name, value in held.items() if value})


NAMES = {"family": "famille", "horizon": "horizon", "priority": "priorite", "progress": "etat"}
CHOICES: dict[str, Any] = {
    "family": Family.values,
    "horizon": Horizon.values,
    "priority": Priority.values,
    "progress": Progress.values,
}


@dataclass(frozen=True)
class Pill:
    """One filter of the page: pressed, it opens everything of its sort again."""

    sort: str
    value: str
    label: str
    count: int
    pressed: bool
    query: str


@dataclass(frozen=True)
class Row:
    """One action with its money and the contributions behind it."""

    sheet: Sheet
    heard: Mapping[UUID, int]
    """How many citations away each of them lies: the nearest speak of this action most."""

    @property
    def action(self) -> Action:
        return self.sheet.action

    @property
    def money(self) -> Money:
        return self.sheet.money

    @property
    def share(self) -> Share:
        return self.sheet.share

    @property
    def spot(self) -> str:
        """Its number without the letter, as drawings write it."""
        return self.action.node.number.removeprefix("A")


@dataclass(frozen=True)
class Group:
    """The actions of one axis."""

    axis: Axis
    rows: Sequence[Row]

    @property
    def money(self) -> Money:
        return total(self.rows)

    @property
    def by_objective(self) -> list[Row]:
        return sorted(self.rows, key=lambda row: row.action.objective.position)

    @property
    def percent(self) -> int:
        """The mean progress of its actions."""
        return round(sum(row.action.percent for row in self.rows) / len(self.rows))


@dataclass(frozen=True)
class Roadmap:
    """All the actions, and those that the filters keep."""

    everything: Sequence[Row]
    filters: Filters

    @property
    def rows(self) -> list[Row]:
        return [row for row in self.everything if self.filters.keeps(row.action)]

    @property
    def groups(self) -> list[Group]:
        by_axis = groupby(self.rows, key=lambda row: row.action.objective.axis)
        return [Group(axis, list(rows)) for axis, rows in by_axis]

    @property
    def money(self) -> Money:
        return total(self.rows)

    @property
    def heard(self) -> int:
        """Contributions behind at least one of the actions."""
        return len(frozenset[UUID]().union(*(row.heard for row in self.rows)))

    @property
    def years(self) -> tuple[int, int] | None:
        days = [d for row in self.rows for d in (row.action.starts_on, row.action.ends_on) if d]
        return (min(days).year, max(days).year) if days else None

    @property
    def funders(self) -> list[Funder]:
        return financing.consolidate(line.value for row in self.rows for line in row.sheet.lines)

    @property
    def by_state(self) -> list[tuple[FundingState, int]]:
        """What all funders bring, one figure a state: adds up to what is funded."""
        by_state = sum((funder.by_state for funder in self.funders), Counter[FundingState]())
        return [(state, by_state[state]) for state in FundingState]

    @property
    def pills(self) -> list[Pill]:
        """Only what at least one action is."""
        sorts = ((f.name, CHOICES[f.name]) for f in fields(Filters))
        pills = (self._pill(sort, value) for sort, values in sorts for value in values)
        return [pill for pill in pills if pill.count]

    def _pill(self, sort: str, value: str) -> Pill:
        alone = Filters(**{sort: value})
        pressed = getattr(self.filters, sort) == value
        return Pill(
            sort=sort,
            value=value,
            label=LABELS[sort][value],
            count=sum(alone.keeps(row.action) for row in self.everything),
            pressed=pressed,
            query=str(replace(self.filters, **{sort: "" if pressed else value})),
        )


LABELS: dict[str, dict[str, str]] = {
    "family": dict(Family.choices),
    "horizon": dict(Horizon.choices),
    "priority": dict(Priority.choices),
    "progress": dict(Progress.choices),
}


def total(rows: Iterable[Row]) -> Money:
    return sum((row.money for row in rows), Money())


def roadmap(atelier: Atelier, sight: Sight, filters: Filters | None = None) -> Roadmap:
    """The whole roadmap (two queries)."""
    heard = thread.behind(atelier, Kind.ACTION, Kind.CONTRIBUTION, sight)
    sheets = map(Sheet, actions(atelier, sight).annotate(**plan_and_dates()))
    rows = [Row(sheet, heard.get(sheet.action.pk, {})) for sheet in sheets]
    return Roadmap(rows, filters or Filters())
