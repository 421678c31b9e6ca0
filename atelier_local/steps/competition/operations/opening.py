"""Opening the tenders: after the deadline, one key and then one of another party, all at once."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.urls import reverse
from pyrage.x25519 import Identity

from atelier_local.ground.journal.operations import append
from atelier_local.programme.ateliers.enums import Ending
from atelier_local.programme.ateliers.operations import end
from atelier_local.programme.governance.operations import assign, complete
from atelier_local.programme.people.models import Person
from atelier_local.refusal import Refused, reasons, refuse_if

from .. import queries, rules, sealing
from ..enums import CompetitionState, EvaluationCollege
from ..models import KeyTurn, LateTender, MiniCompetition, Officer, Opening, Slot, Tender
from .committing import commit_to
from .ending import tell_ending
from .keys import ROLE_OF, college_of
from .minuting import minute
from .moving import move
from .preparing import OPEN
from .reading_slots import Found, read_slot
from .tendering import kept_keys, tell_late

MARK = "competition:mark"
_OVER = (CompetitionState.OPENED, CompetitionState.UNSUCCESSFUL)

type Halves = Mapping[str, Mapping[str, bytes]]
"""What the first turn leaves: by slot, by place of the officers who may come second."""

type Secrets = Mapping[str, str]
"""What the second turn gives: by slot, the secret key of its tender."""


@dataclass(frozen=True)
class Turn:
    """Someone turning an officer's key: their own, or their party's with its recovery sheet."""

    officer: Officer
    by: Person
    at: datetime
    sheet: bool = False
    here: bool = False

    @property
    def party(self) -> EvaluationCollege:
        return EvaluationCollege(self.officer.college)


# --- On this platform, from what is typed ---------------------------------------------------------


def turn_with_passphrase(
    competition: MiniCompetition, phrase: str, *, by: Person, at: datetime, again: bool = False
) -> bool:
    """Turn one's own key; True when it was the second one, and everything is open.

    The passphrase is tried before the transaction: it is slow on purpose.
    """
    competition.refresh_from_db(fields=["state", "deadline"])
    officer = competition.officers.filter(person=by).first()
    if competition.at_state in _OVER and officer:
        return True
    _check(competition, officer, by=by, at=at, again=again)
    assert officer is not None
    try:
        identity = sealing.unlock(bytes(officer.identity or b""), phrase)
    except sealing.TooSlow as slow:
        raise Refused(["la plateforme est trop occupée pour essayer votre phrase"]) from slow
    except sealing.WrongPassphrase as wrong:
        raise Refused(["cette phrase secrète n’ouvre pas votre clé"]) from wrong
    return _turn_here(competition, Turn(officer, by, at, here=True), identity, again=again)


def turn_with_sheet(
    competition: MiniCompetition, text: str, *, by: Person, at: datetime, again: bool = False
) -> bool:
    """Turn the key of one's party with the recovery sheet of one of its officers."""
    competition.refresh_from_db(fields=["state", "deadline"])
    if competition.at_state in _OVER:
        return True
    try:
        identity = sealing.identity_of(text)
    except sealing.WrongKey as wrong:
        raise Refused(["ce qui est recopié n’est pas une clé : relisez la feuille"]) from wrong
    officer = officer_with(competition, str(identity.to_public()), by=by)
    _check(competition, officer, by=by, at=at, again=again)
    assert officer is not None
    turn = Turn(officer, by, at, sheet=True, here=True)
    return _turn_here(competition, turn, identity, again=again)


def officer_with(competition: MiniCompetition, recipient: str, *, by: Person) -> Officer | None:
    """The officer of the person's own party whose key this is."""
    party = college_of(competition.atelier, by)
    return competition.officers.filter(recipient=recipient, college=party or "-").first()


