"""Notes in every state, reached as people reach them."""

from datetime import date, datetime

from atelier_local.programme.agreement.models import Speciality
from atelier_local.programme.territories.models import Epci
from atelier_local.steps.application.enums import EligibilityItem, Heading, LetterKind, Verdict
from atelier_local.steps.application.models import OpportunityNote, Specification
from atelier_local.steps.application.operations import (
    begin_application,
    check_eligibility,
    decide,
    make_specification,
    need,
    record_letter,
    submit,
    write_heading,
)
from tests.factories.ateliers import QUESTION, SLUG, a_framework, an_epci, people_join
from tests.factories.people import LONG_AGO, Cast


def a_note(
    cast: Cast,
    *,
    slug: str = SLUG,
    epci: Epci | None = None,
    at: datetime = LONG_AGO,
    operator: bool = True,
) -> OpportunityNote:
    """An empty note, in an Atelier where everyone has their place."""
    note = begin_application(
        slug=slug,
        epci=epci or an_epci(),
        framework=a_framework(cast),
        pilot=cast.camille.organisation,
        local_authority=cast.bastien.organisation,
        question=QUESTION,
        by=cast.camille,
        at=at,
        fictitious=True,
    )
    people_join(note.atelier, cast, at=at, operator=operator)
    return note


def a_complete_note(cast: Cast, *, at: datetime = LONG_AGO, **where) -> OpportunityNote:
    note = a_note(cast, at=at, **where)
    for heading in Heading:
        text = f"{heading.label} : ce que nous en disons."
        write_heading(note, heading, text, by=cast.bastien, at=at)
    for kind in LetterKind:
        record_letter(note, kind, "La préfète", date(2026, 1, 3), by=cast.camille, at=at)
    return note


def a_submitted_note(cast: Cast, *, at: datetime = LONG_AGO, **where) -> OpportunityNote:
    note = a_complete_note(cast, at=at, **where)
    submit(note, by=cast.camille, at=at)
    return note


def a_checked_note(cast: Cast, *, at: datetime = LONG_AGO, **where) -> OpportunityNote:
    """Submitted, with a grid that finds nothing to say."""
    note = a_submitted_note(cast, at=at, **where)
    every_point = dict.fromkeys(EligibilityItem, (Verdict.YES, ""))
    check_eligibility(note, every_point, by=cast.agnès, at=at)
    return note


def a_selected_note(cast: Cast, *, at: datetime = LONG_AGO, **where) -> OpportunityNote:
    note = a_checked_note(cast, at=at, **where)
    decide(note, True, "Une question claire, une équipe prête.", by=cast.agnès, at=at)
    return note


def a_rejected_note(cast: Cast, *, at: datetime = LONG_AGO, **where) -> OpportunityNote:
    note = a_checked_note(cast, at=at, **where)
    decide(note, False, "Trop tôt : revenez avec les communes du plateau.", by=cast.agnès, at=at)
    return note


def a_specification(cast: Cast, *, at: datetime = LONG_AGO, **where) -> Specification:
    """Seven paragraphs, two specialities, four bounds."""
    note = a_complete_note(cast, at=at, **where)
    need(note, Speciality.objects.filter(slug__in=["paysage", "eau"]), by=cast.camille, at=at)
    submit(note, by=cast.camille, at=at)
    every_point = dict.fromkeys(EligibilityItem, (Verdict.YES, ""))
    check_eligibility(note, every_point, by=cast.agnès, at=at)
    decide(note, True, "Une question claire, une équipe prête.", by=cast.agnès, at=at)
    return make_specification(note, by=cast.camille, at=at)
