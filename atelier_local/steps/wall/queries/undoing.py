"""What the facilitator did last, that may be undone."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from atelier_local.ground.journal.models import Line
from atelier_local.programme.thread.models import Citation
from atelier_local.steps.workshops.models import Workshop

from .. import rules
from ..enums import Act
from ..models import Contribution, Option
from ..rules.undoing import WATCHED

FAR_BACK = 60
"""Acts looked at: more than a facilitator undoes in a row."""

type Watched = tuple[UUID, str, dict[str, Any] | None]
"""A line that undoing reads: its key, its kind, what it says."""


@dataclass(frozen=True)
class Undoable:
    """The last act that still stands, in words."""

    line: UUID
    label: str
    words: str = ""


_LABELS = {
    Act.HIDDEN: "Carte masquée",
    Act.GROUPED: "Cartes regroupées",
    Act.JOINED: "Rangée dans un regroupement",
    Act.PINNED: "Carte épinglée",
}


def last_act(workshop: Workshop) -> rules.Told | None:
    """One query."""
    return _last(_lines(workshop))


def undoable(
    workshop: Workshop, cards: Iterable[Contribution] = (), lines: Sequence[Watched] | None = None
) -> Undoable | None:
    """The last act (one query, none with `lines`): with the reason of a hidden card, never its
    words; with those of a pinned one that is among `cards`."""
    lines = _lines(workshop) if lines is None else lines
    last = _last(lines)
    if last is None:
        return None
    payload = next(payload for pk, _, payload in lines if pk == last.line) or {}
    said = payload.get("title") or payload.get("reason") or ""
    if last.act == Act.PINNED:
        said = next((card.node.words for card in cards if str(card.pk) == last.about), "")
    return Undoable(last.line, _LABELS[last.act], said)


def _lines(workshop: Workshop) -> list[Watched]:
    return list(watched(workshop).values_list("pk", "kind", "payload"))


def watched(workshop: Workshop) -> QuerySet[Line]:
    """The acts that say what still stands, latest first, as far back as one undoes."""
    found = Line.objects.filter(stream=workshop.stream_id, kind__in=WATCHED)
    return found.order_by("-seq")[:FAR_BACK]


def _last(lines: Iterable[Watched]) -> rules.Told | None:
    return rules.last_to_undo(
        rules.Told(pk, Act(kind), str(payload.get("line") or payload.get("contribution") or ""))
        for pk, kind, payload in lines
        if payload
    )


def is_taken_up(group: UUID) -> bool:
    """Whether something already rests on a group: a finding, an issue, an option of a vote."""
    cited = Citation.objects.filter(source=group, withdrawn_at=None)
    return cited.exists() or Option.objects.filter(about=group).exists()
