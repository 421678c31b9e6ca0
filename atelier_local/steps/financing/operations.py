"""Writing a plan. Part of the operation that wants it, whose journal line tells it."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction

from .enums import CostNature, Domain, FunderKind, FundingState, Operation, OwnerKind
from .models import CostLine, FundingLine, Plan


@dataclass(frozen=True, slots=True)
class Cost:
    """One thing to pay for, in whole euros."""

    label: str
    nature: CostNature
    amount_eur: int


@dataclass(frozen=True, slots=True)
class Funding:
    """One source of money, in whole euros."""

    funder: str
    kind: FunderKind
    amount_eur: int
    scheme: str = ""
    state: FundingState = FundingState.CONSIDERED


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
    plan.costs.all().delete()
    plan.lines.all().delete()
    CostLine.objects.bulk_create(
        CostLine(plan=plan, label=c.label, nature=c.nature, amount_eur=c.amount_eur) for c in costs
    )
    FundingLine.objects.bulk_create(
        FundingLine(
            plan=plan,
            funder=f.funder,
            scheme=f.scheme,
            kind=f.kind,
            amount_eur=f.amount_eur,
            state=f.state,
        )
        for f in funding
    )