def _check(
    competition: MiniCompetition,
    officer: Officer | None,
    *,
    by: Person,
    at: datetime,
    again: bool,
) -> None:
    """Whoever turns a key, their own or their party’s, has no tie with a consortium and said so:
    what it opens is read at once."""
    first = None if again else queries.first_turn(competition)
    refuse_if(
        rules.against_turning(
            competition.at_state,
            deadline=competition.deadline,
            at=at,
            party=EvaluationCollege(officer.college) if officer else None,
            first_party=EvaluationCollege(first.officer.college) if first else None,
        )
        + queries.against_access(competition, by)
    )


def _turn_here(
    competition: MiniCompetition, turn: Turn, identity: Identity, *, again: bool
) -> bool:
    if str(identity.to_public()) != turn.officer.recipient:
        raise Refused(["cette clé n’est pas celle qui a été faite avant la publication"])
    first = queries.first_turn(competition)
    slots = queries.slots(competition)
    if first is None or first.officer.college == turn.officer.college:
        halves = {str(slot.pk): _halves(slot, turn.officer, identity) for slot in slots}
        turn_key(competition, turn, halves, again=again)
        return False
    kept = queries.halves(first, turn.officer.position)
    secrets = {pk: found for pk, half in kept.items() if (found := _secret(half, identity))}
    open_tenders(competition, turn, secrets)
    return True


def _halves(slot: Slot, officer: Officer, identity: Identity) -> dict[str, bytes]:
    """Nothing for a slot that does not open: it will be minuted as such."""
    try:
        return sealing.halves(slot.sealed.keys, officer.position, identity)
    except (sealing.Unreadable, ValueError):
        return {}


def _secret(half: bytes, identity: Identity) -> str:
    try:
        return sealing.secret(half, identity)
    except sealing.Unreadable:
        return ""


# --- From a browser or from here ------------------------------------------------------------------


@transaction.atomic
def turn_key(
    competition: MiniCompetition, turn: Turn, halves: Halves, *, again: bool = False
) -> None:
    """First turn: keep, for the officers of the other parties, what this one's key uncovers."""
    competition = _locked(competition)
    _check(competition, turn.officer, by=turn.by, at=turn.at, again=again)
    first = queries.first_turn(competition)
    refuse_if(
        reasons(
            (
                first is not None and first.officer.college != turn.officer.college,
                "la première clé est déjà tournée : la vôtre est la seconde",
            )
        )
    )
    KeyTurn.objects.update_or_create(
        competition=competition,
        turn=1,
        defaults=_facts(turn)
        | {"halves": {slot: kept_keys(dict(found)) for slot, found in halves.items()}},
    )
    _tell_turn(competition, turn, 1)


def _facts(turn: Turn) -> dict[str, object]:
    return {
        "officer": turn.officer,
        "by": turn.by,
        "sheet": turn.sheet,
        "here": turn.here,
        "at": turn.at,
    }


def _tell_turn(competition: MiniCompetition, turn: Turn, place: int) -> None:
    payload = {
        "turn": place,
        "officer": turn.officer.person.ref,
        "party": turn.officer.college,
        "sheet": turn.sheet,
    }
    append(competition.stream, "competition.key_turned", payload, by=turn.by, at=turn.at)


@transaction.atomic
def open_tenders(competition: MiniCompetition, turn: Turn, secrets: Secrets) -> None:
    """Second turn: open every slot, write down what each holds, minute what stays closed.

    A browser could withhold the key of one tender: what does not open is minuted as altered only
    when both keys were typed here, where nobody chooses what is peeled.
    """
    competition = _locked(competition)
    if competition.at_state in _OVER:
        return
    _check(competition, turn.officer, by=turn.by, at=turn.at, again=False)
    first = queries.first_turn(competition)
    refuse_if([] if first else ["la première clé n’est pas encore tournée"])
    assert first is not None
    found = [read_slot(slot, secrets.get(str(slot.pk), "")) for slot in queries.slots(competition)]
    shut = [one for one in found if one.shut]
    refuse_if(
        reasons(
            (
                bool(shut) and not (first.here and turn.here),
                "un pli ne s’ouvre pas : recommencez les deux tours, chacun en tapant sa phrase "
                "secrète sur la page sans script",
            ),
        )
    )
    tenders = [_write(one) for one in found if one.tendered]
    late = list(
        LateTender.objects.filter(invitation__competition=competition).select_related(
            "invitation__consortium", "by"
        )
    )
    waits = _copy_waits(competition, found, late)
    to = CompetitionState.OPENED if tenders or waits else CompetitionState.UNSUCCESSFUL
    if not move(competition, to, opened_at=turn.at):
        return
    KeyTurn.objects.create(competition=competition, turn=2, **_facts(turn))
    KeyTurn.objects.filter(pk=first.pk).update(halves=None)
    _tell_turn(competition, turn, 2)
    _conclude(competition, first, turn, Outcome(found, tenders, late, waits))


