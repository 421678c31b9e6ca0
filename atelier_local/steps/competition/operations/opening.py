"""Opening the tenders: after the deadline, by two people of two parties, all at once."""

import json
from datetime import datetime, timedelta
from decimal import Decimal

from django.db import transaction
from django.urls import reverse
from pyrage.x25519 import Identity

from atelier_local.ground.journal.operations import append
from atelier_local.programme.ateliers.enums import Ending
from atelier_local.programme.ateliers.operations import end
from atelier_local.programme.governance.enums import MeetingKind
from atelier_local.programme.governance.models import Meeting
from atelier_local.programme.governance.operations import assign, complete, convene, hold
from atelier_local.programme.people.models import Person
from atelier_local.refusal import Refused, refuse_if

from .. import queries, rules, sealing
from ..enums import CompetitionState, EvaluationCollege
from ..models import MiniCompetition, Officer, Opening, Tender
from .moving import move
from .preparing import OPEN, ROLE_OF

MARK = "competition:mark"
_OVER = (CompetitionState.OPENED, CompetitionState.UNSUCCESSFUL)

type Key = tuple[Officer, Identity]


def open_tenders(
    competition: MiniCompetition,
    *,
    first: tuple[Person, str],
    second: tuple[Person, str],
    by: Person,
    at: datetime,
) -> None:
    """Open every tender with the passphrases of the two officers, in either order.

    Passphrases are tried before the transaction: it is slow on purpose.
    """
    competition.refresh_from_db(fields=["state", "deadline"])
    officers = {officer.person_id: officer for officer in competition.officers.all()}
    given = {person.pk: phrase for person, phrase in (first, second) if person.pk in officers}
    colleges = [EvaluationCollege(officers[pk].college) for pk in given]
    refuse_if(
        rules.against_opening(
            competition.at_state, deadline=competition.deadline, at=at, colleges=colleges
        )
    )
    if competition.at_state in _OVER:
        return
    ordered = sorted((officers[pk] for pk in given), key=lambda officer: officer.position)
    _open(competition, [(o, _unlock(o, given[o.person_id])) for o in ordered], by=by, at=at)


def _unlock(officer: Officer, phrase: str) -> Identity:
    try:
        return sealing.unlock(bytes(officer.identity), phrase)
    except sealing.WrongPassphrase as wrong:
        name = officer.person.full_name
        raise Refused([f"la phrase secrète de {name} n’ouvre pas les plis"]) from wrong


@transaction.atomic
def _open(competition: MiniCompetition, keys: list[Key], *, by: Person, at: datetime) -> None:
    MiniCompetition.objects.select_for_update().get(pk=competition.pk)
    tenders = list(
        Tender.objects.filter(invitation__competition=competition).select_related(
            "invitation__consortium", "deposited_by"
        )
    )
    read = [tender for tender in tenders if _read(tender, keys)]
    to = CompetitionState.OPENED if read else CompetitionState.UNSUCCESSFUL
    if not move(competition, to, opened_at=at):
        return
    officers = [officer for officer, _ in keys]
    meeting = _minute(competition, officers, tenders, read, by=by, at=at)
    first, second = officers
    Opening.objects.create(
        competition=competition, meeting=meeting, first=first, second=second, at=at
    )
    complete(competition.atelier, OPEN, at=at)
    _go_on(competition, bool(read), by=by, at=at)
    for tender in tenders:
        _tell_receipt(competition, tender, at=at)
    payload = {"tenders": len(read), "officers": [officer.person.ref for officer in officers]}
    append(competition.stream, "competition.opened", payload, by=by, at=at)


def _read(tender: Tender, keys: list[Key]) -> bool:
    """Write in clear what the envelope holds; an altered one stays closed and is minuted."""
    (_, first), (_, second) = keys
    envelope = bytes(tender.ciphertext)
    if sealing.digest(envelope) != tender.digest:
        return False
    try:
        words = json.loads(sealing.legacy_open(sealing.legacy_half(envelope, second), first))
    except sealing.Unreadable:
        return False
    tender.price_eur = Decimal(words["price_eur"])
    tender.pitch, tender.method = words["pitch"], words["method"]
    tender.team_note = words["team_note"]
    tender.save(update_fields=["price_eur", "pitch", "method", "team_note"])
    return True


def _minute(
    competition: MiniCompetition,
    officers: list[Officer],
    tenders: list[Tender],
    read: list[Tender],
    *,
    by: Person,
    at: datetime,
) -> Meeting:
    """The meeting of the opening, with the minutes that the officers would write."""
    people = [officer.person for officer in officers]
    meeting = convene(
        competition.atelier,
        MeetingKind.OPENING,
        "Ouverture des plis",
        starts_at=at,
        ends_at=at + timedelta(hours=1),
        invited=people,
        by=by,
        at=at,
    )
    lines = [f"Ouverture par {' et '.join(f'{p.full_name} ({p.organisation})' for p in people)}."]
    lines += [
        f"{tender.invitation.name} : "
        + ("pli reçu dans les délais et ouvert" if tender in read else "pli altéré, resté fermé")
        + f", empreinte {tender.digest}."
        for tender in tenders
    ]
    received = {tender.pk for tender in tenders}
    for invitation in queries.invitations(competition):
        if invitation.declined_at:
            lines.append(f"{invitation.name} : désistement. {invitation.decline_reason}")
        elif invitation.pk not in received:
            lines.append(f"{invitation.name} : pas de pli.")
    hold(meeting, minutes="\n".join(lines), present=people, by=by, at=at)
    return meeting


def _go_on(competition: MiniCompetition, any_tender: bool, *, by: Person, at: datetime) -> None:
    """Grids to fill in, or the end of the Atelier when nobody answered."""
    atelier = competition.atelier
    if not any_tender:
        end(atelier, Ending.UNSUCCESSFUL, by=by, at=at)
        return
    url = reverse("competition:grid", args=[atelier.slug])
    for college in queries.colleges(atelier):
        assign(atelier, MARK, "Remplir et rendre sa grille", role=ROLE_OF[college], url=url)


def _tell_receipt(competition: MiniCompetition, tender: Tender, *, at: datetime) -> None:
    """What the receipt said, told now under its own time."""
    payload = {
        "consortium": tender.invitation.consortium_id,
        "digest": tender.digest,
        "deposited_at": tender.deposited_at.isoformat(),
        "replaced": tender.replaced,
    }
    append(
        competition.stream,
        "competition.tender_received",
        payload,
        by=tender.deposited_by,
        at=tender.deposited_at,
        received_at=at,
    )
