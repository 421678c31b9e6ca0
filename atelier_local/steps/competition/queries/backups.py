"""Backup copies: those written down, and which of them the law may open."""

from django.shortcuts import get_object_or_404

from atelier_local.programme.ateliers.models import Atelier
from atelier_local.refusal import Reasons

from .. import rules
from ..enums import BackupGround
from ..models import (
    BackupCopy,
    Invitation,
    LateTender,
    Mark,
    MiniCompetition,
    Opening,
    Regularity,
    Tender,
)
from .reading import unopened


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


def grounds_of(invitation: Invitation) -> set[BackupGround]:
    """The cases that what was found of its electronic tender allows (three queries)."""
    tender = Tender.objects.filter(invitation=invitation).first()
    if tender:
        return {BackupGround.UNREADABLE if tender.fault else BackupGround.MALWARE}
    late = LateTender.objects.filter(invitation=invitation).exists()
    opened = Opening.objects.select_related("minutes").filter(competition=invitation.competition)
    opening = opened.first()
    shut = opening is not None and invitation.name in unopened(opening.minutes)
    return {
        ground for ground, holds in ((BackupGround.LATE, late), (BackupGround.SHUT, shut)) if holds
    }


def against_opening_backup(copy: BackupCopy, possible: set[BackupGround]) -> Reasons:
    """Why this copy stays closed (two queries more where a tender was read)."""
    invitation = copy.invitation
    read = BackupGround.MALWARE in possible and not copy.opened
    return rules.against_opening_backup(
        invitation.competition.at_state,
        possible,
        in_time=copy.received_at < invitation.competition.deadline,
        opened=copy.opened,
        judged=read
        and (
            Mark.objects.filter(invitation=invitation).exists()
            or Regularity.objects.filter(invitation=invitation).exists()
        ),
    )
