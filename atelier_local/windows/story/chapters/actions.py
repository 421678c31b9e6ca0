"""An action sheet with its plan, its milestones, and what its owner said aloud."""

from datetime import datetime, timedelta
from typing import Any

from atelier_local.programme.ateliers.enums import Horizon
from atelier_local.programme.people.models import Organisation
from atelier_local.steps.financing import operations as financing
from atelier_local.steps.financing.enums import (
    CostNature,
    Domain,
    FunderKind,
    FundingState,
    Operation,
    OwnerKind,
)
from atelier_local.steps.financing.models import Plan
from atelier_local.steps.roadmap import operations as roadmap
from atelier_local.steps.roadmap.enums import Maturity, Priority
from atelier_local.steps.roadmap.models import Action
from atelier_local.steps.strategy.models import Objective

from ..telling import Telling
from . import tables

AUTHORITIES = ("Commune", "CC ", "Communauté", "Villedieu Intercom", "Syndicat", "Région",
               "Département")  # fmt: skip
"""How names of local authorities and their groupings begin, in the story."""


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
        plan=_pay(t, told),
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
        **told["details"],
        by=t.lead,
        at=at,
    )
    tables.complete(t, told, action, at)
    _commit(t, told, action, at)


def _commit(t: Telling, told: dict[str, Any], action: Action, at: datetime) -> None:
    for milestone in told["milestones"]:
        due_on = t.calendar.months(t.calendar.workshops[3], milestone["months"])
        roadmap.add_milestone(action, milestone["label"], due_on, by=t.lead, at=at)
    if told.get("pledge"):
        said_at = at + timedelta(hours=4)
        roadmap.pledge(action, told["pledge"], told["owner"], by=t.lead, at=said_at)


def _pay(t: Telling, told: dict[str, Any]) -> Plan:
    return financing.make_plan(
        operation=Operation(told["operation"]),
        owner_kind=_owner_kind(t.organisation(told["owner"])),
        domain=Domain(told["regulatory_domain"]),
        without_vat=told["vat"] == "HT",
        costs=[
            financing.Cost(line["label"], CostNature(line["nature"]), line["amount_eur"])
            for line in told["costs"]
        ],
        funding=[
            financing.Funding(
                line["funder"],
                FunderKind(line["kind"]),
                line["amount_eur"],
                scheme=line["scheme"],
                state=FundingState(line["status"]),
            )
            for line in told["funding"]
        ],
    )


def _owner_kind(owner: Organisation) -> OwnerKind:
    is_authority = owner.name.startswith(AUTHORITIES)
    return OwnerKind.LOCAL_AUTHORITY if is_authority else OwnerKind.OTHER
