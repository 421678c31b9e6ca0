"""Consultations beside the story: not published yet, or with tenders deposited on PLACE.

Their pages are listed and measured with the others: each is made by the operations that people go
through, the first time that its page is asked for, in a database that is thrown away.
"""

from datetime import date, datetime, timedelta
from decimal import Decimal

from atelier_local import clock
from atelier_local.programme.agreement.models import FrameworkAgreement
from atelier_local.programme.ateliers.models import Atelier
from atelier_local.programme.ateliers.operations import grant
from atelier_local.programme.people.enums import Role
from atelier_local.programme.people.models import Person
from atelier_local.programme.territories.models import Epci
from atelier_local.steps.application import operations as application
from atelier_local.steps.application.enums import EligibilityItem, Heading, LetterKind, Verdict
from atelier_local.steps.application.models import OpportunityNote
from atelier_local.steps.competition import operations as competition
from atelier_local.steps.competition.enums import Mode, Perimeter, PlaceOutcome
from atelier_local.steps.competition.models import MiniCompetition
from atelier_local.steps.competition.rules import PlaceRow

_AGO = timedelta(days=60)
_WEIGHTS = {"understanding": 15, "method": 30, "team": 20, "environment": 10, "price": 25}


def prepare(slug: str, *, published: bool = False, opened: bool = False) -> None:
    """Once: a consultation on PLACE, published if wanted, its opening written down if wanted."""
    if Atelier.objects.filter(slug=slug).exists():
        return
    by, now = _someone("camille"), clock.now()
    made = _prepared(slug, by=by, now=now)
    if published or opened:
        competition.publish(made, within=Perimeter, by=by, at=now - _AGO)
    if opened:
        _open(made, by=by, at=now)


def _someone(email: str) -> Person:
    return Person.objects.select_related("organisation").get(email__startswith=email)


def _prepared(slug: str, *, by: Person, now: datetime) -> MiniCompetition:
    """Its deadline was yesterday."""
    at, deadline = now - _AGO, now - timedelta(days=1)
    note = _selected(slug, by=by, at=at)
    return competition.prepare_competition(
        note.atelier,
        competition.Plan(
            weights=_WEIGHTS,
            mode=Mode.PLACE,
            place_reference="DDT61-2026-07",
            deadline=deadline,
            questions_until=deadline - timedelta(days=7),
            grids_due=(now + timedelta(days=20)).date(),
            object_text="Accompagner un Atelier Local.",
            contact=by,
            court="Tribunal administratif (adresse inventée).",
        ),
        by=by,
        at=at,
    )


def _selected(slug: str, *, by: Person, at: datetime) -> OpportunityNote:
    """Written, signed and selected in one go: its words do not matter."""
    local, national = _someone("bastien"), _someone("dgaln")
    note = application.begin_application(
        slug=slug,
        epci=Epci.objects.exclude(pk__in=Atelier.objects.values("epci")).earliest("pk"),
        framework=FrameworkAgreement.objects.get(slug="demonstration"),
        pilot=by.organisation,
        local_authority=local.organisation,
        question="Comment faire ?",
        fictitious=True,
        by=by,
        at=at,
    )
    grant(note.atelier, local, Role.LOCAL_AUTHORITY, by=by, at=at)
    for heading in Heading:
        application.write_heading(note, heading, f"{heading.label}.", by=by, at=at)
    for kind in LetterKind:
        application.record_letter(note, kind, "La préfète", date(2026, 1, 3), by=by, at=at)
    application.submit(note, by=by, at=at)
    every_point = dict.fromkeys(EligibilityItem, (Verdict.YES, ""))
    application.check_eligibility(note, every_point, by=national, at=at)
    application.decide(note, True, "Une question claire.", by=national, at=at)
    application.make_specification(note, by=by, at=at)
    note.atelier.refresh_from_db()
    return note


def _open(made: MiniCompetition, *, by: Person, at: datetime) -> None:
    """Two tenders came, one holder was late."""
    came, late = made.deadline - timedelta(hours=1), made.deadline
    said = {
        "C": (PlaceOutcome.RECEIVED, came, Decimal(97_800)),
        "E": (PlaceOutcome.RECEIVED, came, Decimal(88_900)),
        "A": (PlaceOutcome.LATE, late, None),
    }
    invited = made.invitations.select_related("consortium")
    rows = [
        PlaceRow(one.pk, one.name, *said.get(one.consortium.letter, (PlaceOutcome.NONE,)))
        for one in invited
    ]
    made.refresh_from_db()
    second = _someone("bastien")
    for person in (by, second):
        competition.declare_interests(made, conflict=False, by=person, at=at)
    competition.record_opening(made, second, rows, by=by, at=at)
