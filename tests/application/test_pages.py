"""The note through the screens: who opens what, what is kept, how many queries."""

import pytest
from django.urls import reverse

from atelier_local.programme.ateliers.models import Atelier
from atelier_local.steps.application import operations, queries
from atelier_local.steps.application.enums import EligibilityItem, Heading, NoteState
from atelier_local.steps.application.models import OpportunityNote
from tests.factories.application import a_complete_note, a_note, a_submitted_note
from tests.factories.ateliers import QUESTION, SLUG, a_framework, an_epci
from tests.factories.people import LONG_AGO
from tests.pages import assert_queries

NOTE = reverse("application:note", args=[SLUG])
DECIDE = reverse("application:decide", args=[SLUG])
GOALS = reverse("application:heading", args=[SLUG, "goals"])
VERSIONS = reverse("application:versions", args=[SLUG, "goals"])
ALL_YES = {f"{item}-verdict": "yes" for item in EligibilityItem}

WRITERS, READERS = {"camille", "bastien"}, {"hélène", "olivia", "paul", "agnès"}


def statuses(as_, cast, path: str) -> dict[str, int]:
    return {name: as_(person).get(path).status_code for name, person in vars(cast).items()}


def expected(cast, *, allowed: set[str], refused: set[str]) -> dict[str, int]:
    return {n: 200 if n in allowed else 403 if n in refused else 404 for n in vars(cast)}


def test_who_reads_the_note(as_, cast):
    a_note(cast)
    assert statuses(as_, cast, NOTE) == expected(cast, allowed=WRITERS | READERS, refused=set())


@pytest.mark.parametrize("page", ["heading", "letters", "needs"])
def test_who_writes_it(as_, cast, page):
    a_note(cast)
    path = reverse(f"application:{page}", args=[SLUG, *(["goals"] if page == "heading" else [])])
    assert statuses(as_, cast, path) == expected(cast, allowed=WRITERS, refused=READERS)


def test_who_decides(as_, cast):
    a_submitted_note(cast)
    members = WRITERS | READERS
    wanted = expected(cast, allowed={"agnès"}, refused=members - {"agnès"})
    assert statuses(as_, cast, DECIDE) == wanted


def test_a_visitor_signs_in_first(client, cast):
    a_note(cast)
    assert client.get(NOTE).url.startswith("/compte/connexion/")


def test_an_unknown_heading_or_atelier_is_not_found(as_, cast):
    a_note(cast)
    camille = as_(cast.camille)
    assert camille.get(reverse("application:heading", args=[SLUG, "prix"])).status_code == 404
    assert camille.get(reverse("application:note", args=["ailleurs"])).status_code == 404


def test_starting_an_application(as_, cast):
    epci, framework = an_epci("200072999", "CC du Houlme"), a_framework(cast)
    path = reverse("application:begin")
    assert as_(cast.bastien).get(path).status_code == 403
    camille = as_(cast.camille)
    wrong = {"epci": "Nulle part", "question": QUESTION, "framework": framework.pk}
    refused = camille.post(path, wrong)
    assert refused.status_code == 422
    assert QUESTION in refused.content.decode()
    done = camille.post(path, wrong | {"epci": epci.name})
    atelier = Atelier.objects.get()
    assert done.url == reverse("application:note", args=[atelier.slug])
    assert atelier.parties.get(kind="local_authority").organisation.siren == epci.siren


def test_what_someone_else_wrote_is_shown_and_what_was_typed_is_kept(as_, cast):
    note = a_note(cast)
    operations.write_heading(
        note, Heading.GOALS, "La version d’avant.", by=cast.camille, at=LONG_AGO
    )
    bastien = as_(cast.bastien)
    stale = bastien.post(GOALS, {"text": "Ma version à moi.", "read": 0})
    page = stale.content.decode()
    assert stale.status_code == 422
    assert "Ma version à moi." in page
    assert "La version d’avant." in page
    again = bastien.post(
        GOALS, {"text": "Ma version à moi.", "read": queries.latest(note, Heading.GOALS).pk}
    )
    assert again.status_code == 302
    assert queries.texts(note)[Heading.GOALS] == "Ma version à moi."


def test_submitting_too_early_explains_and_keeps(as_, cast):
    a_note(cast)
    refused = as_(cast.camille).post(reverse("application:submit", args=[SLUG]))
    assert refused.status_code == 409
    assert "la rubrique « Objectifs » est vide" in refused.content.decode().replace("\u202f", " ")


def test_a_double_click_submits_once(as_, cast):
    a_complete_note(cast)
    camille = as_(cast.camille)
    path = reverse("application:submit", args=[SLUG])
    assert [camille.post(path).status_code for _ in range(2)] == [302, 302]
    assert as_(cast.bastien).post(path).status_code == 403


