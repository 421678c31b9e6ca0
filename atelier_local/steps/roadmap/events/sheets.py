"""What an action sheet says, field by field, and writing it otherwise."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from atelier_local.ground.journal import fields
from atelier_local.ground.journal.fields import Values
from atelier_local.programme.people.enums import OrganisationKind
from atelier_local.programme.people.models import Organisation
from atelier_local.programme.thread.models import Node
from atelier_local.steps.financing import operations as financing
from atelier_local.steps.financing.enums import CostNature, FunderKind, FundingState, OwnerKind
from atelier_local.steps.financing.models import CostLine, FundingLine, Plan
from atelier_local.steps.financing.operations import Cost, Funding

from ..models import Action
from .saying import UNSAID

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
        "description": fields.of_lines(action.description),
        **told_of_details({name: getattr(action, name) for name in UNSAID}),
        "owner": str(action.owner_id),
        "partners": list(action.partners),
        "places": list(action.places),
        "dates": [day and day.isoformat() for day in (action.starts_on, action.ends_on)],
        "costs": [told_cost(cost) for cost in action.plan.costs.all()],
        "funding": [line_told(line) for line in action.plan.lines.all()],
    }


def told_of_details(given: Mapping[str, Any]) -> dict[str, Any]:
    """What else a sheet says, as a line tells it; unsaid where nothing is given."""
    told = {name: given.get(name, unsaid) for name, unsaid in UNSAID.items()}
    told["climate"] = "".join(sorted(told["climate"]))
    told["resolved_on"] = told["resolved_on"] and told["resolved_on"].isoformat()
    return {n: fields.of_lines(v) if isinstance(v, str) else v for n, v in told.items()}


def details_of(values: Values) -> dict[str, Any]:
    """The same, told by a line, as its sheet holds it."""
    held = {name: values.get(name, unsaid) for name, unsaid in UNSAID.items()}
    return held | {"resolved_on": _day(held["resolved_on"])}


def _day(told: str | None) -> date | None:
    return date.fromisoformat(told) if told else None


def write(action: Action, values: Values) -> None:
    """Put these values, which are sound, on the sheet."""
    told = dict(values)
    if "title" in told:
        Node.unfiltered.filter(pk=action.pk).update(words=told.pop("title"))
    if "costs" in told:
        financing.set_costs(action.plan, costs_of(told.pop("costs")))
    if "funding" in told:
        _write_funding(action.plan, told.pop("funding"))
    if "owner" in told:
        owner = Organisation.objects.get(pk=told.pop("owner"))
        told["owner_id"] = owner.pk
        Plan.objects.filter(pk=action.plan_id).update(owner_kind=owner_kind(owner))
    if "dates" in told:
        told["starts_on"], told["ends_on"] = map(_day, told.pop("dates"))
    if "resolved_on" in told:
        told["resolved_on"] = _day(told["resolved_on"])
    Action.objects.filter(pk=action.pk).update(**told)


def told_cost(cost: CostLine | Cost) -> list[str | int]:
    """Its year where it has one: lines written before a cost had any stay as they were."""
    return [cost.label, cost.nature, cost.amount_eur, *([cost.year] if cost.year else [])]


def costs_of(told: Iterable[Any]) -> list[Cost]:
    return [Cost(label, CostNature(nature), *rest) for label, nature, *rest in told]


TERMS = ("state", "due_on", "article", "document")
"""What moves of a line of funding while it is sought."""


def line_told(line: FundingLine | Funding) -> list[str | int]:
    """A line of funding as a journal tells it. Until when, by which text and on which paper, where
    any of it is: older lines stay as they were."""
    terms = [line.due_on.isoformat() if line.due_on else "", line.article, line.document]
    whole: list[str | int] = [line.funder, line.scheme, str(line.kind), line.amount_eur]
    whole.append(str(line.state))
    return whole + (terms if any(terms) else [])


def funding_of(told: Iterable[Any]) -> list[Funding]:
    return [
        Funding(
            funder,
            FunderKind(kind),
            amount,
            scheme,
            FundingState(state),
            *((_day(terms[0]), *terms[1:]) if terms else ()),
        )
        for funder, scheme, kind, amount, state, *terms in told
    ]


def _write_funding(plan: Plan, told: list[list[Any]]) -> None:
    """Lines that only went further keep their keys: a page may hold them."""
    here = list(FundingLine.objects.filter(plan=plan))
    if [line_told(line)[:4] for line in here] != [line[:4] for line in told]:
        financing.set_funding(plan, funding_of(told))
        return
    for line, said, now in zip(here, told, funding_of(told), strict=True):
        if line_told(line) != said:
            terms = {name: getattr(now, name) for name in TERMS}
            FundingLine.objects.filter(pk=line.pk).update(**terms)
