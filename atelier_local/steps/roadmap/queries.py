"""What the pages of the roadmap show."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import UTC, date, datetime
from functools import cached_property
from itertools import groupby
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.db.models import Aggregate, F, JSONField, Model, OuterRef, QuerySet, Subquery
from django.db.models.functions import JSONObject

from atelier_local.programme.ateliers.enums import Family, Horizon
from atelier_local.programme.ateliers.models import Atelier
from atelier_local.programme.governance.enums import MeetingKind
from atelier_local.programme.governance.models import Meeting
from atelier_local.programme.people.models import Organisation
from atelier_local.programme.thread import queries as thread
from atelier_local.programme.thread.enums import Kind, Sight
from atelier_local.steps.financing import rules as financing
from atelier_local.steps.financing.enums import FundingState
from atelier_local.steps.financing.models import CostLine, FundingLine
from atelier_local.steps.financing.rules import Funder, Money, Share
from atelier_local.steps.strategy.models import Axis, Objective

from .enums import Priority, Progress
from .models import Action, Milestone, Pledge, Review, Update

# The roadmap ----------------------------------------------------------------------------


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

    sheet: "Sheet"
    heard: frozenset[UUID]

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


def actions(atelier: Atelier, sight: Sight) -> QuerySet[Action]:
    """The actions in the order of the axes."""
    found = Action.objects.seen_by(sight).filter(node__atelier=atelier)
    return found.select_related("objective__node", "objective__axis", "owner", "plan")


def roadmap(atelier: Atelier, sight: Sight, filters: Filters | None = None) -> Roadmap:
    """The whole roadmap (two queries)."""
    heard = thread.behind(atelier, Kind.ACTION, Kind.CONTRIBUTION, sight)
    sheets = map(_sheet, actions(atelier, sight).annotate(**_plan_and_dates()))
    rows = [Row(sheet, frozenset(heard.get(sheet.action.pk, ()))) for sheet in sheets]
    return Roadmap(rows, filters or Filters())


# One action -----------------------------------------------------------------------------


class _Gathered(Aggregate):
    """Rows of a child table as one list, so that a page reads a whole action in one query."""

    function = "JSON_GROUP_ARRAY"
    output_field = JSONField()

    def as_postgresql(self, compiler, connection, **context):
        return self.as_sql(compiler, connection, function="JSONB_AGG", **context)


def _gather(child: type[Model], link: str, *names: str, key: str, **more: str) -> Subquery:
    told = {name: F(name) for name in ("id", *names)} | {k: F(v) for k, v in more.items()}
    mine = child._default_manager.filter(**{link: OuterRef(key)}).order_by().values(link)
    return Subquery(mine.annotate(gathered=_Gathered(JSONObject(**told))).values("gathered"))


@dataclass(frozen=True)
class News:
    """One update, with the name of whoever gave it."""

    update: Update
    author: str


@dataclass(frozen=True)
class Sheet:
    """Everything an action sheet shows but its thread."""

    action: Action
    costs: Sequence[CostLine]
    lines: Sequence[FundingLine]
    milestones: Sequence[Milestone]
    pledges: Sequence[Pledge]
    news: Sequence[News]

    @cached_property
    def money(self) -> Money:
        return financing.money((c.amount_eur for c in self.costs), self._values())

    @cached_property
    def share(self) -> Share:
        return self.action.plan.judge(self._values())

    @property
    def public_lines(self) -> list[FundingLine]:
        return [line for line in self.lines if line.value.kind.is_public]

    @property
    def private_lines(self) -> list[FundingLine]:
        return [line for line in self.lines if not line.value.kind.is_public]

    @property
    def public(self) -> int:
        return sum(line.amount_eur for line in self.public_lines)

    @property
    def private(self) -> int:
        return sum(line.amount_eur for line in self.private_lines)

    @property
    def against_balance(self):
        return financing.against_balance(self.money.cost, self.money.funded)

    @property
    def against_stacking(self):
        return financing.against_stacking(self._values(), domain=self.action.plan.at_domain)

    @property
    def before_receipt(self) -> str:
        return financing.before_receipt(self._values())

    def _values(self) -> Iterator[financing.Line]:
        return (line.value for line in self.lines)


def sheet(actions: QuerySet[Action], pk: UUID) -> Sheet | None:
    """An action and all that hangs on it (one query)."""
    found = actions.annotate(**_plan_and_dates(), **_life()).filter(pk=pk).first()
    return _sheet(found) if found else None


def _plan_and_dates() -> dict[str, Subquery]:
    funding = ("funder", "scheme", "kind", "amount_eur", "state")
    return {
        "told_costs": _gather(CostLine, "plan", "label", "nature", "amount_eur", key="plan"),
        "told_lines": _gather(FundingLine, "plan", *funding, key="plan"),
        "told_milestones": _gather(Milestone, "action", "label", "due_on", "done_at", key="pk"),
    }


def _life() -> dict[str, Subquery]:
    told = ("progress", "percent", "news", "next_step", "at")
    author = {"first": "by__first_name", "last": "by__last_name"}
    return {
        "told_pledges": _gather(Pledge, "action", "words", "by_label", "at", key="pk"),
        "told_news": _gather(Update, "action", *told, key="pk", **author),
    }


def _sheet(action: Action) -> Sheet:
    """What was gathered, as rows again; its life is empty when it was not asked for."""
    plan = action.plan
    return Sheet(
        action=action,
        costs=[CostLine(plan=plan, **row) for row in _rows(action.told_costs)],
        lines=[FundingLine(plan=plan, **row) for row in _rows(action.told_lines)],
        milestones=sorted(
            (Milestone(action=action, **row) for row in _rows(action.told_milestones)),
            key=lambda milestone: (milestone.due_on, milestone.id),
        ),
        pledges=[
            Pledge(action=action, **row) for row in _rows(getattr(action, "told_pledges", None))
        ],
        news=[_news(action, row) for row in reversed(_rows(getattr(action, "told_news", None)))],
    )


def _news(action: Action, row: dict[str, Any]) -> News:
    author = f"{row.pop('first') or ''} {row.pop('last') or ''}".strip()
    return News(Update(action=action, **row), author)


_MOMENTS = {"at", "done_at"}


def _rows(told: list[dict[str, Any]] | None) -> list[dict[str, Any]]:
    """Gathered rows, oldest first, their dates read: JSON knows none."""
    rows = sorted(told or (), key=lambda row: row["id"])
    return [{name: _read(name, value) for name, value in row.items()} for row in rows]


def _read(name: str, value: Any) -> Any:
    if value and name in _MOMENTS:
        moment = datetime.fromisoformat(value)
        return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return date.fromisoformat(value) if name == "due_on" else value


# Following up ---------------------------------------------------------------------------


def latest_news(atelier: Atelier, sight: Sight, most: int = 8) -> QuerySet[Update]:
    """The latest news, whatever the action (one query)."""
    told = Update.objects.filter(
        action__node__atelier=atelier, action__node__seen_by__gte=sight
    ).select_related("action__node", "action__owner", "by")
    return told.order_by("-at", "-id")[:most]


def reviews(atelier: Atelier) -> QuerySet[Review]:
    """The reviews held, latest first, with their decisions (two queries)."""
    held = Review.objects.filter(meeting__atelier=atelier).select_related("meeting")
    return held.prefetch_related("meeting__decisions").order_by("-meeting__starts_at")


def next_review(atelier: Atelier, now: datetime) -> Meeting | None:
    called = Meeting.objects.filter(atelier=atelier, kind=MeetingKind.REVIEW, held_at=None)
    return called.filter(starts_at__gte=now).first()


# Adding ---------------------------------------------------------------------------------


def objectives(atelier: Atelier, sight: Sight) -> QuerySet[Objective]:
    found = Objective.objects.seen_by(sight).filter(node__atelier=atelier)
    return found.select_related("axis").order_by("axis__position", "position")


def owners(atelier: Atelier) -> QuerySet[Organisation]:
    """Those who may carry an action: the organisations that take part."""
    return Organisation.objects.filter(pk__in=atelier.parties.values("organisation"))
