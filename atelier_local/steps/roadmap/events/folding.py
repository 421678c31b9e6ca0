"""What stands of the actions of an Atelier, once a hall brought home what was written there."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from django.db.models import QuerySet

from atelier_local.ground.journal import fields, union
from atelier_local.ground.journal.fields import Sound, Standing
from atelier_local.ground.journal.models import Line
from atelier_local.programme.ateliers.models import Atelier
from atelier_local.programme.people.models import Organisation
from atelier_local.programme.thread import events as thread
from atelier_local.steps.workshops import queries as workshops

from .. import queries
from ..models import Action
from . import making, promising
from .making import ADDED
from .promising import MILESTONE, PLEDGED
from .saying import is_sound
from .sheets import COMPLETED, values_of, write

KINDS = frozenset({ADDED, COMPLETED, MILESTONE, PLEDGED})
"""What an open room tells of actions."""


def told(atelier: Atelier) -> QuerySet[Line]:
    """The lines of an Atelier that complete its sheets, in whatever order."""
    return workshops.told(atelier, COMPLETED)


def sound(atelier: Atelier) -> Sound:
    """Which values its sheets may take (two queries)."""
    return _sound(_sheets(atelier), _owners(atelier))


def standing(atelier: Atelier) -> Standing:
    """What their lines leave standing of the sheets of an Atelier (five queries)."""
    return _standing(atelier, _lines(atelier))


def refold(atelier: Atelier) -> Standing:
    """Bring the sheets to what all their lines say, whichever came first: actions that a hall added
    are added here, with their steps and the words given."""
    lines = _lines(atelier)
    numbered = _add_missing(atelier, lines)
    found = _standing(atelier, lines)
    found.numbered = numbered
    here = _actions(atelier).filter(pk__in=list(found.values)).select_related("node", "plan")
    for action in here.prefetch_related("plan__costs", "plan__lines"):
        now, said = values_of(action), found.values[str(action.pk)]
        if moved := {name: value for name, value in said.items() if now[name] != value}:
            write(action, moved)
    promising.refold(atelier, lines, _sheets(atelier))
    return found


def _lines(atelier: Atelier) -> list[Line]:
    return union.in_order(workshops.told(atelier, *KINDS))[0]


def _standing(atelier: Atelier, lines: Sequence[Line]) -> Standing:
    sheets, owners = _sheets(atelier), _owners(atelier)
    sound_here = _sound(sheets, owners)
    added = thread.added(atelier, lines, ADDED)
    completed = (line for line in lines if line.kind == COMPLETED)
    named = _sound(sheets, owners | _named(added))
    made = [one for line in added if (one := making.made(line, named))]
    found = fields.standing(completed, sound_here, made)
    found.strange += sorted({line.id for line in added} - {one.line for one in made})
    found.strange += promising.strange(atelier, lines, sheets)
    return found


def _add_missing(atelier: Atelier, lines: Sequence[Line]) -> list[fields.Numbered]:
    added = thread.added(atelier, lines, ADDED)
    sound_there = _sound({str(line.id) for line in added}, _owners(atelier) | _named(added))
    return making.add_missing(atelier, added, sound_there)


def _sound(sheets: set[str], owners: set[str]) -> Sound:
    return lambda node, name, value: node in sheets and is_sound(name, value, owners)


def _sheets(atelier: Atelier) -> set[str]:
    return {str(pk) for pk in _actions(atelier).values_list("pk", flat=True)}


def _owners(atelier: Atelier) -> set[str]:
    return {str(pk) for pk in queries.owners(atelier).values_list("pk", flat=True)}


def _named(added: Iterable[Line]) -> set[str]:
    """Those whom new actions name and who are known here, even if they left the Atelier since."""
    told = {owner for line in added if (owner := _owner(line))}
    found = Organisation.objects.filter(pk__in=told) if told else Organisation.objects.none()
    return {str(pk) for pk in found.values_list("pk", flat=True)}


def _owner(line: Line) -> UUID | None:
    values = (line.payload or {}).get("values")
    try:
        return UUID(values["owner"]) if isinstance(values, dict) else None
    except (KeyError, TypeError, ValueError, AttributeError):
        return None


def _actions(atelier: Atelier) -> QuerySet[Action]:
    return Action.objects.filter(node__atelier=atelier)
