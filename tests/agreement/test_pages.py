"""The public reference, and the one page that writes."""

from decimal import Decimal

import pytest

from atelier_local.programme.agreement.enums import MembershipRole
from atelier_local.programme.agreement.models import Consortium
from atelier_local.programme.people.enums import OrganisationKind, Role
from atelier_local.programme.people.models import Message
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
    assert "Préciser les membres" not in page
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


MEMBERS = f"{REFERENCE}caudex/membres/"


@pytest.mark.usefixtures("founding")
def test_qualifying_members(client, at):
    signed_in(client, at, Role.NATIONAL_ADMIN)
    assert "Belvédère" in client.get(MEMBERS).text
    lead, belvedere, apm = Consortium.objects.get(slug="caudex").members.all()
    given = {
        f"siret_{lead.pk}": "",
        f"role_{belvedere.pk}": "joint_contractor",
        f"siret_{belvedere.pk}": "732 829 320 00074",
        f"rate_{belvedere.pk}": "650,50 €",
        f"role_{apm.pk}": "subcontractor",
        "source": "acte d’engagement, annexe 2",
    }
    for wrong in (
        {f"role_{belvedere.pk}": "lead"},
        {f"siret_{belvedere.pk}": "732 829 320 00075"},
        {f"siret_{belvedere.pk}": "١٢٣٤٥٦٧٨٩٠١٢٣٤"},
        {f"rate_{belvedere.pk}": "-1"},
        {"source": ""},
    ):
        assert client.post(MEMBERS, given | wrong).status_code == 422
    assert client.post(MEMBERS, given).status_code == 302
    lead, belvedere, apm = Consortium.objects.get(slug="caudex").members.all()
    assert belvedere.role == MembershipRole.JOINT_CONTRACTOR
    assert (belvedere.siret, belvedere.daily_rate_eur) == ("73282932000074", Decimal("650.50"))
    assert belvedere.qualified_by == "acte d’engagement, annexe 2"
    assert lead.qualified_by == ""
    page = client.get(MEMBERS).text
    assert "acte d’engagement, annexe 2" in page
    assert "650,50" in page
    public = client.get(f"{REFERENCE}caudex/").text
    assert "Préciser les membres" in public
    assert "650,50" not in public


@pytest.mark.usefixtures("founding")
def test_others_may_not_qualify(client, at):
    assert client.get(MEMBERS).status_code == 302
    signed_in(client, at, Role.NATIONAL_SUPPORT)
    assert client.get(MEMBERS).status_code == 403


AGENTS = f"{REFERENCE}atelier-de-l-ourcq/representants/"


def someone(consortium, email="lou@ourcq.fr", **more):
    member = consortium.members.order_by("position").first()
    return {
        "member": member.pk, "first_name": "Lou", "last_name": "Petit", "email": email, **more
    }  # fmt: skip


@pytest.mark.usefixtures("founding")
def test_a_holder_gets_people_who_act_for_it(client, at):
    signed_in(client, at, Role.NATIONAL_ADMIN)
    ourcq = Consortium.objects.get(slug="atelier-de-l-ourcq")
    assert "ne lit aucune consultation" in client.get(AGENTS).text
    for _ in range(2):  # a second time: another link, the same person
        assert client.post(AGENTS, someone(ourcq, lead="on")).status_code == 302
    agent = ourcq.agents.get()
    assert (agent.lead, agent.person.is_active) == (True, False)
    assert agent.person.organisation == ourcq.members.order_by("position").first().organisation
    assert Message.objects.filter(to="lou@ourcq.fr").count() == 2
    shown = client.get(AGENTS).text
    assert "mandataire" in shown
    assert "invitation envoyée" in shown


@pytest.mark.usefixtures("founding")
def test_nobody_acts_for_two_holders(client, at):
    signed_in(client, at, Role.NATIONAL_ADMIN)
    ourcq = Consortium.objects.get(slug="atelier-de-l-ourcq")
    other = Consortium.objects.exclude(pk=ourcq.pk).first()
    client.post(AGENTS, someone(ourcq))
    refused = client.post(f"{REFERENCE}{other.slug}/representants/", someone(other))
    assert refused.status_code == 422
    assert "représente déjà" in refused.text
    assert not other.agents.exists()


@pytest.mark.usefixtures("founding")
@pytest.mark.parametrize("role", [Role.NATIONAL_SUPPORT, Role.DEVOLVED_SERVICE])
def test_others_appoint_nobody(client, at, role):
    signed_in(client, at, role)
    assert client.get(AGENTS).status_code == 403


@pytest.mark.usefixtures("founding")
def test_as_many_queries_for_one_agent_as_for_three(client, at):
    signed_in(client, at, Role.NATIONAL_ADMIN)
    ourcq = Consortium.objects.get(slug="atelier-de-l-ourcq")
    client.post(AGENTS, someone(ourcq))
    client.get(AGENTS)
    one = assert_queries(client, AGENTS)
    for email in ("max@ourcq.fr", "zoe@ourcq.fr"):
        client.post(AGENTS, someone(ourcq, email))
    client.get(AGENTS)
    assert assert_queries(client, AGENTS) == one
