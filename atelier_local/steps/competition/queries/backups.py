"""Backup copies: those written down, and which of them the law may open."""

from django.db.models import Q
from django.shortcuts import get_object_or_404

from atelier_local.programme.ateliers.models import Atelier
from atelier_local.refusal import Reasons

from .. import rules
from ..enums import BackupGround
from ..models import (
    BackupCopy,
    Evaluator,
    Invitation,
    LateTender,
    MiniCompetition,
    Opening,
    Tender,
)
from .reading import unopened

_JUDGED = (
    Q(marks__isnull=False)
    | Q(regularity__isnull=False)
    | Q(low_queries__isnull=False)
    | Q(hearing__meeting__held_at__isnull=False)
)


def backups(competition: MiniCompetition) -> list[BackupCopy]:
    """In the order in which they came (one query)."""
    found = BackupCopy.objects.filter(invitation__competition=competition)
    people = ("recorded_by", "written_by", "confirmed_by")
    return list(found.select_related("invitation__consortium", *people))


def backup_of(atelier: Atelier, pk: int) -> BackupCopy:
    """One of them, with its consultation (one query)."""
    people = ("written_by__organisation", "confirmed_by__organisation")
    found = BackupCopy.objects.filter(invitation__competition__atelier=atelier)
    wanted = found.select_related("invitation__consortium", "minutes", "recorded_by", *people)
    copy = get_object_or_404(wanted.select_related("invitation__competition"), pk=pk)
    copy.invitation.competition.atelier = atelier
    return copy


def minuted_grounds(invitation: Invitation) -> set[BackupGround]:
    """The cases that what was found at the opening allows (three queries); a file that is missing
    is found by `operations.grounds_of`."""
    tender = Tender.objects.filter(invitation=invitation).first()
    if tender:
        return {BackupGround.MALWARE} | ({BackupGround.UNREADABLE} if tender.fault else set())
    late = LateTender.objects.filter(invitation=invitation).exists()
    opened = Opening.objects.select_related("minutes").filter(competition=invitation.competition)
    opening = opened.first()
    shut = opening is not None and invitation.name in unopened(opening.minutes)
    return {
        ground for ground, holds in ((BackupGround.LATE, late), (BackupGround.SHUT, shut)) if holds
    }


def against_opening_backup(copy: BackupCopy, possible: set[BackupGround]) -> Reasons:
    """Why this copy stays closed (two queries, none once it is open)."""
    competition = copy.invitation.competition
    sitting = Evaluator.objects.filter(conflict=False, only_reads=False, withdrawn_at=None)
    returned = sitting.filter(competition=competition, submitted_at__isnull=False)
    judged = Invitation.objects.filter(_JUDGED, pk=copy.invitation_id)
    return rules.against_opening_backup(
        competition.at_state,
        possible,
        in_time=copy.received_at < competition.deadline,
        opened=copy.opened,
        judged=not copy.opened and judged.exists(),
        returned=not copy.opened and returned.exists(),
    )
