"""What the facilitator does to cards: hide, show again, pin, group; and undo it."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from atelier_local.ground.journal.models import Line
from atelier_local.programme.people.models import Person
from atelier_local.refusal import refuse_if
from atelier_local.steps.workshops.models import Workshop

from .. import queries, rules
from ..enums import Act
from ..models import Contribution, Group
from .telling import tell


def hide(contribution: Contribution, reason: str, *, by: Person, at: datetime) -> None:
    """Take a card off the wall, with a reason; the team still reads it."""
    refuse_if(rules.against_hiding(reason))
    payload = {"contribution": str(contribution.pk), "reason": reason}
    if contribution.pinned_at is not None:
        payload |= {"pinned": "oui"}
    tell(contribution.activity.workshop, Act.HIDDEN, payload, by=by, at=at)


def show(contribution: Contribution, *, by: Person, at: datetime) -> None:
    """Put a hidden card back."""
    payload = {"contribution": str(contribution.pk)}
    tell(contribution.activity.workshop, Act.SHOWN, payload, by=by, at=at)


@transaction.atomic
def show_all(contributions: Iterable[Contribution], *, by: Person, at: datetime) -> None:
    """Put on the wall, together, the cards that have just been read over."""
    for contribution in contributions:
        show(contribution, by=by, at=at)


def pin(contribution: Contribution, *, by: Person, at: datetime) -> None:
    """Show one card large on the projector, in the place of the one that was."""
    refuse_if(
        rules.against_pinning(
            hidden=contribution.hidden_at is not None,
            waiting=contribution.waiting,
            silent=contribution.activity.keeps_silent,
        )
    )
    if contribution.pinned_at is None:
        before = queries.pinned(contribution.activity.workshop)
        payload = {"contribution": str(contribution.pk)}
        if before is not None:
            payload |= {"before": str(before.pk)}
        tell(contribution.activity.workshop, Act.PINNED, payload, by=by, at=at)


def unpin(contribution: Contribution, *, by: Person, at: datetime) -> None:
    """Take it down; the wall shows again."""
    if contribution.pinned_at is not None:
        payload = {"contribution": str(contribution.pk)}
        tell(contribution.activity.workshop, Act.UNPINNED, payload, by=by, at=at)


def group(
    workshop: Workshop,
    title: str,
    contributions: Sequence[Contribution],
    *,
    by: Person,
    at: datetime,
) -> Group:
    """Put cards that say the same thing under one title."""
    refuse_if(rules.against_grouping(title, len(contributions)))
    payload = {"title": title, "members": [str(c.pk) for c in contributions]}
    line = tell(workshop, Act.GROUPED, payload, by=by, at=at)
    return Group.objects.select_related("node").get(pk=line.pk)


def join_group(
    group: Group, contributions: Sequence[Contribution], *, by: Person, at: datetime
) -> None:
    """Put cards in a group that is already there."""
    refuse_if(rules.against_joining(len(contributions), undone=group.undone_at is not None))
    payload = {"group": str(group.pk), "members": [str(c.pk) for c in contributions]}
    tell(group.workshop, Act.JOINED, payload, by=by, at=at)


@transaction.atomic
def undo(workshop: Workshop, line: UUID, *, by: Person, at: datetime) -> None:
    """Undo the last act on cards, which the screen said was `line`; a second click changes nothing.

    A reveal is not undone: what was read is read.
    """
    told = Line.objects.filter(stream=workshop.stream, kind=Act.UNDONE)
    if told.filter(payload__line=str(line)).exists():
        return
    last = queries.last_act(workshop)
    taken_up = last is not None and last.act == Act.GROUPED and queries.is_taken_up(last.line)
    refuse_if(rules.against_undoing(line, last, taken_up=taken_up))
    undone = Line.objects.get(stream=workshop.stream, pk=line)
    kept = {k: v for k, v in (undone.payload or {}).items() if k in _SAID}
    payload = {"line": str(line), "act": undone.kind} | kept
    tell(workshop, Act.UNDONE, payload, by=by, at=at)


_SAID = ("contribution", "group", "members")
"""What undoing repeats of the act, so that its own line says all it changes."""
