"""The door of the demo: one click with DEMO, nothing at all without."""

import pytest
from django.test import override_settings
from django.urls import reverse

from atelier_local import clock
from atelier_local.programme.people.enums import Role
from atelier_local.windows.story import queries
from atelier_local.windows.story.cast import CAST, Character
from tests.factories.ateliers import an_atelier
from tests.factories.people import a_person, an_organisation

DEMO = reverse("story:demo")
CLOCK = reverse("story:move_clock")


def enter(character: Character) -> str:
    return reverse("story:enter", args=[character.key])


@pytest.fixture
def camille(db):
    """The first of the cast, as the story registers them."""
    first = CAST[0]
    organisation = an_organisation(first.kind, first.organisation)
    person = a_person(first.first_name, first.last_name, organisation)
    person.email = first.email
    person.save(update_fields=["email"])
    return first


@override_settings(DEMO=False)
def test_without_demo_there_is_nothing_here(client, camille):
    assert client.get(DEMO).status_code == 404
    assert client.post(enter(camille)).status_code == 404
    assert client.post(CLOCK, {"days": "1"}).status_code == 404
    for page in ("public:programme", "people:sign_in", "public:memory"):
        assert "/demo/" not in client.get(reverse(page)).text


@override_settings(DEMO=True)
def test_everyone_of_the_cast_is_listed(client, db):
    page = client.get(DEMO).text
    assert [one.key for one in CAST if enter(one) not in page] == []
    assert "Nour" in page


@override_settings(DEMO=True)
def test_one_click_signs_in(client, camille):
    assert client.post(enter(camille)).url == reverse("home:today")
    assert client.get(reverse("home:today")).status_code == 200


@override_settings(DEMO=True)
def test_a_link_does_not_sign_in_and_nobody_else_can_be_played(client, camille):
    assert client.get(enter(camille)).status_code == 405
    assert client.post(reverse("story:enter", args=["personne"])).status_code == 404


@override_settings(DEMO=True)
def test_a_role_that_nobody_of_the_cast_has_is_played_by_who_has_it(client, cast, monkeypatch):
    monkeypatch.setattr(queries, "SIDES", {Role.PARTNER: "collines"})
    atelier = an_atelier(cast)
    path = reverse("story:enter", args=[Role.PARTNER])
    assert path in client.get(DEMO).text
    assert client.post(path, {"atelier": ""}).url == reverse("home:today")
    assert client.get(reverse("home:overview", args=[atelier.slug])).status_code == 200


@override_settings(DEMO=True)
def test_the_clock_goes_on_and_never_back(client, db):
    before = clock.today()
    client.post(CLOCK, {"days": "7"})
    assert (clock.today() - before).days == 7
    assert client.post(CLOCK, {"days": "-7"}).status_code == 404
