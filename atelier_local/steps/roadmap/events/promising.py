"""A dated step of an action, a word that its owner gave aloud: each is one line, and stays so."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from atelier_local.ground.journal.models import Line
from atelier_local.ground.journal.operations import SENSELESS
from atelier_local.programme.ateliers.models import Atelier

from ..enums import MilestoneKind
from ..models import Milestone, Pledge
from .saying import is_line

MILESTONE, PLEDGED = "roadmap.milestone_added", "roadmap.pledged"


def strange(atelier: Atelier, lines: Iterable[Line], actions: Iterable[str]) -> list[UUID]:
    """Those of these lines, told in rooms, that say what cannot be."""
    known = set(actions)
    told = [line for line in lines if _is_told(atelier, line) and line.payload]
    return sorted(line.id for line in told if _row(line, known) is None)


def refold(atelier: Atelier, lines: Iterable[Line], actions: Iterable[str]) -> None:
    """Steps and words that rooms told, as they told them; nothing of what was erased."""
    known = set(actions)
    for kind, model in _MODELS.items():
        told = [line for line in lines if line.kind == kind and _is_told(atelier, line)]
        rows = {line.id: _row(line, known) for line in told}
        gone = [line.id for line in told if not line.payload]
        model.objects.filter(line__in=gone).delete()
        here = {one.line: one for one in model.objects.filter(line__in=rows)}
        for id, row in rows.items():
            if row is None:
                continue
            if id not in here:
                model.objects.create(line=id, **row)
            elif any(getattr(here[id], name) != value for name, value in row.items()):
                model.objects.filter(line=id).update(**row)


_MODELS: Mapping[str, type[Milestone] | type[Pledge]] = {MILESTONE: Milestone, PLEDGED: Pledge}


def _is_told(atelier: Atelier, line: Line) -> bool:
    """Whether a room tells it: what the Atelier's own stream does was written here."""
    return line.kind in _MODELS and line.stream_id != atelier.stream_id


def _row(line: Line, actions: set[str]) -> dict[str, Any] | None:
    """What the line says, by column; None if it is erased, or says what cannot be."""
    told: Any = line.payload
    try:
        action = UUID(told["node"]) if told["node"] in actions else None
        row = _ROWS[line.kind](line, told)
    except SENSELESS:
        return None
    return None if action is None or row is None else {"action_id": action, **row}


def _milestone(line: Line, told: Any) -> dict[str, Any] | None:
    if not is_line(told["label"], 200):
        return None
    kind = MilestoneKind(told.get("kind", MilestoneKind.STEP))
    return {"label": told["label"], "due_on": date.fromisoformat(told["due_on"]), "kind": kind}


def _pledge(line: Line, told: Any) -> dict[str, Any] | None:
    if not (is_line(told["words"], 500) and is_line(told["by_label"], 200)):
        return None
    return {"words": told["words"], "by_label": told["by_label"], "at": line.at}


_ROWS: Mapping[str, Callable[[Line, Any], dict[str, Any] | None]] = {
    MILESTONE: _milestone, PLEDGED: _pledge,
}  # fmt: skip
