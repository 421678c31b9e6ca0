"""What was written to the holders: to one, kept as papers; to all, with the proof of sending."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Prefetch, Q, QuerySet

from atelier_local.ground.files.models import Filed
from atelier_local.programme.people.models import Message

from ..access import Side
from ..models import Invitation, Letter, MiniCompetition, Notice


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


def correspondence(competition: MiniCompetition) -> list[tuple[Notice | Letter, Message]]:
    """Every message to a holder with what it was about, in order: the proof that it was sent."""
    consulted = {"invitation__competition": competition}
    related = ("invitation__consortium", "filed")
    notices = Notice.objects.filter(**consulted).select_related("message", *related)
    letters = Letter.objects.filter(**consulted).select_related(*related)
    told: list[tuple[Notice | Letter, Message]] = [(one, one.message) for one in notices]
    for one in letters.prefetch_related(Prefetch("messages", Message.objects.order_by("to"))):
        told += [(one, message) for message in one.messages.all()]
    return sorted(told, key=lambda each: each[0].at)


def sent_otherwise(competition: MiniCompetition) -> QuerySet[Letter]:
    """Letters of a choice whose sending somebody wrote down, with what proves it."""
    found = Letter.objects.filter(award__competition=competition).exclude(sending="")
    return found.select_related("invitation__consortium", "filed", "proof_file")
