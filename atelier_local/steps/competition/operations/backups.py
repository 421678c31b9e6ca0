"""Backup copies: written down, told in the minutes of the opening, and opened by two where the law
says so."""

import json
from datetime import datetime
from decimal import Decimal

from django.db import transaction

from atelier_local.ground.journal.operations import append
from atelier_local.programme.people.models import Person
from atelier_local.refusal import refuse_if

from .. import letter, papers, queries, rules
from ..enums import BackupGround, BackupMedium, EvaluationCollege, NoticeKind
from ..minutes import Heard
from ..models import BackupCopy, Invitation, MiniCompetition, Tender
from .keys import college_of
from .pieces import opens
from .writing import keep, told_in, write_to_one


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


def tell_backups(competition: MiniCompetition) -> list[Heard]:
    """What the minutes say of each copy; part of the opening."""
    return [
        Heard(copy.invitation.name, copy.said, copy.received_at)
        for copy in queries.backups(competition)
    ]


def grounds_of(invitation: Invitation) -> set[BackupGround]:
    """The cases that the law allows: an electronic tender is incomplete too where one of its sealed
    files is missing or does not open. All of them are opened to know it."""
    possible = queries.minuted_grounds(invitation)
    if possible == {BackupGround.MALWARE}:
        tender = Tender.objects.get(invitation=invitation)
        files = queries.body_of(tender).files
        if not all(opens(invitation.competition, file) for file in files):
            possible.add(BackupGround.UNREADABLE)
    return possible


@transaction.atomic
def write_backup_opening(
    copy: BackupCopy,
    ground: BackupGround,
    reason: str,
    price_eur: Decimal,
    *,
    by: Person,
    at: datetime,
) -> None:
    """The first of the two says which case opens the copy, and what it reads there; again, as long
    as nobody confirmed. Nothing is opened by one."""
    c = _locked(copy.invitation)
    copy.refresh_from_db()
    possible, party = grounds_of(copy.invitation), college_of(c.atelier, by)
    refuse_if(
        queries.against_access(c, by)
        + queries.against_opening_backup(copy, possible)
        + rules.against_writing_backup(
            possible, ground, reason=reason, price=price_eur, party=party
        )
    )
    assert party is not None
    copy.ground, copy.reason, copy.price_eur = ground, reason.strip(), price_eur
    copy.written_by, copy.written_for, copy.written_at = by, party, at
    copy.save()
    payload = {"consortium": copy.invitation.consortium_id} | _told(copy)
    append(c.stream, "competition.backup_written", payload, by=by, at=at)


@transaction.atomic
def confirm_backup_opening(
    copy: BackupCopy, price_eur: Decimal, *, by: Person, at: datetime
) -> Tender:
    """The second, of another party, reads the same: the tender is what the copy says, and what was
    read of the electronic one is kept beside."""
    c = _locked(copy.invitation)
    copy.refresh_from_db()
    if copy.opened:
        return Tender.objects.get(invitation=copy.invitation)
    first = copy.written_by
    refuse_if(
        queries.against_access(c, by)
        + queries.against_opening_backup(copy, grounds_of(copy.invitation))
        + rules.against_confirming_backup(
            written=first is not None,
            party=college_of(c.atelier, by),
            first=EvaluationCollege(copy.written_for) if copy.written_for else None,
            same_person=first == by,
            first_left=first is not None and bool(queries.against_access(c, first)),
            same_price=price_eur == copy.price_eur,
        )
    )
    assert first is not None
    before = Tender.objects.filter(invitation=copy.invitation).first()
    replaces = queries.read_commitment(c, before) if before else ""
    copy.replaced = _kept(before) if before else None
    tender = _write(copy, by)
    copy.confirmed_by, copy.confirmed_at = by, at
    copy.minutes = keep(c, papers.backup_minutes(c, copy, (first, by), at=at), at=at)
    copy.save(update_fields=["replaced", "confirmed_by", "confirmed_at", "minutes"])
    _tell_holder(c, copy, at=at)
    payload = _told(copy) | {
        "consortium": copy.invitation.consortium_id,
        "officers": [first.ref, by.ref],
        "minutes": copy.minutes.digest,
    }
    append(c.stream, "competition.backup_opened", payload, by=by, at=at)
    read = {"tender": queries.read_commitment(c, tender), "replaces": replaces}
    append(c.stream, "competition.backup_read", read, by=by, at=at)
    return tender


def _locked(invitation: Invitation) -> MiniCompetition:
    """The competition, whose grids nobody can hand in meanwhile."""
    found = MiniCompetition.objects.select_for_update(of=("self",))
    found = found.select_related("stream", "atelier__framework")
    competition = found.get(pk=invitation.competition_id)
    invitation.competition = competition
    return competition


def _told(copy: BackupCopy) -> dict[str, str]:
    return {"ground": str(copy.ground), "reason": copy.reason, "price_eur": str(copy.price_eur)}


def _kept(tender: Tender) -> dict[str, object]:
    """All that was read of the electronic tender."""
    return {
        "digest": tender.digest,
        "commitment": tender.commitment,
        "deposited_at": tender.deposited_at.isoformat(),
        "deposited_by": tender.deposited_by.ref,
        "price_eur": str(tender.price_eur) if tender.price_eur is not None else None,
        "fault": tender.fault,
        "body": json.loads(json.dumps(tender.body)),
    }


def _write(copy: BackupCopy, by: Person) -> Tender:
    """What no envelope sealed here has no digest, as one that was opened on PLACE."""
    tender, _ = Tender.objects.update_or_create(
        invitation=copy.invitation,
        defaults={
            "digest": "",
            "commitment": "",
            "deposited_at": copy.received_at,
            "deposited_by": by,
            "price_eur": copy.price_eur,
            "body": {},
            "fault": "",
        },
    )
    return tender


def _tell_holder(competition: MiniCompetition, copy: BackupCopy, *, at: datetime) -> None:
    assert copy.minutes is not None
    filed = copy.minutes
    write_to_one(
        copy.invitation,
        NoticeKind.BACKUP,
        f"Consultation {competition.atelier} : votre copie de sauvegarde est ouverte",
        lambda _, person: (
            f"Bonjour {person.first_name},\n\nLa copie de sauvegarde de votre groupement a été "
            f"ouverte à deux, de deux parties : {copy.get_ground_display()}. C’est elle qui est "
            f"jugée.\n\n{told_in(filed, letter.result(competition))}"
        ),
        filed,
        at=at,
    )
