"""Backup copies: those written down."""

from ..models import BackupCopy, MiniCompetition


def backups(competition: MiniCompetition) -> list[BackupCopy]:
    """In the order in which they came (one query)."""
    found = BackupCopy.objects.filter(invitation__competition=competition)
    return list(found.select_related("invitation__consortium", "recorded_by"))
