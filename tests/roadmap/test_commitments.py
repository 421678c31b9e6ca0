"""Commitments of a round held in a workshop, taken up by actions of the roadmap."""

from copy import deepcopy

import pytest
from django.urls import reverse

from atelier_local.ground.journal.models import Line
from atelier_local.programme.thread.enums import Sight
from atelier_local.programme.thread.queries import around
from atelier_local.refusal import Refused
from atelier_local.steps.roadmap import operations, queries
from atelier_local.steps.wall.enums import Method
from atelier_local.steps.wall.operations import hide, open_activity, prepare_activity
from tests.factories.roadmap import AT, a_strategy, an_action
from tests.factories.wall import MORNING, PREPARED, a_card, an_open_activity
from tests.pages import assert_queries


@pytest.fixture(scope="module")
def made(kept):
    """A round where two commit themselves, a card of another activity, and an action."""

    def build(cast):
        activity = an_open_activity(cast)
        other = a_card(activity, "Le marché du jeudi")
        round_ = prepare_activity(
            activity.workshop, question="Que ferez-vous ?", method=Method.PLEDGES,
            by=cast.dina, at=PREPARED,
        )  # fmt: skip
        open_activity(round_, by=cast.dina, at=MORNING)
        said = [
            a_card(round_, words, kind=round_.kinds[0], who="La commune d’Igé", due="en mai")
            for words in ("prêter la salle", "ouvrir le four")
        ]
        action = an_action(cast, a_strategy(cast, atelier=activity.workshop.atelier))
        return other, said, action

    return kept(build)


@pytest.fixture
def told(made, db):
    return deepcopy(made)


def test_an_action_rests_on_commitments_and_the_thread_says_so_both_ways(told, cast, as_):
    other, (room, oven), action = told
    page = reverse("roadmap:take_up", args=[action.node.atelier.slug, action.pk])
    client = as_(cast.dina)
    shown = client.get(page).content.decode()
    assert "prêter la salle (La commune d’Igé, en mai)" in shown
    assert other.node.words not in shown
    client.post(page, {"commitments": [str(room.pk)]})
    walked = around(room.node, Sight.TEAM)
    assert [node.pk for node in walked.ahead] == [action.pk]
    assert [citation.reason for citation in walked.citations] == [operations.COMMITTED]
    assert "prêter la salle" in client.get(page.split("engagements")[0]).content.decode()
    assert [card.pk for card in queries.commitments(action, Sight.TEAM)] == [oven.pk]
    assert Line.objects.get(kind="roadmap.commitments_taken_up").payload["commitments"] == [
        str(room.pk)
    ]
    assert_queries(client, page)


def test_what_is_hidden_or_of_another_activity_is_not_taken_up(told, cast, as_):
    other, (room, oven), action = told
    hide(room, "Un essai", by=cast.dina, at=MORNING)
    page = reverse("roadmap:take_up", args=[action.node.atelier.slug, action.pk])
    for card in (other, room):
        assert as_(cast.dina).post(page, {"commitments": [str(card.pk)]}).status_code == 422
    with pytest.raises(Refused, match="au moins un"):
        operations.take_up(action, [], by=cast.dina, at=AT)
    hide(oven, "Un essai", by=cast.dina, at=MORNING)
    assert "Aucun engagement à reprendre" in as_(cast.dina).get(page).content.decode()
