"""The pages by which whoever the tender names is invited and comes in: who may, what is said."""

from django.core import mail

from atelier_local import clock
from atelier_local.programme.people.models import Message
from atelier_local.steps.contract.enums import ModificationState
from atelier_local.steps.contract.models import Modification
from tests.contract.test_naming import BOTH, EMAIL, INÈS, NOW, NOÉ, join, sent, shared
from tests.contract.test_naming import made as made
from tests.contract.test_team import at, the_contract
from tests.pages import assert_queries


def test_from_the_page_of_the_team_to_the_team(as_, cast, client):
    clock.advance_to(NOW)
    dina = as_(cast.dina)
    page = dina.get(at("team")).text
    assert "Nommées dans l’offre" in page
    assert page.count("pas encore invitée") == 2
    kept = dina.post(at("invite_named", NOÉ), {"email": cast.eve.email})
    assert kept.status_code == 422
    assert "d’une autre organisation" in kept.text
    assert cast.eve.email in kept.text
    assert dina.post(at("invite_named", NOÉ), {"email": "noé"}).status_code == 422
    assert dina.post(at("invite_named", NOÉ), {"email": EMAIL}).url == at("team")
    page = dina.get(at("team")).text
    assert page.count("pas encore invitée") == 1
    assert EMAIL in page
    assert EMAIL in dina.get(at("invite_named", NOÉ)).text
    assert dina.post(at("remind_named", NOÉ)).url == at("team")
    client.logout()
    letter = Message.objects.filter(to=EMAIL).latest("created_at").body or mail.outbox[-1].body
    path = "/" + letter.split("://")[1].split("/", 1)[1].split()[0]
    assert "Noé" in client.get(path).text
    assert client.post(path, BOTH | {"again": "autre"}).status_code == 422
    assert client.post(path, BOTH).url == at("team")
    assert "Bienvenue dans l’équipe" in client.get(at("team")).text
    assert as_(cast.dina).get(at("invite_named", NOÉ)).status_code == 404
    refused = as_(cast.dina).post(at("remind_named", INÈS), follow=True).text
    assert "aucune invitation n’est partie" in refused


def test_who_invites(as_, cast):
    refused = {"agnès": 403, "bastien": 403, "olivia": 403, "hélène": 403, "paul": 403}
    refused |= {"eve": 404, "stranger": 404}
    for ask, allowed in (
        (lambda one: one.get(at("invite_named", NOÉ)), 200),
        (lambda one: one.post(at("invite_named", NOÉ), {"email": "?"}), 422),
        (lambda one: one.post(at("remind_named", NOÉ)), 302),
    ):
        seen = {name: ask(as_(person)).status_code for name, person in vars(cast).items()}
        assert seen == refused | dict.fromkeys(("camille", "dina"), allowed)
    assert not Message.objects.filter(subject__contains="entrer dans").exists()


def test_another_of_the_team_reads_who_is_awaited_and_invites_nobody(as_, cast):
    token = sent(cast)
    person = join(token).person
    sent(cast, INÈS, "ines@exemple.test")
    page = as_(person).get(at("team")).text
    assert "LAFORÊT Inès" in page
    assert "ines@exemple.test" not in page
    assert at("invite_named", INÈS) not in page
    assert as_(person).get(at("invite_named", INÈS)).status_code == 403


def test_the_people_of_the_lead_of_today_invite_and_no_longer_those_of_the_first(as_, cast):
    noé = join(sent(cast)).person
    assert as_(cast.dina).get(at("invite_named", INÈS)).status_code == 200
    Modification.objects.create(
        contract=the_contract(),
        number=1,
        act_number=1,
        state=ModificationState.NOTIFIED,
        proposed_on=NOW.date(),
        mandate=shared(),
    )
    assert as_(noé).get(at("invite_named", INÈS)).status_code == 200
    assert as_(cast.dina).get(at("invite_named", INÈS)).status_code == 403


def test_queries_do_not_grow_with_those_awaited(as_, cast):
    for person in (cast.camille, cast.dina):
        assert_queries(as_(person), at("team"))
        assert_queries(as_(person), at("invite_named", NOÉ))
    two = assert_queries(as_(cast.dina), at("team"))
    tender = the_contract().award.invitation.tender
    noé = tender.body["people"][NOÉ - 1]
    tender.body["people"] += [noé | {"name": f"Ève {n}"} for n in "ABC"]
    tender.save()
    assert assert_queries(as_(cast.dina), at("team")) == two
