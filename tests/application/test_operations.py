"""Writing together, submitting, deciding: each once, each told."""

from datetime import date

import pytest
from django.http import Http404

from atelier_local.programme.ateliers.enums import Ending, PartyKind, Stage
from atelier_local.programme.governance.models import Task
from atelier_local.programme.people.enums import Role
from atelier_local.refusal import Refused
from atelier_local.steps.application import operations, queries
from atelier_local.steps.application.enums import (
    EligibilityItem,
    Heading,
    LetterKind,
    NoteState,
    Verdict,
)
from atelier_local.steps.application.models import OpportunityNote
from tests.factories.application import a_checked_note, a_complete_note, a_note, a_submitted_note
from tests.factories.people import LONG_AGO


def lines(note: OpportunityNote) -> int:
    return note.atelier.stream.lines.count()


def open_tasks(key: str) -> set[str]:
    return set(Task.objects.filter(key=key, done_at=None).values_list("role", flat=True))


def test_an_application_opens_an_atelier_with_both_its_authors(cast):
    note = a_note(cast)
    kinds = set(note.atelier.parties.values_list("kind", flat=True))
    assert {PartyKind.PILOT, PartyKind.LOCAL_AUTHORITY} <= kinds
    assert note.atelier.question
    assert open_tasks("application:write") == {Role.PILOT, Role.LOCAL_AUTHORITY}


def test_every_version_is_kept_and_the_latest_counts(cast):
    note = a_note(cast)
    for person, text in ((cast.camille, "Un."), (cast.bastien, "Deux."), (cast.bastien, "Deux.")):
        operations.write_heading(note, Heading.GOALS, text, by=person, at=LONG_AGO)
    shown = queries.view(note).of(Heading.GOALS)
    assert [version.text for version in shown.versions] == ["Deux.", "Un."]
    assert queries.texts(note) == {Heading.GOALS: "Deux."}


def test_nobody_writes_over_what_they_have_not_read(cast):
    note = a_note(cast)
    first = operations.write_heading(note, Heading.GOALS, "Un.", by=cast.camille, at=LONG_AGO)
    with pytest.raises(Refused, match="Camille Roussel a écrit cette rubrique"):
        operations.write_heading(note, Heading.GOALS, "Deux.", read=0, by=cast.bastien, at=LONG_AGO)
    operations.write_heading(
        note, Heading.GOALS, "Deux.", read=first.pk, by=cast.bastien, at=LONG_AGO
    )


def test_an_incomplete_note_says_all_that_is_missing(cast):
    note = a_note(cast)
    with pytest.raises(Refused) as refused:
        operations.submit(note, by=cast.camille, at=LONG_AGO)
    assert len(refused.value.reasons) == len(Heading) + len(LetterKind)
    assert note.at_state is NoteState.DRAFT


def test_submitting_twice_is_submitting_once(cast):
    note = a_complete_note(cast)
    stale = OpportunityNote.objects.select_related("atelier__stream").get(pk=note.pk)
    operations.submit(note, by=cast.camille, at=LONG_AGO)
    told = lines(note)
    operations.submit(note, by=cast.camille, at=LONG_AGO)
    operations.submit(stale, by=cast.camille, at=LONG_AGO)
    assert lines(note) == told
    assert open_tasks("application:decide") == {Role.NATIONAL_ADMIN}
    assert open_tasks("application:write") == set()


def test_a_submitted_note_no_longer_changes(cast):
    note = a_submitted_note(cast)
    speciality = note.atelier.framework.consortia.first().members.first().specialities.first()
    for write in (
        lambda: operations.write_heading(
            note, Heading.GOALS, "Autre.", by=cast.camille, at=LONG_AGO
        ),
        lambda: operations.need(note, [speciality], by=cast.camille, at=LONG_AGO),
        lambda: operations.record_letter(
            note, LetterKind.SUPPORT, "Le président", date(2026, 1, 2), by=cast.camille, at=LONG_AGO
        ),
    ):
        with pytest.raises(Refused, match="ne change plus"):
            write()


def test_a_returned_note_is_completed_and_submitted_again(cast):
    note = a_submitted_note(cast)
    operations.return_to_authors(note, "Précisez le périmètre.", by=cast.agnès, at=LONG_AGO)
    assert open_tasks("application:write") == {Role.PILOT, Role.LOCAL_AUTHORITY}
    operations.write_heading(note, Heading.LOCATION, "Trois bourgs.", by=cast.bastien, at=LONG_AGO)
    operations.submit(note, by=cast.camille, at=LONG_AGO)
    assert note.at_state is NoteState.SUBMITTED


