"""The public reference, and the one page that writes."""

import pytest

from atelier_local.programme.agreement.enums import MembershipRole
from atelier_local.programme.agreement.models import Consortium
from atelier_local.programme.people.enums import OrganisationKind, Role
from atelier_local.programme.people.operations import register_organisation, register_person
from tests.factories import agreement
from tests.pages import assert_queries

pytestmark = pytest.mark.django_db
REFERENCE = "/programme/accord-cadre/"


def signed_in(client, at, national_role):
    service = register_organisation(
        kind=OrganisationKind.MINISTRY, name="DGALN", by=None, at=at, fictitious=True
    )
    person = register_person(
        email=f"{national_role}@exemple.fr",
        first_name="Camille",
        last_name="Dubois",
        organisation=service,
        national_role=national_role,
        by=None,
        at=at,
    )
    person.is_active = True
    person.save()
    client.force_login(person)


def test_before_anything_is_loaded(client):
    assert "pas encore chargé" in client.get(REFERENCE).content.decode()


@pytest.mark.usefixtures("founding")
def test_reference(client):
    page = client.get(REFERENCE, {"q": "Qui fait de l’hydrologie ?"}).content.decode()
    assert "3 membres pour" in page
    assert "IDDRE" in page
    assert "peu couverte" in page
    assert "aucun groupement n’y est noté" in page


@pytest.mark.usefixtures("founding")
def test_a_question_without_answer_and_a_hostile_one(client):
    page = client.get(REFERENCE, {"q": "<b>zzz"}).content.decode()
    assert "Aucun membre ne déclare cela" in page
    assert "<b>zzz" not in page


@pytest.mark.usefixtures("founding")
def test_one_consortium(client):
    page = client.get(f"{REFERENCE}atelier-de-l-ourcq/").content.decode()
    assert "(ingénierie 3 environnementale)" in page
    assert "Vraiment-Vraiment" in page
    assert "soit Vraiment vraiment" in page
    assert "personne physique" in page
    assert "Préciser les rôles" not in page
    assert client.get(f"{REFERENCE}personne/").status_code == 404


def test_the_real_agreement_comes_first_and_the_invented_one_is_a_link_away(client, founding):
    invented = agreement.framework()
    agreement.consortium(invented)
    page = client.get(REFERENCE).content.decode()
    assert f"?cadre={invented.slug}" in page
    other = client.get(REFERENCE, {"cadre": invented.slug}).content.decode()
    assert "Groupement A" in other
    assert "Alphaville" not in other


def test_queries_do_not_grow(client):
    framework = agreement.framework()
    agreement.consortium(framework, "A")
    paths = [f"{REFERENCE}?q=paysage", f"{REFERENCE}demonstration-a/"]
    one = [assert_queries(client, path) for path in paths]
    agreement.consortium(framework, "B", ("Boréale", "Cap", "Dune"))
    agreement.consortium(framework, "C", ("Boréale", "Cap", "Estran"))
    assert [assert_queries(client, path) for path in paths] == one


@pytest.mark.usefixtures("founding")
def test_qualifying_roles(client, at):
    signed_in(client, at, Role.NATIONAL_ADMIN)
    caudex = Consortium.objects.get(slug="caudex")
    path = f"{REFERENCE}caudex/roles/"
    assert "Belvédère" in client.get(path).content.decode()
    _, belvedere, apm = caudex.members.all()
    wrong = client.post(path, {str(belvedere.pk): "lead", str(apm.pk): "subcontractor"})
    assert wrong.status_code == 422
    given = {str(belvedere.pk): "joint_contractor", str(apm.pk): "subcontractor"}
    assert client.post(path, given).status_code == 302
    belvedere.refresh_from_db()
    assert belvedere.role == MembershipRole.JOINT_CONTRACTOR
    assert "Préciser les rôles" in client.get(f"{REFERENCE}caudex/").content.decode()


@pytest.mark.usefixtures("founding")
def test_others_may_not_qualify(client, at):
    assert client.get(f"{REFERENCE}caudex/roles/").status_code == 302
    signed_in(client, at, Role.NATIONAL_SUPPORT)
    assert client.get(f"{REFERENCE}caudex/roles/").status_code == 403
