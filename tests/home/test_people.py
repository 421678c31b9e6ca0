"""Who takes part: seen by all members, changed by those who grant roles."""

import pytest
from django.core import mail
from django.urls import reverse

from atelier_local.programme.ateliers.models import RoleGrant
from atelier_local.programme.people.models import Person
from tests.factories.ateliers import SLUG, an_atelier
from tests.pages import assert_queries

PEOPLE = reverse("home:people", args=[SLUG])


def invitation(cast, **given) -> dict[str, str]:
    usual = {
        "other": "",
        "party": str(cast.bastien.organisation.pk),
        "role": "elected",
        "first_name": "Jeanne",
        "last_name": "Morel",
        "email": "jeanne.morel@exemple.test",
    }
    return usual | given


def test_everyone_in_the_atelier_sees_who_takes_part(as_, cast):
    an_atelier(cast)
    page = as_(cast.paul).get(PEOPLE).text
    assert cast.olivia.last_name in page
    assert "Inviter" not in page
    assert as_(cast.stranger).get(PEOPLE).status_code == 404
    assert_queries(as_(cast.camille), PEOPLE)


def test_inviting_registers_writes_and_grants(as_, cast, django_capture_on_commit_callbacks):
    an_atelier(cast)
    with django_capture_on_commit_callbacks(execute=True):
        assert as_(cast.camille).post(PEOPLE, invitation(cast)).status_code in (302, 303)
    jeanne = Person.objects.get(email="jeanne.morel@exemple.test")
    assert RoleGrant.objects.filter(person=jeanne, role="elected", revoked_at=None).exists()
    assert [message.to for message in mail.outbox] == [[jeanne.email]]


@pytest.mark.parametrize("missing", ["role", "email", "party"])
def test_what_was_typed_is_kept(as_, cast, missing):
    an_atelier(cast)
    page = as_(cast.camille).post(PEOPLE, invitation(cast, **{missing: ""}))
    assert page.status_code == 422
    assert "Morel" in page.text


def test_a_member_without_the_right_invites_nobody(as_, cast):
    an_atelier(cast)
    as_(cast.bastien).post(PEOPLE, invitation(cast))
    assert not Person.objects.filter(email="jeanne.morel@exemple.test").exists()


def test_a_role_is_taken_back_but_not_ones_own(as_, cast):
    an_atelier(cast)
    grants = RoleGrant.objects.filter(atelier__slug=SLUG)
    for person, kept in ((cast.paul, False), (cast.camille, True)):
        granted = grants.get(person=person)
        as_(cast.camille).post(reverse("home:revoke", args=[SLUG, granted.pk]))
        granted.refresh_from_db()
        assert (granted.revoked_at is None) is kept


def test_only_those_who_grant_take_back(as_, cast):
    an_atelier(cast)
    granted = RoleGrant.objects.get(atelier__slug=SLUG, person=cast.paul)
    path = reverse("home:revoke", args=[SLUG, granted.pk])
    assert as_(cast.bastien).post(path).status_code == 403
    assert as_(cast.camille).get(path).status_code == 405
