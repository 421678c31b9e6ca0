"""The cockpit says where the Atelier stands and what blocks, in the words of each room's rules."""

import pytest
from django.urls import reverse

from atelier_local.programme.ateliers.models import Atelier
from atelier_local.programme.ateliers.operations import state_problem
from tests.factories.application import a_note, a_submitted_note
from tests.factories.ateliers import SLUG
from tests.factories.framing import an_atelier_to_frame
from tests.factories.people import LONG_AGO
from tests.factories.public import a_published_atelier
from tests.factories.wall import a_card, an_open_activity
from tests.factories.workshops import a_prepared_workshop
from tests.pages import assert_queries

OVERVIEW = reverse("home:overview", args=[SLUG])


def seen(as_, person, path: str = OVERVIEW) -> str:
    client = as_(person)
    client.get(path)  # the territory's facts are looked up once a process
    assert_queries(client, path)
    return client.get(path).text


def test_strangers_find_nothing_and_members_all_enter(as_, cast):
    a_note(cast)
    opened = {name: as_(person).get(OVERVIEW).status_code for name, person in vars(cast).items()}
    outside = {"dina", "eve", "stranger"}
    assert opened == {name: 404 if name in outside else 200 for name in opened}


@pytest.mark.parametrize(
    ("state", "reason"),
    [
        (a_note, "rubrique"),
        (a_submitted_note, "DGALN n’a pas encore décidé"),
        (an_atelier_to_frame, "réunion de cadrage n’a pas eu lieu"),
        (a_prepared_workshop, "salle n’est pas ouverte"),
        (an_open_activity, "registre des contributions n’est pas clos"),
    ],
)
def test_what_blocks_at_each_stage(as_, cast, state, reason):
    state(cast)
    assert reason in seen(as_, cast.camille)


def test_the_question_keeps_its_versions(as_, cast):
    a_note(cast)
    atelier = Atelier.objects.with_place().get(slug=SLUG)
    state_problem(atelier, "Et maintenant ?", why="Mieux dit.", by=cast.camille, at=LONG_AGO)
    page = seen(as_, cast.camille)
    assert "reformulée le" in page
    assert "Mieux dit." in page


def test_cards_are_counted(as_, cast):
    activity = an_open_activity(cast)
    for _ in range(3):
        a_card(activity)
    page = seen(as_, cast.camille)
    assert "contributions<br>" in page
    assert "0 %" in page


def test_the_capacity_in_which_one_is_here(as_, cast):
    a_published_atelier(cast)
    assert "DDT de l’Orne, pilote" in seen(as_, cast.camille)
