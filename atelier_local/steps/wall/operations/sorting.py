"""What the facilitator does to cards: hide, show again, group."""

from collections.abc import Sequence
from datetime import datetime

from atelier_local.programme.people.models import Person
from atelier_local.refusal import refuse_if
from atelier_local.steps.workshops.models import Workshop

from .. import rules
from ..enums import Act
from ..models import Contribution, Group
from .telling import tell


def hide(contribution: Contribution, reason: str, *, by: Person, at: datetime) -> None:
    """Take a card off the wall, with a reason; the team still reads it."""
    refuse_if(rules.against_hiding(reason))
    payload = {"contribution": str(contribution.pk), "reason": reason}
    tell(contribution.activity.workshop, Act.HIDDEN, payload, by=by, at=at)


def show(contribution: Contribution, *, by: Person, at: datetime) -> None:
    """Put a hidden card back."""
    payload = {"contribution": str(contribution.pk)}
    tell(contribution.activity.workshop, Act.SHOWN, payload, by=by, at=at)


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