def _copy_waits(competition: MiniCompetition, found: list[Found], late: list[LateTender]) -> bool:
    """Whether the law may have a copy opened in the place of what nobody reads: nothing ends
    before the buyer opens it, or says why not (art. R2132-11)."""
    unread = {one.slot.pk for one in found if one.shut or one.fault}
    unread |= {one.invitation_id for one in late} - {one.slot.pk for one in found if one.tendered}
    copies = queries.backups(competition)
    return any(
        one.received_at < competition.deadline and one.invitation_id in unread for one in copies
    )


def _locked(competition: MiniCompetition) -> MiniCompetition:
    found = MiniCompetition.objects.select_for_update(of=("self",))
    return found.select_related("stream", "atelier__stream", "atelier__framework").get(
        pk=competition.pk
    )


def _write(found: Found) -> Tender:
    assert found.at is not None
    return Tender.objects.create(
        invitation=found.slot.invitation,
        digest=found.digest,
        commitment=found.commitment,
        deposited_at=found.at,
        deposited_by_id=found.by,
        price_eur=found.price_eur,
        body=found.body,
        fault=found.fault,
    )


@dataclass(frozen=True)
class Outcome:
    """What the slots held, what came too late; `waits`: a copy may be read in a place of one."""

    found: list[Found]
    tenders: list[Tender]
    late: list[LateTender]
    waits: bool


def _conclude(competition: MiniCompetition, first: KeyTurn, turn: Turn, outcome: Outcome) -> None:
    """The minutes, what comes next, and the lines that may be told at last."""
    found, tenders, late = outcome.found, outcome.tenders, outcome.late
    second = KeyTurn(competition=competition, turn=2, **_facts(turn))
    meeting, minutes = minute(
        competition, (first, second), found, late, waits=outcome.waits, by=turn.by, at=turn.at
    )
    Opening.objects.create(
        competition=competition,
        meeting=meeting,
        first=first.officer,
        second=turn.officer,
        at=turn.at,
        minutes=minutes,
    )
    complete(competition.atelier, OPEN, at=turn.at)
    goes_on = bool(tenders) or outcome.waits
    if not goes_on:
        tell_ending(competition, "est infructueuse : aucune offre n’a pu être ouverte", at=turn.at)
    _go_on(competition, goes_on, by=turn.by, at=turn.at)
    for tender in tenders:
        _tell_receipt(competition, tender, at=turn.at)
    for kept in late:
        tell_late(competition, kept, at=turn.at)
    commit_to(competition, tenders, by=turn.by, at=turn.at)
    payload = {
        "tenders": len(tenders),
        "minutes": minutes.digest,
        "shut": sum(bool(one.shut) for one in found),
        "officers": [first.officer.person.ref, turn.officer.person.ref],
    }
    append(competition.stream, "competition.opened", payload, by=turn.by, at=turn.at)


def _go_on(competition: MiniCompetition, goes_on: bool, *, by: Person, at: datetime) -> None:
    """Grids to fill in, or the end of the Atelier when nobody answered."""
    atelier = competition.atelier
    if not goes_on:
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
        "commitment": tender.commitment,
        "deposited_at": tender.deposited_at.isoformat(),
    }
    append(
        competition.stream,
        "competition.tender_received",
        payload,
        by=tender.deposited_by,
        at=tender.deposited_at,
        received_at=at,
    )
