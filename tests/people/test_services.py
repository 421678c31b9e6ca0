"""Recruiting devolved services; the first account."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from atelier_local.programme.people.enums import Role
from atelier_local.programme.people.models import Message, Organisation, Person
from tests.factories.people import PASSWORD
from tests.pages import assert_queries

SERVICES = reverse("people:services")
GIVEN = {
    "service": "DDT de l’Eure",
    "first_name": "Anne",
    "last_name": "Le Goff",
    "email": "anne.legoff@exemple.test",
    "function": "Cheffe de service",
}


def test_who_recruits(as_, cast):
    got = {name: as_(person).get(SERVICES).status_code for name, person in vars(cast).items()}
    assert {name for name, status in got.items() if status == 200} == {"agnès"}
    assert set(got.values()) == {200, 403}


def test_recruiting_a_service(as_, cast):
    assert as_(cast.agnès).post(SERVICES, GIVEN).url == SERVICES
    person = Person.objects.get(email=GIVEN["email"])
    assert person.national is Role.DEVOLVED_SERVICE
    assert not person.is_active
    assert Message.objects.get().to == GIVEN["email"]
    assert "invitation envoyée" in as_(cast.agnès).get(SERVICES).content.decode()


def test_what_is_refused_leaves_nothing_and_keeps_what_was_typed(as_, cast):
    before = Organisation.objects.count()
    refused = as_(cast.agnès).post(SERVICES, GIVEN | {"email": cast.bastien.email})
    assert refused.status_code == 422
    assert "a déjà un compte" in refused.content.decode()
    assert GIVEN["last_name"] in refused.content.decode()
    assert Organisation.objects.count() == before
    assert Person.objects.get(pk=cast.bastien.pk).national is None


def test_someone_already_known_is_given_the_role(as_, cast):
    Person.objects.filter(pk=cast.hélène.pk).update(is_active=False)
    as_(cast.agnès).post(SERVICES, GIVEN | {"email": cast.hélène.email})
    assert Person.objects.get(pk=cast.hélène.pk).national is Role.DEVOLVED_SERVICE


def test_another_national_role_is_not_replaced(as_, cast):
    agnès = as_(cast.agnès)
    agnès.post(SERVICES, GIVEN)
    Person.objects.filter(email=GIVEN["email"]).update(national_role=Role.NATIONAL_SUPPORT)
    refused = agnès.post(SERVICES, GIVEN)
    assert "est déjà « Appui national »" in refused.content.decode().replace("\u202f", " ")


def test_queries_do_not_grow_with_services(as_, cast):
    agnès = as_(cast.agnès)
    few = assert_queries(agnès, SERVICES)
    for number in range(3):
        agnès.post(SERVICES, GIVEN | {"email": f"a{number}@exemple.test"})
    agnès.get(SERVICES)  # the message of the last one is read
    assert assert_queries(agnès, SERVICES) == few
    assert_queries(agnès, reverse("people:account"))


@pytest.mark.django_db
def test_the_first_account_comes_from_the_command_line(client):
    said = StringIO()
    call_command("first_account", "Equipe@Exemple.test", stdout=said)
    path = "/" + said.getvalue().split("://")[1].split("/", 1)[1].strip()
    assert client.post(path, {"password": PASSWORD, "again": PASSWORD}).status_code == 302
    assert client.get(SERVICES).status_code == 200
    with pytest.raises(CommandError, match="a déjà un compte"):
        call_command("first_account", "equipe@exemple.test")
