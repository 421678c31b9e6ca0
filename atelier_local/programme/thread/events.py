"""What lines of a hall add to an Atelier: which are to come, on what it rests, who said it."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from atelier_local.ground.journal.models import Line
from atelier_local.programme.ateliers.models import Atelier, RoleGrant
from atelier_local.programme.people.models import Person

from . import rules
from .enums import Kind
from .models import Citation, Node

type Sources = Sequence[tuple[Node, str]]
"""What something rests on, each with why."""


def added(atelier: Atelier, lines: Iterable[Line], kind: str) -> list[Line]:
    """The lines of rooms that add something; those of the Atelier's own stream added it here."""
    return [
        line
        for line in lines
        if line.kind == kind and line.payload and line.stream_id != atelier.stream_id
    ]


def absent(lines: Sequence[Line]) -> list[Line]:
    """Those of them whose node, which bears their id, is not here (one query)."""
    here = Node.unfiltered.filter(pk__in=[line.id for line in lines])
    known = set(here.values_list("pk", flat=True))
    return [line for line in lines if line.id not in known]


def told_as(sources: Sources) -> list[list[str]]:
    return [[str(source.pk), why] for source, why in sources]


def author(atelier: Atelier, ref: str) -> Person | None:
    """Whom a line names, if they have or had a role in this Atelier: a bundle may name anyone."""
    person = Person.objects.by_ref(ref)
    known = person and RoleGrant.objects.filter(atelier=atelier, person=person).exists()
    return person if known else None


def named(atelier: Atelier, target: Kind, told: Any) -> Sources:
    """The sources that a line names (one query); raises `ValueError` for one that is not here, or
    on which nothing of that kind may rest."""
    reasons = {str(id): str(why) for id, why in told}
    nodes = Node.unfiltered.filter(atelier=atelier, pk__in=reasons)
    found = {str(node.pk): node for node in nodes}
    sources = [(found[id], why) for id, why in reasons.items() if id in found]
    faults = [
        rules.against_citing(source.at_kind, target, same_atelier=True, reason=why)
        for source, why in sources
    ]
    too_long = any(len(why) > rules.REASON_AT_MOST for why in reasons.values())
    if not sources or len(sources) < len(reasons) or any(faults) or too_long:
        raise ValueError(told)
    return sources


def link(sources: Sources, target: Node, *, by: Person | None, at: datetime) -> None:
    for source, why in sources:
        Citation.link(source, target, why, by=by, at=at)
