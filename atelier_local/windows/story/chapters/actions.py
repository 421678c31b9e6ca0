"""An action sheet with its plan, its milestones, and what its owner said aloud."""

from datetime import date, datetime, timedelta
from typing import Any

from atelier_local.programme.ateliers.enums import Horizon
from atelier_local.steps.financing import operations as financing
from atelier_local.steps.financing.enums import (
    CostNature,
    Domain,
    FunderKind,
    FundingState,
    Operation,
)
from atelier_local.steps.financing.models import Plan
from atelier_local.steps.roadmap import operations as roadmap
from atelier_local.steps.roadmap.enums import Maturity, MilestoneKind, Priority
from atelier_local.steps.roadmap.events import owner_kind
from atelier_local.steps.roadmap.models import Action
from atelier_local.steps.strategy.models import Objective

from ..telling import Telling
from . import tables


def act(t: Telling, told: dict[str, Any], at: datetime) -> None:
    objective = Objective.objects.select_related("axis", "node__atelier__stream").get(
        pk=t.node(told["objective"]).pk
    )
    reasons = {source["key"]: source["why"] for source in told["rests_on"]}
    others = [s for s in told["rests_on"] if s["key"] != told["objective"]]
    starts_on = t.calendar.months(t.calendar.workshops[3], told["start_months"])
    indicator = told["indicator"]
    action = roadmap.add_action(
        objective,
        told["title"],
        owner=t.organisation(told["owner"]),
        plan=_pay(t, told, starts_on),
        horizon=Horizon(told["horizon"]),
        first_step=tables.draft(told, "first_step"),
        why=reasons.get(told["objective"], "c’est l’objectif auquel elle répond"),
        rests_on=t.sources(others),
        description=told["description"].strip(),
        priority=Priority(str(told["priority"])),
        maturity=Maturity(told["maturity"]),
        families=told["families"],
        partners=told["partners"],
        places=told["place"],
        starts_on=starts_on,
        ends_on=t.calendar.months(starts_on, told["duration_months"]),
        indicator=indicator["label"],
        baseline=str(indicator["baseline"]),
        target=str(indicator["target"]),
        unit=indicator["unit"],
        resolved_on=t.calendar.months(t.calendar.workshops[3], told["resolved_months"]),
        **told["details"],
        by=t.lead,
        at=at,
    )
    tables.complete(t, told, action, at)
    _commit(t, told, action, at)


def _commit(t: Telling, told: dict[str, Any], action: Action, at: datetime) -> None:
    for milestone in told["milestones"]:
        due_on = t.calendar.months(t.calendar.workshops[3], milestone["months"])
        kind = MilestoneKind(milestone.get("kind", MilestoneKind.STEP))
        roadmap.add_milestone(action, milestone["label"], due_on, kind=kind, by=t.lead, at=at)
    if told.get("pledge"):
        said_at = at + timedelta(hours=4)
        roadmap.pledge(action, told["pledge"], told["owner"], by=t.lead, at=said_at)


def _due(t: Telling, line: dict[str, Any]) -> date | None:
    """The middle of a month, as funders like it."""
    months = line.get("due_months")
    return t.calendar.months(t.calendar.workshops[3], months).replace(day=15) if months else None


def _pay(t: Telling, told: dict[str, Any], starts_on: date) -> Plan:
    return financing.make_plan(
        operation=Operation(told["operation"]),
        owner_kind=owner_kind(t.organisation(told["owner"])),
        domain=Domain(told["regulatory_domain"]),
        without_vat=told["vat"] == "HT",
        costs=[
            financing.Cost(
                line["label"],
                CostNature(line["nature"]),
                line["amount_eur"],
                starts_on.year + line["year"] - 1 if "year" in line else None,
            )
            for line in told["costs"]
        ],
        funding=[
            financing.Funding(
                line["funder"],
                FunderKind(line["kind"]),
                line["amount_eur"],
                scheme=line["scheme"],
                state=FundingState(line["status"]),
                due_on=_due(t, line),
                article=line.get("article", ""),
                document=line.get("document", ""),
            )
            for line in told["funding"]
        ],
    )
