"""What an action sheet says, field by field, and writing it otherwise."""

from datetime import date
from typing import Any
from uuid import UUID

from atelier_local.ground.journal import fields
from atelier_local.ground.journal.fields import Values
from atelier_local.programme.people.enums import OrganisationKind
from atelier_local.programme.people.models import Organisation
from atelier_local.programme.thread.models import Node
from atelier_local.steps.financing.enums import OwnerKind
from atelier_local.steps.financing.models import CostLine, FundingLine, Plan

from ..models import Action
from .saying import DETAILS

COMPLETED = "roadmap.sheet_completed"


def owner_kind(owner: Organisation) -> OwnerKind:
    """How the law looks at who carries an action."""
    public = owner.kind == OrganisationKind.LOCAL_AUTHORITY
    return OwnerKind.LOCAL_AUTHORITY if public else OwnerKind.OTHER


def values_of(action: Action) -> dict[str, Any]:
    """What the sheet says now, field by field, as a line tells it."""
    plain = (
        "families", "horizon", "priority", "maturity", "first_step", "indicator", "baseline",
        "target", "unit",
    )  # fmt: skip
    return {
        **{name: getattr(action, name) for name in plain},
        "title": action.node.words,
        **{name: fields.of_lines(getattr(action, name)) for name in ("description", *DETAILS)},
        "owner": str(action.owner_id),
        "partners": list(action.partners),
        "places": list(action.places),
        "dates": [day and day.isoformat() for day in (action.starts_on, action.ends_on)],
        "costs": [[cost.label, cost.nature, cost.amount_eur] for cost in action.plan.costs.all()],
        "funding": [_told(line) for line in action.plan.lines.all()],
    }


def write(action: Action, values: Values) -> None:
    """Put these values, which are sound, on the sheet."""
    told = dict(values)
    if "title" in told:
        Node.unfiltered.filter(pk=action.pk).update(words=told.pop("title"))
    if "costs" in told:
        _write_costs(action.plan_id, told.pop("costs"))
    if "funding" in told:
        _write_funding(action.plan_id, told.pop("funding"))
    if "owner" in told:
        owner = Organisation.objects.get(pk=told.pop("owner"))
        told["owner_id"] = owner.pk
        Plan.objects.filter(pk=action.plan_id).update(owner_kind=owner_kind(owner))
    if "dates" in told:
        days = told.pop("dates")
        told["starts_on"], told["ends_on"] = (day and date.fromisoformat(day) for day in days)
    Action.objects.filter(pk=action.pk).update(**told)


def _write_costs(plan: UUID, costs: list[tuple[str, str, int]]) -> None:
    CostLine.objects.filter(plan=plan).delete()
    CostLine.objects.bulk_create(
        CostLine(plan_id=plan, label=label, nature=nature, amount_eur=amount)
        for label, nature, amount in costs
    )


_FUNDING = ("funder", "scheme", "kind", "amount_eur", "state")


def _told(line: FundingLine) -> list[str | int]:
    return [getattr(line, name) for name in _FUNDING]


def _write_funding(plan: UUID, told: list[list[str | int]]) -> None:
    """Lines that only went further keep their keys: a page may hold them."""
    here = list(FundingLine.objects.filter(plan=plan))
    if [_told(line)[:-1] for line in here] == [line[:-1] for line in told]:
        for line, (*_, state) in zip(here, told, strict=True):
            FundingLine.objects.filter(pk=line.pk).exclude(state=state).update(state=state)
        return
    FundingLine.objects.filter(plan=plan).delete()
    FundingLine.objects.bulk_create(
        FundingLine(plan_id=plan, **dict(zip(_FUNDING, line, strict=True))) for line in told
    )
