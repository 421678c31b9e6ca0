"""An action added, at the office or in a hall: what its line says, what it makes elsewhere."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction

from atelier_local.ground.journal import fields
from atelier_local.ground.journal.fields import Made, Numbered, Sound, Values
from atelier_local.ground.journal.models import Line
from atelier_local.ground.journal.operations import SENSELESS
from atelier_local.programme.ateliers.models import Atelier
from atelier_local.programme.people.models import Organisation, Person
from atelier_local.programme.thread import events as thread
from atelier_local.programme.thread.enums import Kind
from atelier_local.programme.thread.events import Sources
from atelier_local.programme.thread.models import Node, number_under
from atelier_local.refusal import Reasons
from atelier_local.steps.financing.enums import Domain, Operation
from atelier_local.steps.financing.models import Plan
from atelier_local.steps.financing.operations import make_plan
from atelier_local.steps.strategy.models import Axis, Objective

from ..models import Action
from .saying import LABELS, UNSAID, is_sound
from .sheets import costs_of, details_of, funding_of, owner_kind, values_of

ADDED = "roadmap.action_added"
_AS_THEY_ARE = (
    "description", "partners", "places", "families", "horizon", "priority", "maturity",
    "first_step", "indicator", "baseline", "target", "unit",
)  # fmt: skip


def add(
    objective: Objective,
    plan: Plan,
    values: Values,
    sources: Sources,
    *,
    by: Person | None,
    at: datetime,
    id: UUID | None = None,
) -> Action:
    """The next action under an axis, with its plan; `id`: the line that told it elsewhere."""
    atelier = objective.node.atelier
    axis = Axis.objects.select_for_update().get(pk=objective.axis_id)  # one number at a time
    position = Action.objects.filter(objective__axis=axis).count() + 1
    block = "" if id else settings.FIELD_KIT
    number = number_under(atelier, Kind.ACTION, f"A{axis.position}", position, block=block)
    node = Node.add(atelier, Kind.ACTION, values["title"], by=by, at=at, number=number, id=id)
    thread.link(sources, node, by=by, at=at)
    starts_on, ends_on = (day and date.fromisoformat(day) for day in values["dates"])
    return Action.objects.create(
        node=node, objective=objective, plan=plan, owner_id=UUID(values["owner"]),
        position=position, starts_on=starts_on, ends_on=ends_on,
        **{name: values[name] for name in _AS_THEY_ARE},
        **details_of(values),
    )  # fmt: skip


def told_of(action: Action, sources: Sources) -> dict[str, Any]:
    """What the line says that adds it: all that another machine needs to add it too."""
    plan = action.plan
    return {
        "node": str(action.pk),
        "number": action.node.number,
        "objective": str(action.objective_id),
        "rests_on": thread.told_as(sources),
        "plan": {
            "operation": str(plan.operation),
            "domain": str(plan.domain),
            "without_vat": plan.without_vat,
        },
        "values": values_of(action),
    }


def against_adding(values: Values) -> Reasons:
    """Values that no machine would take home."""
    told = {name: {"said": value} for name, value in values.items()}
    owners = (values["owner"],)
    return fields.against_saying(
        "", told, lambda _, name, value: is_sound(name, value, owners), LABELS
    )


# Coming home ------------------------------------------------------------------------------------


def made(line: Line, sound: Sound) -> Made | None:
    """What the line made, if it says all of it and nothing that cannot be."""
    told: Any = line.payload
    node, values = told.get("node"), told.get("values")
    whole = isinstance(values, dict) and values.keys() | UNSAID.keys() == LABELS.keys()
    if not whole or node != str(line.id):
        return None
    if not all(sound(node, name, value) for name, value in values.items()):
        return None
    return Made(line.id, node, values)


def add_missing(atelier: Atelier, lines: Sequence[Line], sound: Sound) -> list[Numbered]:
    """Add what is not here, in the order of the lines, under the next numbers of their axes."""
    missing = [line for line in thread.absent(lines) if made(line, sound)]
    return [found for line in missing if (found := _add_from(atelier, line)) is not None]


def _add_from(atelier: Atelier, line: Line) -> Numbered | None:
    """Nothing for a line of which nothing can be made."""
    told: Any = line.payload
    try:
        with transaction.atomic():
            values, there = told["values"], str(told["number"])
            objectives = Objective.objects.select_related("node__atelier")
            objective = objectives.get(node__atelier=atelier, pk=told["objective"])
            sources = thread.named(atelier, Kind.ACTION, told["rests_on"])
            by, plan = thread.author(atelier, line.by), _plan(told["plan"], values)
            action = add(objective, plan, values, sources, by=by, at=line.at, id=line.id)
    except (*SENSELESS, Objective.DoesNotExist):
        return None
    return Numbered(action.pk, there[:12], action.node.number)


def _plan(told: Any, values: Values) -> Plan:
    return make_plan(
        operation=Operation(told["operation"]),
        domain=Domain(told["domain"]),
        without_vat=bool(told["without_vat"]),
        owner_kind=owner_kind(Organisation.objects.get(pk=values["owner"])),
        costs=costs_of(values["costs"]),
        funding=funding_of(values["funding"]),
    )
