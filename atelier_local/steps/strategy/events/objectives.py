"""An objective added or reworded, at the office or in a hall: what a line says, what it changes."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from atelier_local.ground.journal import fields, union
from atelier_local.ground.journal.fields import Made, Numbered, Sound, Standing, Values
from atelier_local.ground.journal.models import Line
from atelier_local.ground.journal.operations import SENSELESS
from atelier_local.programme.ateliers.enums import Family
from atelier_local.programme.ateliers.models import Atelier
from atelier_local.programme.people.models import Person
from atelier_local.programme.thread import events as thread
from atelier_local.programme.thread.enums import Kind
from atelier_local.programme.thread.events import Sources
from atelier_local.programme.thread.models import Node, number_under
from atelier_local.refusal import Reasons
from atelier_local.steps.workshops import queries as workshops

from .. import rules
from ..models import Axis, Objective
from . import adding

ADDED, REWORDED = "strategy.objective_added", "strategy.objective_reworded"
KINDS = frozenset({ADDED, REWORDED}) | adding.KINDS
"""What an open room tells of the strategy."""
LABELS = {"title": "Objectif", "text": "Explication", "families": "Familles de transition"}
LONGEST = {"title": 300, "text": 20_000, "families": len(Family)}


def values_of(objective: Objective) -> dict[str, str]:
    """What it says now, field by field."""
    return {
        "title": fields.of_lines(objective.node.words),
        "text": fields.of_lines(objective.text),
        "families": objective.families,
    }


def told(atelier: Atelier) -> QuerySet[Line]:
    """The lines of an Atelier that reword its objectives, in whatever order."""
    return workshops.told(atelier, REWORDED)


def standing(atelier: Atelier) -> Standing:
    """What their lines leave standing of the strategy of an Atelier (six queries)."""
    return _standing(atelier, _lines(atelier))


def _lines(atelier: Atelier) -> list[Line]:
    return union.in_order(workshops.told(atelier, *KINDS))[0]


def _standing(atelier: Atelier, lines: Iterable[Line]) -> Standing:
    sound_here, listed = sound(atelier), list(lines)
    added = thread.added(atelier, listed, ADDED)
    made = [one for line in added if (one := _made(line, sound_here))]
    found = fields.standing((one for one in listed if one.kind == REWORDED), sound_here, made)
    found.strange += sorted({line.id for line in added} - {one.line for one in made})
    found.strange += adding.strange(atelier, listed)
    return found


def sound(atelier: Atelier) -> Sound:
    """Which values its objectives may take (one query)."""
    known = {str(pk) for pk in _objectives(atelier).values_list("pk", flat=True)}
    return lambda node, name, value: node in known and is_sound(name, value)


def refold(atelier: Atelier) -> Standing:
    """Bring the strategy to what all its lines say, whichever came first: what a hall added is
    added here, what objectives answer before them, what rests on them after."""
    lines = _lines(atelier)
    numbered = adding.refold(atelier, lines, adding.BEFORE)
    numbered += _add_missing(atelier, thread.added(atelier, lines, ADDED))
    numbered += adding.refold(atelier, lines, adding.AFTER)
    found = _standing(atelier, lines)
    found.numbered = numbered
    here = _objectives(atelier).filter(pk__in=list(found.values)).select_related("node")
    for objective in here:
        now, said = values_of(objective), found.values[str(objective.pk)]
        if moved := {name: value for name, value in said.items() if now[name] != value}:
            write(objective.pk, moved)
    return found


def write(pk: UUID, values: Values) -> None:
    told = dict(values)
    if "title" in told:
        Node.unfiltered.filter(pk=pk).update(words=told.pop("title"))
    Objective.objects.filter(pk=pk).update(**told)


def _objectives(atelier: Atelier) -> QuerySet[Objective]:
    return Objective.objects.filter(node__atelier=atelier)


# Adding -----------------------------------------------------------------------------------------


def add(
    axis: Axis,
    values: Values,
    sources: Sources,
    *,
    by: Person | None,
    at: datetime,
    id: UUID | None = None,
) -> Objective:
    """The next objective of an axis, which is locked; `id`: the line that told it elsewhere."""
    atelier, position = axis.atelier, axis.objectives.count() + 1
    block = "" if id else settings.FIELD_KIT
    number = number_under(atelier, Kind.OBJECTIVE, str(axis.position), position, block=block)
    node = Node.add(atelier, Kind.OBJECTIVE, values["title"], by=by, at=at, number=number, id=id)
    thread.link(sources, node, by=by, at=at)
    return Objective.objects.create(
        node=node, axis=axis, position=position, text=values["text"], families=values["families"]
    )


def told_of(objective: Objective, sources: Sources) -> dict[str, Any]:
    """What the line says that adds it: all that another machine needs to add it too."""
    return {
        "node": str(objective.pk),
        "number": objective.node.number,
        "axis": str(objective.axis_id),
        "rests_on": thread.told_as(sources),
        "values": values_of(objective),
    }


def against_adding(values: Values) -> Reasons:
    """Values that no machine would take home."""
    told = {name: {"said": value} for name, value in values.items()}
    return fields.against_saying("", told, lambda _, name, value: is_sound(name, value), LABELS)


def _add_missing(atelier: Atelier, lines: Sequence[Line]) -> list[Numbered]:
    """Add what is not here, in the order of the lines, under the next numbers of their axes."""
    missing = thread.absent(lines)
    return [found for line in missing if (found := _add_from(atelier, line)) is not None]


def _add_from(atelier: Atelier, line: Line) -> Numbered | None:
    """Nothing for a line of which nothing can be made."""
    told: Any = line.payload
    try:
        with transaction.atomic():
            values, there = told["values"], str(told["number"])
            if _made(line, lambda _, name, value: is_sound(name, value)) is None:
                return None
            axis = Axis.objects.select_related("atelier").get(atelier=atelier, pk=told["axis"])
            sources = thread.named(atelier, Kind.OBJECTIVE, told["rests_on"])
            by = thread.author(atelier, line.by)
            objective = add(axis, values, sources, by=by, at=line.at, id=line.id)
    except (*SENSELESS, Axis.DoesNotExist):
        return None
    return Numbered(objective.pk, there[:12], objective.node.number)


def _made(line: Line, sound: Sound) -> Made | None:
    """What the line made, if it says all of it and nothing that cannot be."""
    told: Any = line.payload
    node, values = told.get("node"), told.get("values")
    whole = isinstance(values, dict) and values.keys() == LABELS.keys() and node == str(line.id)
    if not whole or not all(sound(node, name, value) for name, value in values.items()):
        return None
    return Made(line.id, node, values)


# What may be said -------------------------------------------------------------------------------


def is_sound(name: str, value: Any) -> bool:
    """Whether a field may say that."""
    return (
        name in LABELS
        and isinstance(value, str)
        and len(value) <= LONGEST[name]
        and (name != "title" or not rules.against_rewording(value))
        and (name != "families" or Family.are(value))
    )
