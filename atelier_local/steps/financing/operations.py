"""Writing a plan. Part of the operation that wants it, whose journal line tells it."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date

from django.db import transaction

from .enums import CostNature, Domain, FunderKind, FundingState, Operation, OwnerKind
from .models import CostLine, FundingLine, Plan


@dataclass(frozen=True, slots=True)
class Cost:
    """One thing to pay for, in whole euros; `year`: when it is paid, where the sheet says so."""

    label: str
    nature: CostNature
    amount_eur: int
    year: int | None = None


@dataclass(frozen=True, slots=True)
class Funding:
    """One source of money, in whole euros; until when a file may be lodged, the text it rests on,
    the paper that proves it."""

    funder: str
    kind: FunderKind
    amount_eur: int
    scheme: str = ""
    state: FundingState = FundingState.CONSIDERED
    due_on: date | None = None
    article: str = ""
    document: str = ""


@transaction.atomic
def make_plan(
    *,
    operation: Operation,
    owner_kind: OwnerKind,
    domain: Domain = Domain.NONE,
    without_vat: bool = True,
    costs: Iterable[Cost] = (),
    funding: Iterable[Funding] = (),
) -> Plan:
    """A plan with its costs and its funding."""
    plan = Plan.objects.create(
        operation=operation, owner_kind=owner_kind, domain=domain, without_vat=without_vat
    )
    set_lines(plan, costs=costs, funding=funding)
    return plan


@transaction.atomic
def set_lines(plan: Plan, *, costs: Iterable[Cost], funding: Iterable[Funding]) -> None:
    """Replace what a plan says it costs and who pays."""
    set_costs(plan, costs)
    set_funding(plan, funding)


@transaction.atomic
def set_costs(plan: Plan, costs: Iterable[Cost]) -> None:
    plan.costs.all().delete()
    CostLine.objects.bulk_create(CostLine(plan=plan, **asdict(cost)) for cost in costs)


@transaction.atomic
def set_funding(plan: Plan, funding: Iterable[Funding]) -> None:
    plan.lines.all().delete()
    FundingLine.objects.bulk_create(FundingLine(plan=plan, **asdict(line)) for line in funding)
