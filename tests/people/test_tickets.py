"""Links without account: invitation, lost password; used, expired, of another purpose."""

from datetime import timedelta

import pytest
from django.urls import reverse

from atelier_local import clock
from atelier_local.programme.people.access import ticket_for
from atelier_local.programme.people.enums import TicketPurpose
from atelier_local.programme.people.models import Message, Person, Ticket
from atelier_local.programme.people.operations import (
    choose_password,
    invite,
    issue_ticket,
    send_password_link,
)
from atelier_local.refusal import Refused
from tests.factories.people import PASSWORD, a_guest

INVITATION, LOST = TicketPurpose.INVITATION, TicketPurpose.PASSWORD


def link(token: str, page: str = "accept_invitation") -> str:
    return reverse(f"people:{page}", args=[token])


def both(password: str) -> dict[str, str]:
    return {"password": password, "again": password}


def test_a_dead_link_says_what_to_do(client, token):
    client.post(link(token), both(PASSWORD))
    client.logout()
    answers = [client.get(link(dead)) for dead in (token, "jamais-vu")]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert answers[0].content == answers[1].content
    assert "demandez à la personne qui vous a écrit" in answers[0].text


@pytest.fixture
def token(db) -> str:
    return invite(a_guest(), by=None, at=clock.now())


def test_an_invitation_opens_an_account(client, token):
    assert "Léa" in client.get(link(token)).content.decode()
    assert client.post(link(token), both(PASSWORD)).status_code == 302
    assert client.get(reverse("people:account")).status_code == 200
    guest = Person.objects.get()
    assert guest.is_active
    assert guest.check_password(PASSWORD)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (both("court"), "au minimum 12 caractères"),
        (both("lea.brun@exemple.test"), "trop semblable"),
        ({"password": PASSWORD, "again": "autre"}, "Les deux mots de passe diffèrent."),
    ],
)
def test_a_poor_password_is_refused_and_the_link_still_works(client, token, given, said):
    refused = client.post(link(token), given)
    assert refused.status_code == 422
    assert said in refused.content.decode().replace("\u202f", " ").replace("\xa0", " ")
    assert client.get(link(token)).status_code == 200


def test_used_expired_unknown_or_of_another_purpose_all_look_alike(client, token):
    guest = Person.objects.get()
    issued = {"person": guest, "days": 1}
    lost = issue_ticket(LOST, at=clock.now(), **issued)
    old = issue_ticket(INVITATION, at=clock.now() - timedelta(days=1), **issued)
    client.post(link(token), both(PASSWORD))
    client.logout()
    pages = [client.get(link(t)) for t in (token, old, "inconnu", lost)]
    assert [page.status_code for page in pages] == [404] * 4
    assert len({page.content for page in pages}) == 1


def test_only_the_digest_of_a_link_is_kept(token):
    assert token not in str(Ticket.objects.values().get())


def test_the_other_invitations_of_a_person_end_with_the_first_used(client, token):
    second = invite(Person.objects.get(), by=None, at=clock.now())
    assert client.post(link(second), both(PASSWORD)).status_code == 302
    assert client.get(link(token)).status_code == 404


def test_a_double_click_chooses_one_password(token):
    twice = [ticket_for(token, INVITATION) for _ in range(2)]
    choose_password(twice[0], PASSWORD, at=clock.now())
    with pytest.raises(Refused, match="ce lien a déjà servi"):
        choose_password(twice[1], "un tout autre mot de passe", at=clock.now())
    assert Person.objects.get().check_password(PASSWORD)


def test_lost_password_says_the_same_either_way(client, cast):
    path = reverse("people:lost_password")
    known, unknown = cast.camille.email, "personne.dutout@exemple.test"
    answers = [
        client.post(path, {"email": email}).content.decode().replace(email, "…")
        for email in (known, unknown)
    ]
    assert answers[0] == answers[1]
    assert list(Message.objects.values_list("to", flat=True)) == [known]


def test_who_is_signed_in_asks_for_another_password_at_their_own_address(as_, cast):
    asked = as_(cast.camille).get(reverse("people:lost_password"))
    assert asked.context["form"].initial["email"] == cast.camille.email
    assert "Revenir à mon compte" in asked.content.decode().replace("\u00a0", " ")


def test_a_lost_password_is_replaced_and_ends_other_sessions(client, as_, cast):
    elsewhere = type(client)()
    elsewhere.force_login(cast.camille)
    token = issue_ticket(LOST, person=cast.camille, days=1, at=clock.now())
    client.post(link(token, "choose_password"), both("une phrase toute neuve"))
    assert client.get(reverse("people:account")).status_code == 200
    assert elsewhere.get(reverse("people:account")).status_code == 302


def test_a_lost_password_does_not_open_a_closed_account(client, cast):
    token = issue_ticket(LOST, person=cast.eve, days=1, at=clock.now())
    Person.objects.filter(pk=cast.eve.pk).update(is_active=False)
    assert client.post(link(token, "choose_password"), both(PASSWORD)).status_code == 404
    assert not Person.objects.get(pk=cast.eve.pk).is_active
    send_password_link(cast.eve.email, at=clock.now())
    assert not Message.objects.exists()
