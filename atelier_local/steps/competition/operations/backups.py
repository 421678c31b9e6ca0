"""Backup copies: written down, told in the minutes of the opening, opened where the law lets."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal

from django.core.files import File
from django.db import transaction

from atelier_local.ground.files.enums import MediaType
from atelier_local.ground.files.models import Stored
from atelier_local.ground.files.operations import store
from atelier_local.ground.files.rules import clean_name
from atelier_local.ground.journal.operations import append
from atelier_local.programme.people.models import Person
from atelier_local.refusal import refuse_if

from .. import rules
from ..enums import BackupGround, BackupMedium, Electronic
from ..minutes import Heard
from ..models import BackupCopy, Invitation, LateTender, MiniCompetition, Tender, TenderFile
from .keys import college_of
from .reading_slots import Found

_ACCEPTED = [MediaType.PDF, MediaType.ODT, MediaType.DOCX, MediaType.XLSX]


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
    c = _locked(invitation)
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


def tell_backups(
    competition: MiniCompetition, found: Sequence[Found], late: Iterable[LateTender]
) -> list[Heard]:
    """What the minutes say of each copy; part of the opening, which also writes down what became of
    the electronic tender beside it.
    """
    copies = BackupCopy.objects.filter(invitation__competition=competition)
    slots = {one.slot.pk: one for one in found}
    came_late = {one.invitation_id for one in late}
    told = []
    for copy in copies.select_related("invitation__consortium"):
        copy.electronic = _electronic(slots.get(copy.invitation_id), copy, came_late)
        copy.save(update_fields=["electronic"])
        told.append(Heard(copy.invitation.name, copy.said, copy.received_at))
    return told


def _electronic(one: Found | None, copy: BackupCopy, came_late: set[int]) -> Electronic:
    if one and one.shut:
        return Electronic.SHUT
    if one and one.tendered:
        return Electronic.FAULTY if one.fault else Electronic.OPENED
    return Electronic.LATE if copy.invitation_id in came_late else Electronic.NONE


@transaction.atomic
def open_backup(
    copy: BackupCopy,
    ground: BackupGround,
    reason: str,
    *,
    price_eur: Decimal,
    upload: File,
    second: Person,
    by: Person,
    at: datetime,
) -> Tender:
    """Open a copy, at two: what it holds is read in place of the electronic tender, which stays."""
    c = _locked(copy.invitation)
    copy.refresh_from_db(fields=["opened_at"])
    refuse_if(
        rules.against_opening_backup(
            c.at_state,
            ground,
            [college_of(c.atelier, one) for one in (by, second)],
            electronic=copy.electronic,
            in_time=copy.received_at < c.deadline,
            opened=copy.opened_at is not None,
            reason=reason,
            price=price_eur,
        )
    )
    most = rules.LARGEST_FILE
    name = upload.name or ""
    stored = store(upload, name=name, accept=_ACCEPTED, max_bytes=most, by=by, at=at)
    copy.ground, copy.reason, copy.opened_at = ground, reason.strip(), at
    copy.opened_by, copy.opened_with = by, second
    copy.save()
    tender = _tender(copy, stored, price_eur, by=by)
    TenderFile.objects.get_or_create(
        tender=tender,
        stored=stored,
        defaults={"name": clean_name(name, MediaType(stored.media_type)), "by": by, "at": at},
    )
    payload = {
        "consortium": copy.invitation.consortium_id,
        "ground": str(ground),
        "with": second.ref,
        "sha256": stored.sha256,
        "price_eur": str(price_eur),
    }
    append(c.stream, "competition.backup_opened", payload, by=by, at=at)
    return tender


def _tender(copy: BackupCopy, stored: Stored, price_eur: Decimal, *, by: Person) -> Tender:
    """What was opened already keeps its digest and its words: they are those of its receipt."""
    found = Tender.objects.filter(invitation=copy.invitation).first()
    if found is None:
        return Tender.objects.create(
            invitation=copy.invitation,
            digest=stored.sha256,
            deposited_at=copy.received_at,
            deposited_by=by,
            price_eur=price_eur,
        )
    found.price_eur, found.fault = price_eur, ""
    found.save(update_fields=["price_eur", "fault"])
    return found


def _locked(invitation: Invitation) -> MiniCompetition:
    found = MiniCompetition.objects.select_for_update(of=("self",))
    return found.select_related("stream", "atelier").get(pk=invitation.competition_id)
