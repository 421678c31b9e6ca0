"""An objective reworded, at the office or in a hall: what a line may say, what it changes."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from atelier_local.ground.journal import fields, union
from atelier_local.ground.journal.fields import Sound, Standing, Values
from atelier_local.ground.journal.models import Line
from atelier_local.programme.ateliers.models import Atelier
from atelier_local.programme.thread.models import Node
from atelier_local.steps.workshops import queries as workshops

from . import rules
from .models import Objective

REWORDED = "strategy.objective_reworded"
LABELS = {"title": "Objectif", "text": "Explication"}
LONGEST = {"title": 300, "text": 20_000}


def values_of(objective: Objective) -> dict[str, str]:
    """What it says now, field by field."""
    return {"title": fields.of_lines(objective.node.words), "text": fields.of_lines(objective.text)}


def told(atelier: Atelier) -> QuerySet[Line]:
    """The lines of an Atelier's objectives, in whatever order."""
    return workshops.told(atelier, REWORDED)


def standing(atelier: Atelier) -> Standing:
    """What its lines leave standing of the objectives of an Atelier (three queries)."""
    lines, _ = union.in_order(told(atelier))
    return fields.standing((line for line in lines if line.kind == REWORDED), sound(atelier))


def sound(atelier: Atelier) -> Sound:
    """Which values its objectives may take (one query)."""
    known = {str(pk) for pk in _objectives(atelier).values_list("pk", flat=True)}
    return lambda node, name, value: _is_sound(node, name, value, known)


def refold(atelier: Atelier) -> Standing:
    """Bring the objectives to what all their lines say, whichever came first."""
    found = standing(atelier)
    here = _objectives(atelier).filter(pk__in=list(found.values)).select_related("node")
    for objective in here:
        now, said = values_of(objective), found.values[str(objective.pk)]
        if moved := {name: value for name, value in said.items() if now[name] != value}:
            write(objective.pk, moved)
    return found


def write(pk: UUID, values: Values) -> None:
    if "title" in values:
        Node.unfiltered.filter(pk=pk).update(words=values["title"])
    if "text" in values:
        Objective.objects.filter(pk=pk).update(text=values["text"])


def _objectives(atelier: Atelier) -> QuerySet[Objective]:
    return Objective.objects.filter(node__atelier=atelier)


def _is_sound(node: str, name: str, value: Any, known: Collection[str]) -> bool:
    return (
        node in known
        and name in LABELS
        and isinstance(value, str)
        and len(value) <= LONGEST[name]
        and (name != "title" or not rules.against_rewording(value))
    )