def test_a_selected_territory_goes_on_to_its_competition(cast):
    note = a_checked_note(cast)
    for _ in range(2):
        operations.decide(note, True, "Question mûre.", by=cast.agnès, at=LONG_AGO)
    note.atelier.refresh_from_db()
    assert note.atelier.at_stage is Stage.COMPETITION
    assert open_tasks("competition:prepare") == {Role.PILOT}
    with pytest.raises(Refused, match="retenue"):
        operations.decide(note, False, "Finalement non.", by=cast.agnès, at=LONG_AGO)


def test_a_rejected_territory_stops_there_with_its_reason(cast):
    note = a_checked_note(cast)
    with pytest.raises(Refused, match="motif"):
        operations.decide(note, False, " ", by=cast.agnès, at=LONG_AGO)
    operations.decide(note, False, "Trop tôt.", by=cast.agnès, at=LONG_AGO)
    note.atelier.refresh_from_db()
    assert (note.atelier.ending, note.decision_reason) == (Ending.NOT_SELECTED, "Trop tôt.")


def test_nobody_writes_over_themselves_on_another_screen(cast):
    note = a_note(cast)
    first = operations.write_heading(note, Heading.GOALS, "Un.", by=cast.camille, at=LONG_AGO)
    told = {"by": cast.camille, "at": LONG_AGO, "read": first.pk}
    operations.write_heading(note, Heading.GOALS, "Deux.", **told)
    with pytest.raises(Refused, match="vous avez écrit cette rubrique entre-temps"):
        operations.write_heading(note, Heading.GOALS, "Trois.", **told)


def check(note: OpportunityNote, by, **answers: tuple[str, str]) -> None:
    given = {EligibilityItem(k): (Verdict(v), remark) for k, (v, remark) in answers.items()}
    operations.check_eligibility(note, given, by=by, at=LONG_AGO)


def test_the_grid_is_filled_in_several_times_and_each_change_is_told(cast):
    note = a_submitted_note(cast)
    before = lines(note)
    check(note, cast.agnès, scale=("yes", ""), hosting=("no", "Aucune salle."))
    check(note, cast.agnès, scale=("yes", ""), hosting=("no", "Aucune salle."))
    check(note, cast.agnès, hosting=("unclear", "Une salle, dit le maire."))
    assert lines(note) == before + 2
    found = {item: c.verdict for item, c in queries.grid(note) if c}
    assert found == {EligibilityItem.SCALE: "yes", EligibilityItem.HOSTING: "unclear"}
    assert len(queries.unanswered(note)) == len(EligibilityItem) - 2


def test_a_reserve_without_its_reason_is_refused_and_nothing_is_kept(cast):
    note = a_submitted_note(cast)
    with pytest.raises(Refused, match="Moyens d’accueil"):
        check(note, cast.agnès, scale=("yes", ""), hosting=("no", " "))
    assert len(queries.unanswered(note)) == len(EligibilityItem)


@pytest.mark.parametrize("selected", [True, False])
def test_no_decision_on_an_unfinished_grid(cast, selected):
    note = a_submitted_note(cast)
    check(note, cast.agnès, scale=("yes", ""))
    with pytest.raises(Refused) as refused:
        operations.decide(note, selected, "Pesé.", by=cast.agnès, at=LONG_AGO)
    assert len(refused.value.reasons) == len(EligibilityItem) - 1
    assert note.at_state is NoteState.SUBMITTED


def test_a_grid_no_longer_changes_once_decided(cast):
    note = a_checked_note(cast)
    operations.decide(note, True, "Question mûre.", by=cast.agnès, at=LONG_AGO)
    with pytest.raises(Refused, match="sa grille ne change plus"):
        check(note, cast.agnès, scale=("no", "Finalement."))


def test_two_versions_are_compared_and_those_of_another_heading_are_not(cast):
    note = a_note(cast)
    write = {"by": cast.camille, "at": LONG_AGO}
    first, second, third = (
        operations.write_heading(note, Heading.GOALS, text, **write)
        for text in ("Un car.", "Un car, le soir.", "Deux cars, le soir.")
    )
    other = operations.write_heading(note, Heading.PURPOSE, "Le soir.", **write)
    shown = queries.view(note).of(Heading.GOALS)

    def pair(new=None, old=None):
        found = queries.compare(shown, new, old)
        return found.old, found.new

    assert pair() == (second, third)
    assert pair(first.pk) == (None, first)
    assert pair(third.pk, first.pk) == pair(first.pk, third.pk) == (first, third)
    assert queries.compare(queries.view(note).of(Heading.LOCATION), None, None) is None
    with pytest.raises(Http404):
        queries.compare(shown, other.pk, None)
