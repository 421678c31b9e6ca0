"""Coming in, being held back, coming back to where one was going."""

import pytest
from django.conf import settings
from django.shortcuts import resolve_url
from django.urls import reverse

from atelier_local.programme.people.models import Person
from atelier_local.programme.people.views import SIGN_INS
from tests.factories.people import PASSWORD

SIGN_IN = reverse("people:sign_in")
ACCOUNT = reverse("people:account")
TODAY = resolve_url(settings.LOGIN_REDIRECT_URL)
NO_SUCH = "ne correspondent à aucun compte actif"


def test_sign_in_and_back(client, cast):
    sent_away = client.get(ACCOUNT)
    assert sent_away.url == f"{SIGN_IN}?next={ACCOUNT}"
    form = client.get(sent_away.url)
    assert f'name="next" value="{ACCOUNT}"' in form.content.decode()
    given = {"email": cast.camille.email.upper(), "password": PASSWORD, "next": ACCOUNT}
    assert client.post(SIGN_IN, given).url == ACCOUNT
    assert cast.camille.full_name in client.get(ACCOUNT).content.decode()


@pytest.mark.parametrize(
    ("origin", "back"), [("http://testserver", "/rechercher/"), ("https://exemple.test", TODAY)]
)
def test_what_is_sent_after_the_session_ended_leads_back_to_its_form(client, db, origin, back):
    sent_away = client.post(ACCOUNT, headers={"Referer": f"{origin}/rechercher/"})
    assert sent_away.url == f"{SIGN_IN}?next={back}"
    assert "n’est pas enregistré" in client.get(sent_away.url).text


@pytest.mark.parametrize("elsewhere", ["https://exemple.test/", "//exemple.test", "javascript:x"])
def test_nobody_is_sent_to_another_site(client, cast, elsewhere):
    given = {"email": cast.camille.email, "password": PASSWORD, "next": elsewhere}
    assert client.post(SIGN_IN, given).url == resolve_url(settings.LOGIN_REDIRECT_URL)


def test_an_unknown_address_and_a_wrong_password_read_alike(client, cast):
    Person.objects.filter(pk=cast.eve.pk).update(is_active=False)
    tried = [
        {"email": "personne@exemple.test", "password": PASSWORD},
        {"email": cast.camille.email, "password": "autre chose"},
        {"email": cast.eve.email, "password": PASSWORD},  # an account that is closed
    ]
    answers = [client.post(SIGN_IN, given) for given in tried]
    assert [answer.status_code for answer in answers] == [422, 422, 422]
    assert all(NO_SUCH in answer.content.decode() for answer in answers)
    assert "_auth_user_id" not in client.session


def test_after_ten_tries_the_answer_says_nothing_of_the_password(client, cast):
    wrong = {"email": cast.camille.email, "password": "autre chose"}
    for _ in range(SIGN_INS.most):
        assert NO_SUCH in client.post(SIGN_IN, wrong).content.decode()
    held = [client.post(SIGN_IN, wrong | {"password": p}) for p in (PASSWORD, "autre chose")]
    for answer in held:
        page = answer.content.decode()
        assert answer.status_code == 422
        assert "Trop d’essais avec cette adresse" in page
        assert NO_SUCH not in page
    assert "_auth_user_id" not in client.session
    other = {"email": cast.bastien.email, "password": PASSWORD}
    assert client.post(SIGN_IN, other).status_code == 302


def test_an_address_without_account_is_held_back_too(client, db):
    unknown = {"email": "personne@exemple.test", "password": "x"}
    pages = [client.post(SIGN_IN, unknown).content.decode() for _ in range(SIGN_INS.most + 1)]
    assert "Trop d’essais" in pages[-1]


def test_whoever_is_in_goes_on(as_, cast):
    assert as_(cast.camille).get(f"{SIGN_IN}?next={ACCOUNT}").url == ACCOUNT


def test_signing_out(as_, cast):
    browser = as_(cast.camille)
    out = reverse("people:sign_out")
    by_hand = browser.get(out)
    assert (by_hand.status_code, by_hand["Allow"]) == (405, "POST")
    assert "Rien ne se lit à cette adresse" in by_hand.text
    assert browser.post(out).status_code == 302
    assert browser.get(ACCOUNT).url.startswith(SIGN_IN)


def test_a_closed_account_ends_its_sessions(as_, cast):
    browser = as_(cast.camille)
    Person.objects.filter(pk=cast.camille.pk).update(is_active=False)
    assert browser.get(ACCOUNT).url.startswith(SIGN_IN)