def test_a_letter_and_specialities_from_their_pages(as_, cast):
    note = a_note(cast)
    bastien = as_(cast.bastien)
    letters, needs = (reverse(f"application:{p}", args=[SLUG]) for p in ("letters", "needs"))
    sent = {"kind": "support", "signatory": "Le président", "received_on": "02/01/2026"}
    assert bastien.post(letters, sent).status_code == 302
    assert bastien.post(letters, sent | {"received_on": "hier"}).status_code == 422
    assert bastien.post(needs, {"specialities": ["paysage", "eau"]}).status_code == 302
    assert note.letters.get().signatory == "Le président"
    assert note.needed_specialities.count() == 2


@pytest.mark.parametrize("outcome", [NoteState.SELECTED, NoteState.RETURNED, NoteState.REJECTED])
def test_deciding(as_, cast, outcome):
    a_submitted_note(cast)
    agnès = as_(cast.agnès)
    sent = ALL_YES | {"outcome": outcome}
    assert agnès.post(DECIDE, sent | {"reason": ""}).status_code == 422
    assert agnès.post(DECIDE, sent | {"reason": "Pesé."}).status_code == 302
    assert OpportunityNote.objects.get().at_state is outcome
    assert "Pesé." in agnès.get(NOTE).content.decode()


def test_a_decision_wants_the_whole_grid_but_a_return_does_not(as_, cast):
    note = a_submitted_note(cast)
    agnès = as_(cast.agnès)
    some = {"scale-verdict": "unclear", "scale-remark": "Trois communes ou dix ?"}
    refused = agnès.post(DECIDE, some | {"outcome": "selected", "reason": "Oui."})
    assert refused.status_code == 422
    assert "Trois communes ou dix" in refused.content.decode()
    assert refused.content.decode().count("Ce champ est obligatoire") >= len(EligibilityItem) - 1
    assert note.checks.count() == 0
    returned = agnès.post(DECIDE, some | {"outcome": "returned", "reason": "Dites lesquelles."})
    assert returned.status_code == 302
    page = as_(cast.bastien).get(NOTE).content.decode()
    assert "Trois communes ou dix" in page
    assert "pas encore examiné" in page


def test_the_grid_is_kept_without_deciding_and_read_by_nobody_else(as_, cast):
    note = a_submitted_note(cast)
    agnès = as_(cast.agnès)
    sent = {"keep": "1", "hosting-verdict": "no", "outcome": "rejected", "reason": "Pas encore."}
    assert agnès.post(DECIDE, sent).status_code == 422
    kept = agnès.post(DECIDE, sent | {"hosting-remark": "Aucune salle."})
    assert kept.status_code == 200
    assert "Pas encore." in kept.content.decode()
    assert "1 sur 8" in kept.content.decode()
    assert (note.checks.get().verdict, note.checks.get().by) == ("no", cast.agnès)
    assert "Aucune salle." not in as_(cast.camille).get(NOTE).content.decode()
    assert as_(cast.camille).post(DECIDE, sent).status_code == 403


def test_who_reads_the_versions(as_, cast):
    note = a_note(cast)
    operations.write_heading(note, Heading.GOALS, "Un <b>car</b>.", by=cast.camille, at=LONG_AGO)
    operations.write_heading(note, Heading.GOALS, "Deux <b>cars</b>.", by=cast.bastien, at=LONG_AGO)
    readers = expected(cast, allowed=WRITERS | READERS, refused=set())
    assert statuses(as_, cast, VERSIONS) == readers
    page = as_(cast.paul).get(VERSIONS).content.decode()
    assert "<del>Un</del><ins>Deux</ins>" in page
    assert "<b>car" not in page


@pytest.mark.parametrize(
    "asked", ["version=0x1", "version=-1", "version=99999", "depuis=" + "9" * 40]
)
def test_a_version_that_does_not_exist_is_not_found(as_, cast, asked):
    note = a_note(cast)
    operations.write_heading(note, Heading.GOALS, "Un.", by=cast.camille, at=LONG_AGO)
    assert as_(cast.camille).get(f"{VERSIONS}?{asked}").status_code == 404


def test_what_would_be_lost_is_shown_before_writing_over(as_, cast):
    note = a_note(cast)
    operations.write_heading(note, Heading.GOALS, "Un car le soir.", by=cast.camille, at=LONG_AGO)
    stale = as_(cast.bastien).post(GOALS, {"text": "Un train le soir.", "read": ""})
    assert stale.status_code == 422
    assert "<del>car</del><ins>train</ins>" in stale.content.decode()


def test_queries_do_not_grow_with_versions(as_, cast):
    note = a_complete_note(cast)
    camille = as_(cast.camille)
    few = assert_queries(camille, NOTE)
    for number in range(3):
        operations.write_heading(
            note, Heading.GOALS, f"Version {number}.", by=cast.bastien, at=LONG_AGO
        )
    assert assert_queries(camille, NOTE) == few
    assert_queries(camille, GOALS)
    assert_queries(camille, reverse("application:letters", args=[SLUG]))
    assert_queries(camille, VERSIONS)
    assert_queries(as_(cast.agnès), DECIDE)
