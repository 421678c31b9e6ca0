"""Backup copies: written down, and told in the minutes of the opening. None is opened here."""

from datetime import datetime

from django.db import transaction

from atelier_local.ground.journal.operations import append
from atelier_local.programme.people.models import Person
from atelier_local.refusal import refuse_if

from .. import queries, rules
from ..enums import BackupMedium
from ..minutes import Heard
from ..models import BackupCopy, Invitation, MiniCompetition


@transaction.atomic
def record_backup(
    invitation: Invitation,
    medium: BackupMedium,
    received_at: datetime,
    *,
    by: Person,
    at: datetime,
) -> BackupCopy:
    """Write down, once the deadline is past, that an envelope marked as a backup copy came."""
    found = MiniCompetition.objects.select_for_update(of=("self",)).select_related("stream")
    c = found.get(pk=invitation.competition_id)
    refuse_if(
        rules.against_recording_backup(
            c.at_state,
            on_place=c.on_place,
            received_at=received_at,
            deadline=c.deadline,
            at=at,
            known=BackupCopy.objects.filter(invitation=invitation).exists(),
        )
    )
    made = BackupCopy.objects.create(
        invitation=invitation,
        medium=medium,
        received_at=received_at,
        recorded_by=by,
        recorded_at=at,
    )
    payload = {
        "consortium": invitation.consortium_id,
        "medium": str(medium),
        "received_at": received_at.isoformat(),
    }
    append(c.stream, "competition.backup_recorded", payload, by=by, at=at)
    return made


def tell_backups(competition: MiniCompetition) -> list[Heard]:
    """What the minutes say of each copy; part of the opening."""
    return [
        Heard(copy.invitation.name, copy.said, copy.received_at)
        for copy in queries.backups(competition)
    ]
