"""What was written to one holder and is kept as a paper."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from atelier_local.ground.files.models import Filed

from ..access import Side
from ..models import Invitation, Letter, Notice


@dataclass(frozen=True)
class Posted:
    """One paper that a holder was sent."""

    label: str
    at: datetime
    filed: UUID


def posted_to(invitation: Invitation) -> list[Posted]:
    """Each paper once, whatever the number of people who were written to; the last first (two
    queries). Letters of a choice taken back since are among them.
    """
    sent: list[Notice | Letter] = [
        *invitation.notices.exclude(filed=None),
        *Letter.objects.filter(invitation=invitation),
    ]
    once = {
        one.filed_id: Posted(one.get_kind_display(), one.at, one.filed_id)
        for one in sent
        if one.filed_id
    }
    return sorted(once.values(), key=lambda one: one.at, reverse=True)


def papers_of(side: Side) -> QuerySet[Filed]:
    """All that this side may take away: what was written to it, what was written to all."""
    mine = side.invitation.notices.exclude(filed=None).values("filed")
    letters = Letter.objects.filter(invitation=side.invitation).values("filed")
    to_all = side.competition.amendments.exclude(filed=None).values("filed")
    ended = side.competition.ending_id
    own = Q(pk__in=mine) | Q(pk__in=letters)
    return Filed.objects.filter(own | Q(pk__in=to_all) | Q(pk=ended))
