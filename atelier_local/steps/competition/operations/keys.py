"""Who opens the tenders: named by the pilot, each making a key of their own that nobody sees."""

import secrets
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.urls import reverse

from atelier_local.ground.journal.operations import append
from atelier_local.programme.ateliers.access import roles_in
from atelier_local.programme.ateliers.models import Atelier
from atelier_local.programme.governance.operations import assign, complete
from atelier_local.programme.people.access import Capability, allowed
from atelier_local.programme.people.enums import Role
from atelier_local.programme.people.models import Person
from atelier_local.refusal import Refused, refuse_if

from .. import rules, sealing
from ..enums import EvaluationCollege
from ..models import MiniCompetition, Officer

KEY = "competition:key"
ROLE_OF = {
    EvaluationCollege.PILOT: Role.PILOT,
    EvaluationCollege.LOCAL_AUTHORITIES: Role.LOCAL_AUTHORITY,
    EvaluationCollege.OPERATOR: Role.OPERATOR,
}


def college_of(atelier: Atelier, person: Person) -> EvaluationCollege | None:
    """The party in whose name this person may open the tenders."""
    roles = roles_in(atelier, person)
    return rules.college_of(roles) if allowed(roles, Capability.OPEN_TENDERS) else None


@transaction.atomic
def name_officers(
    competition: MiniCompetition, people: Sequence[Person], *, by: Person, at: datetime
) -> list[Officer]:
    """Name those who will open, of two parties at least; again, and who stays keeps their key."""
    MiniCompetition.objects.select_for_update().get(pk=competition.pk)
    competition.refresh_from_db(fields=["state"])
    people = list(dict.fromkeys(people))
    colleges = [college_of(competition.atelier, person) for person in people]
    refuse_if(rules.against_naming(competition.at_state, colleges))
    for gone in competition.officers.exclude(person__in=people):
        complete(competition.atelier, _task(gone), at=at)
        gone.delete()
    for position, (person, college) in enumerate(zip(people, colleges, strict=True), 1):
        Officer.objects.update_or_create(
            competition=competition,
            person=person,
            defaults={"college": str(college), "position": position},
            create_defaults={
                "college": str(college),
                "position": position,
                "sheet_number": _number(),
            },
        )
    officers = list(competition.officers.select_related("person", "competition__atelier"))
    for officer in officers:
        _hand_out(officer, at=at)
    payload = {"officers": [officer.person.ref for officer in officers]}
    append(competition.stream, "competition.officers_named", payload, by=by, at=at)
    return officers


def _number() -> str:
    return f"{secrets.randbelow(10_000):04} {secrets.randbelow(10_000):04}"


def _task(officer: Officer) -> str:
    return f"{KEY}:{officer.pk}"


def _hand_out(officer: Officer, *, at: datetime) -> None:
    """Whoever has no key yet, or not its sheet, is asked to make one."""
    atelier = officer.competition.atelier
    complete(atelier, _task(officer), at=at)
    if not officer.ready:
        assign(
            atelier,
            _task(officer),
            "Faire sa clé d’ouverture des plis",
            role=ROLE_OF[EvaluationCollege(officer.college)],
            person=officer.person,
            url=reverse("competition:key", args=[atelier.slug]),
        )


def ask_no_more_keys(competition: MiniCompetition, *, at: datetime) -> None:
    """Nothing will be opened; part of another act, whose line tells of it."""
    for officer in competition.officers.all():
        complete(competition.atelier, _task(officer), at=at)


def make_key_here(officer: Officer, phrase: str, *, by: Person, at: datetime) -> str:
    """Make the key on the server, for a page without script; returns what the sheet prints.

    The key is made before the transaction: locking it is slow on purpose.
    """
    refuse_if(rules.against_key(phrase))
    try:
        recipient, locked = sealing.new_identity(phrase)
    except sealing.TooHard:
        raise Refused(
            [
                "cette machine fermerait votre clé trop fort pour qu’un navigateur la rouvre : "
                "faites-la dans le vôtre, avec JavaScript"
            ]
        ) from None
    make_key(officer, recipient, locked, by=by, at=at)
    return str(sealing.unlock(locked, phrase))


@transaction.atomic
def make_key(officer: Officer, recipient: str, locked: bytes, *, by: Person, at: datetime) -> None:
    """Keep the public key, and the identity closed under a passphrase that only its holder knows.

    Making it again, before publication, makes another: the sheet of the one before is void.
    """
    competition = _changeable(officer, by)
    refuse_if([] if sealing.is_locked_key(recipient, locked) else ["cette clé n’est pas lisible"])
    officer.recipient, officer.identity = recipient, locked
    officer.key_made_at, officer.sheet_checked_at = at, None
    officer.save()
    _hand_out(officer, at=at)
    payload = {"officer": officer.person.ref, "recipient": recipient}
    append(competition.stream, "competition.key_made", payload, by=by, at=at)


@transaction.atomic
def forget_key(officer: Officer, *, by: Person, at: datetime) -> None:
    """Undo one's key before publication, with a new number for the sheet of the next one."""
    competition = _changeable(officer, by)
    officer.recipient, officer.identity = "", None
    officer.key_made_at, officer.sheet_checked_at = None, None
    officer.sheet_number = _number()
    officer.save()
    _hand_out(officer, at=at)
    payload = {"officer": officer.person.ref}
    append(competition.stream, "competition.key_forgotten", payload, by=by, at=at)


@transaction.atomic
def check_sheet(officer: Officer, number: str, *, by: Person, at: datetime) -> None:
    """The number printed on the sheet, typed again: the sheet is in its holder's hands."""
    competition = _changeable(officer, by)
    made = officer.key_made_at is not None
    refuse_if(rules.against_sheet(number, officer.sheet_number, made=made))
    if officer.sheet_checked_at:
        return
    officer.sheet_checked_at = at
    officer.save(update_fields=["sheet_checked_at"])
    _hand_out(officer, at=at)
    payload = {"officer": officer.person.ref}
    append(competition.stream, "competition.sheet_checked", payload, by=by, at=at)


def _changeable(officer: Officer, by: Person) -> MiniCompetition:
    """The competition, locked, when this officer's key may still change at this person's hand."""
    found = MiniCompetition.objects.select_for_update(of=("self",))
    competition = found.select_related("stream", "atelier").get(pk=officer.competition_id)
    officer.refresh_from_db()
    officer.competition = competition
    own = officer.person_id == by.pk
    refuse_if(rules.against_changing_key(competition.at_state, own=own))
    return competition
