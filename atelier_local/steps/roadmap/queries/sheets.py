"""One action and all that hangs on it, read in one query."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache, cached_property, reduce
from operator import or_
from typing import Any
from uuid import UUID

from django.db.models import Aggregate, F, JSONField, Model, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import JSONObject

from atelier_local.programme.ateliers.models import Atelier
from atelier_local.programme.thread.enums import Sight
from atelier_local.refusal import Reasons
from atelier_local.steps.financing import rules as financing
from atelier_local.steps.financing.enums import FunderKind, FundingState
from atelier_local.steps.financing.models import CostLine, FundingLine
from atelier_local.steps.financing.rules import Money, Share

from .. import rules
from ..models import Action, Milestone, Pledge, Update


def actions(atelier: Atelier, sight: Sight) -> QuerySet[Action]:
    """The actions in the order of the axes."""
    found = Action.objects.seen_by(sight).filter(node__atelier=atelier)
    return found.select_related("objective__node", "objective__axis", "owner", "plan")


def unfinished() -> Q:
    """Sheets that `rules.against_showing` would refuse."""
    return reduce(or_, (Q(**{name: [] if name in _LISTS else ""}) for name in rules.NEEDED))


_LISTS = frozenset({"places"})


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
    """Everything an action sheet shows but its thread; rows become objects when they are asked for.

    `action` carries what `plan_and_dates` gathered, and `_life` too when its life is shown.
    """

    action: Action

    @cached_property
    def costs(self) -> list[CostLine]:
        return [CostLine(plan=self.action.plan, **row) for row in self._rows("costs")]

    @cached_property
    def lines(self) -> list[FundingLine]:
        return [FundingLine(plan=self.action.plan, **row) for row in self._rows("lines")]

    @cached_property
    def milestones(self) -> list[Milestone]:
        found = (Milestone(action=self.action, **row) for row in self._rows("milestones"))
        return sorted(found, key=lambda milestone: (milestone.due_on, milestone.id))

    @cached_property
    def pledges(self) -> list[Pledge]:
        return [Pledge(action=self.action, **row) for row in self._rows("pledges")]

    @cached_property
    def news(self) -> list[News]:
        """The latest first."""
        return [_news(self.action, row) for row in reversed(self._rows("news"))]

    @cached_property
    def money(self) -> Money:
        return financing.money((row["amount_eur"] for row in self._rows("costs")), self._values)

    @cached_property
    def share(self) -> Share:
        return self.action.plan.judge(self._values)

    @property
    def lacking(self) -> Reasons:
        """What it cannot be published without, and does not say yet."""
        return rules.against_showing(vars(self.action))

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
        return financing.against_stacking(self._values, domain=self.action.plan.at_domain)

    @property
    def before_receipt(self) -> str:
        return financing.before_receipt(self._values)

    @cached_property
    def _values(self) -> list[financing.Line]:
        """The lines as rules read them."""
        return [
            financing.Line(
                FunderKind(row["kind"]),
                row["amount_eur"],
                FundingState(row["state"]),
                row["funder"],
            )
            for row in self._rows("lines")
        ]

    def _rows(self, what: str) -> list[dict[str, Any]]:
        return _rows(getattr(self.action, f"told_{what}"))


def sheet(actions: QuerySet[Action], pk: UUID) -> Sheet | None:
    """An action and all that hangs on it (one query)."""
    found = actions.annotate(**plan_and_dates(), **_life()).filter(pk=pk).first()
    return Sheet(found) if found else None


_TERMS = ("due_on", "article", "document")


@cache
def plan_and_dates() -> dict[str, Subquery]:
    funding = ("funder", "scheme", "kind", "amount_eur", "state", *_TERMS)
    dates = ("label", "due_on", "done_at", "kind")
    return {
        "told_costs": _gather(
            CostLine, "plan", "label", "nature", "amount_eur", "year", key="plan"
        ),
        "told_lines": _gather(FundingLine, "plan", *funding, key="plan"),
        "told_milestones": _gather(Milestone, "action", *dates, key="pk"),
    }


@cache
def _life() -> dict[str, Subquery]:
    told = ("progress", "percent", "news", "next_step", "at")
    author = {"first": "by__first_name", "last": "by__last_name"}
    return {
        "told_pledges": _gather(Pledge, "action", "words", "by_label", "at", key="pk"),
        "told_news": _gather(Update, "action", *told, key="pk", **author),
    }


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
    return date.fromisoformat(value) if value and name == "due_on" else value
