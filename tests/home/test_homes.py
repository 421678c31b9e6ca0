"""Each kind of person finds what awaits them, in a fixed number of queries."""

from datetime import timedelta

import pytest
from django.urls import reverse

from atelier_local import clock
from atelier_local.clock import day_of
from atelier_local.ground.ui.typography import short_date
from atelier_local.programme.governance.operations import ask_validation, assign
from atelier_local.programme.people.enums import Role
from atelier_local.steps.competition.operations import discontinue
from tests.factories.application import a_submitted_note
from tests.factories.ateliers import a_framework, an_atelier, an_epci
from tests.factories.competition import BEFORE, DEADLINE, a_published
from tests.factories.people import LONG_AGO
from tests.factories.public import a_published_atelier
from tests.pages import assert_queries

TODAY = reverse("home:today")
ATELIERS = reverse("home:ateliers")
SEARCH = reverse("home:search")


def two_more(cast) -> None:
    framework = a_framework(cast)
    for number in (7, 8):
        epci = an_epci(f"20007151{number}", f"CC numéro {number}")
        a_published_atelier(cast, slug=f"autre-{number}", epci=epci, framework=framework)


def test_nobody_enters_without_signing_in(client, db):
    for path in (TODAY, ATELIERS, SEARCH):
        assert client.get(path).status_code == 302


@pytest.mark.parametrize(
    ("name", "act"),
    [("agnès", "Inviter un service"), ("stranger", "Nouvelle candidature"), ("paul", "un rôle")],
)
def test_before_the_first_atelier_each_is_told_what_to_do(as_, cast, name, act):
    page = as_(getattr(cast, name)).get(TODAY)
    assert "Aucun Atelier pour l’instant" in page.text
    assert act in page.text


@pytest.mark.parametrize("name", ["camille", "bastien", "olivia", "dina", "agnès"])
def test_as_many_queries_for_three_ateliers_as_for_one(as_, cast, name):
    a_published_atelier(cast)
    client = as_(getattr(cast, name))
    client.get(TODAY)  # maps are kept once drawn
    one = [assert_queries(client, path) for path in (TODAY, ATELIERS)]
    two_more(cast)
    client.get(TODAY)
    assert [assert_queries(client, path) for path in (TODAY, ATELIERS)] == one


def test_a_pilot_sees_tasks_by_date_and_their_ateliers(as_, cast):
    atelier = an_atelier(cast)
    for days, title in ((9, "Ensuite"), (2, "D’abord")):
        due_on = clock.today() + timedelta(days=days)
        assign(atelier, title, title, role=Role.PILOT, url="/ateliers/", due_on=due_on)
    page = as_(cast.camille).get(TODAY).text
    assert "deux choses vous attendent" in page
    assert page.index("D’abord") < page.index("Ensuite")
    assert atelier.name in page


def test_what_waits_for_a_college_blocks_with_its_reasons(as_, cast):
    atelier = an_atelier(cast)
    ask_validation(
        atelier,
        "booklet",
        "Livret de capitalisation",
        url="/ateliers/",
        due_on=LONG_AGO.date(),
        by=cast.camille,
        at=LONG_AGO,
    )
    page = as_(cast.camille).get(TODAY).text
    assert "pas encore partagé" in page
    assert "Collectivité" in page


def test_the_national_team_sees_what_is_late_and_what_to_decide(as_, cast):
    note = a_submitted_note(cast)
    assign(
        note.atelier,
        "late",
        "Une tâche oubliée",
        role=Role.PILOT,
        url="/ateliers/",
        due_on=clock.today() - timedelta(days=24),
    )
    page = as_(cast.agnès).get(TODAY).text
    assert "en retard de 24 jours" in page
    assert reverse("application:decide", args=[note.atelier.slug]) in page


def test_while_tenders_are_received_what_comes_next_is_their_deadline(as_, cast):
    competition = a_published(cast)
    clock.advance_to(BEFORE)
    last = f"{short_date(day_of(DEADLINE))}, date limite des offres"
    for client, path in ((as_(cast.agnès), TODAY), (as_(cast.camille), ATELIERS)):
        assert last in client.get(path).text
    discontinue(competition, "Le besoin a changé.", by=cast.camille, at=BEFORE)
    assert last not in as_(cast.agnès).get(TODAY).text


def test_one_sees_only_ones_own_ateliers(as_, cast):
    atelier = an_atelier(cast)
    assert atelier.name in as_(cast.paul).get(ATELIERS).text
    assert atelier.name not in as_(cast.stranger).get(ATELIERS).text
    assert atelier.name in as_(cast.agnès).get(ATELIERS).text


@pytest.mark.parametrize("asked", ["rouvrir", "ROUVRIR", "C-1-001"])
def test_search_finds_words_and_numbers_in_ones_ateliers_only(as_, cast, asked):
    a_published_atelier(cast)
    found = "/ateliers/collines/"
    assert found in as_(cast.bastien).get(SEARCH, {"q": asked}).text
    assert found not in as_(cast.stranger).get(SEARCH, {"q": asked}).text


def test_search_finds_places_and_ateliers_and_says_when_it_does_not(as_, cast):
    an_atelier(cast)
    page = as_(cast.bastien).get(SEARCH, {"q": "belleme"}).text
    assert "Territoires" in page
    assert "Rien ne répond" in as_(cast.bastien).get(SEARCH, {"q": "xyzzy"}).text
    assert_queries(as_(cast.bastien), f"{SEARCH}?q=collines")
