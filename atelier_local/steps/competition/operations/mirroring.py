"""The opening made on PLACE, written down here so that the same analysis follows."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.core.files import File
from django.db import transaction

from atelier_local.ground.files.enums import MediaType
from atelier_local.ground.files.models import Filed
from atelier_local.ground.files.operations import store
from atelier_local.ground.files.rules import clean_name
from atelier_local.ground.journal.operations import append
from atelier_local.programme.ateliers.access import roles_in
from atelier_local.programme.ateliers.models import Atelier
from atelier_local.programme.governance.enums import MeetingKind
from atelier_local.programme.governance.models import Meeting
from atelier_local.programme.governance.operations import convene, hold
from atelier_local.programme.people.access import Capability, allowed
from atelier_local.programme.people.models import Person
from atelier_local.refusal import refuse_if

from .. import letter, queries, rules
from ..enums import CompetitionState, EvaluationCollege, PlaceOutcome
from ..minutes import Heard
from ..models import MiniCompetition, Officer, Opening, Tender, TenderFile
from ..rules import PlaceRow
from .committing import commit_to
from .ending import tell_ending
from .minuting import file_minutes
from .moving import move
from .opening import _go_on as go_on


@transaction.atomic
def record_opening(
    competition: MiniCompetition,
    second: Person,
    rows: Sequence[PlaceRow],
    *,
    by: Person,
    at: datetime,
) -> None:
    """What PLACE says of each holder, by two people of two parties; late tenders are minuted."""
    found = MiniCompetition.objects.select_related("stream", "atelier__stream")
    c = found.select_for_update(of=("self",)).get(pk=competition.pk)
    people = (by, second)
    parties = [_party(c.atelier, person) for person in people]
    refuse_if(
        rules.against_recording(
            c.at_state,
            parties,
            rows,
            on_place=c.on_place,
            deadline=c.deadline,
            at=at,
            unclear=[one.full_name for one in people if queries.against_access(c, one)],
        )
    )
    came = [row for row in rows if row.outcome is PlaceOutcome.RECEIVED]
    tenders = Tender.objects.bulk_create(
        Tender(
            invitation_id=row.invitation,
            deposited_at=row.received_at or at,
            deposited_by=by,
            price_eur=row.price_eur,
        )
        for row in came
    )
    move(c, CompetitionState.OPENED if came else CompetitionState.UNSUCCESSFUL, opened_at=at)
    first, other = (
        _officer(c, person, party) for person, party in zip(people, parties, strict=True)
    )
    meeting, minutes = _minute(c, people, rows, by=by, at=at)
    Opening.objects.create(
        competition=c,
        meeting=meeting,
        minutes=minutes,
        first=first,
        second=other,
        at=at,
    )
    if not came:
        tell_ending(c, "est infructueuse", at=at)
    go_on(c, bool(came), by=by, at=at)
    payload = {
        "tenders": len(came),
        "place_reference": c.place_reference,
        "officers": [person.ref for person in people],
        "minutes": minutes.digest,
        "rows": [
            {
                "invitation": row.invitation,
                "outcome": str(row.outcome),
                "received_at": row.received_at.isoformat() if row.received_at else None,
                "price_eur": str(row.price_eur) if row.price_eur else None,
            }
            for row in rows
        ],
    }
    append(c.stream, "competition.place_opening_recorded", payload, by=by, at=at)
    commit_to(c, tenders, by=by, at=at)


@transaction.atomic
def bring_file(tender: Tender, upload: File, *, by: Person, at: datetime) -> TenderFile:
    """Bring one file of a tender that was read on PLACE, or in a backup copy, so that it is read
    beside its grid."""
    found = MiniCompetition.objects.select_for_update(of=("self",))
    c = found.select_related("stream", "atelier").get(invitations=tender.pk)
    refuse_if(
        queries.against_acting(c, by)
        + rules.against_bringing(
            c.at_state,
            apart=not tender.digest,
            opened=c.opened_at is not None,
            count=tender.files.count(),
        )
    )
    stored = store(
        upload,
        name=upload.name or "",
        accept=[MediaType.PDF, MediaType.ODT, MediaType.DOCX, MediaType.XLSX],
        max_bytes=rules.LARGEST_FILE,
        by=by,
        at=at,
    )
    kept, first = TenderFile.objects.get_or_create(
        tender=tender,
        stored=stored,
        defaults={
            "name": clean_name(upload.name or "", MediaType(stored.media_type)),
            "by": by,
            "at": at,
        },
    )
    if first:
        payload = {"consortium": tender.invitation.consortium_id, "sha256": stored.sha256}
        append(c.stream, "competition.place_file_brought", payload, by=by, at=at)
    return kept


def _party(atelier: Atelier, person: Person) -> EvaluationCollege | None:
    roles = roles_in(atelier, person)
    return rules.college_of(roles) if allowed(roles, Capability.OPEN_TENDERS) else None


def _officer(c: MiniCompetition, person: Person, party: EvaluationCollege | None) -> Officer:
    """Who was there, without a key: nothing was sealed here."""
    place = c.officers.count() + 1
    defaults = {"college": str(party), "position": place}
    officer, _ = Officer.objects.get_or_create(competition=c, person=person, defaults=defaults)
    return officer


def _minute(
    c: MiniCompetition,
    people: Sequence[Person],
    rows: Sequence[PlaceRow],
    *,
    by: Person,
    at: datetime,
) -> tuple[Meeting, Filed]:
    meeting = convene(
        c.atelier,
        MeetingKind.OPENING,
        "Ouverture des plis sur PLACE",
        starts_at=at,
        ends_at=at + timedelta(hours=1),
        invited=people,
        by=by,
        at=at,
    )
    present = " et ".join(f"{one.full_name} ({one.organisation})" for one in people)
    course = [f"Ouverture faite sur PLACE, référence {c.place_reference}, consignée par {present}."]
    lines = course + [_said(row) for row in rows]
    hold(meeting, minutes="\n".join(lines), present=people, by=by, at=at)
    filed = file_minutes(
        c,
        course=course,
        people=people,
        heard=[
            Heard(row.name, row.outcome.label, row.received_at, price_eur=row.price_eur)
            for row in rows
        ],
        came=sum(row.outcome is PlaceOutcome.RECEIVED for row in rows),
        at=at,
    )
    return meeting, filed


def _said(row: PlaceRow) -> str:
    """Without its price: that is in the minutes as a paper, behind its door."""
    when = f", le {letter.moment(row.received_at)}" if row.received_at else ""
    return f"{row.name} : {row.outcome.label.lower()}{when}."
