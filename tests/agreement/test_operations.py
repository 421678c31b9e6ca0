"""Invented agreements, roles, agents, ceiling."""

from decimal import Decimal

import pytest

from atelier_local.ground.journal.operations import programme_stream
from atelier_local.ground.journal.queries import lines_after
from atelier_local.programme.agreement import operations, queries
from atelier_local.programme.agreement.enums import MembershipRole
from atelier_local.programme.agreement.models import Commitment
from atelier_local.programme.agreement.rules import Quality
from atelier_local.programme.people.enums import OrganisationKind
from atelier_local.programme.people.operations import register_organisation, register_person
from atelier_local.refusal import Refused
from tests.factories import agreement

pytestmark = pytest.mark.django_db


@pytest.fixture
def camille(at):
    service = register_organisation(
        kind=OrganisationKind.MINISTRY, name="DGALN", by=None, at=at, fictitious=True
    )
    return register_person(
        email="camille@exemple.fr",
        first_name="Camille",
        last_name="Dubois",
        organisation=service,
        by=None,
        at=at,
    )


def told():
    return [line.kind for line in lines_after(programme_stream(), 0, 100)]


def test_two_invented_consortia_may_share_firms():
    framework = agreement.framework()
    one = agreement.consortium(framework, "A", ("Boréale", "Commune"))
    two = agreement.consortium(framework, "B", ("Cap", "Commune"))
    assert (one.rank, two.rank) == (1, 2)
    [shared] = queries.elsewhere(one)
    assert (shared.member.raw_label, shared.consortium) == ("Commune", two)
    assert shared.member.organisation.fictitious


def test_registering_again_gives_the_same_and_says_nothing():
    framework = agreement.framework()
    one = agreement.consortium(framework)
    before = told()
    assert agreement.framework() == framework
    assert agreement.consortium(framework) == one
    assert told() == before


def test_criteria_keep_their_order():
    criteria = [
        {"key": "methode", "label": "Méthode", "weight_min": 40, "weight_max": 60},
        {"key": "prix", "label": "Prix", "weight_min": 20, "weight_max": 40, "is_price": True},
    ]
    framework = agreement.framework(criteria=criteria)
    assert [criterion.key for criterion in framework.criteria.all()] == ["methode", "prix"]


def test_qualify(camille, at):
    consortium = agreement.consortium(agreement.framework(), "A", ("Boréale", "Cap", "Dune"))
    _, cap, dune = consortium.members.all()
    said = {
        cap.pk: Quality(MembershipRole.SUBCONTRACTOR, "12345678901234", Decimal(600)),
        dune.pk: Quality(MembershipRole.UNSPECIFIED),
    }
    changed = operations.qualify(consortium, said, source="DC4", by=camille, at=at)
    assert changed == [cap]
    cap, dune = consortium.members.all()[1:]
    assert (cap.qualified_by, dune.qualified_by) == ("DC4", "")
    assert told()[-1] == "agreement.members_qualified"
    assert operations.qualify(consortium, said, source="autre", by=camille, at=at) == []


def test_the_lead_is_not_requalified(camille, at):
    consortium = agreement.consortium(agreement.framework(), "A", ("Boréale", "Cap"))
    lead = consortium.members.get(role=MembershipRole.LEAD)
    with pytest.raises(Refused, match="mandataire"):
        operations.qualify(
            consortium, {lead.pk: Quality(MembershipRole.SUBCONTRACTOR)}, by=camille, at=at
        )


def test_an_agent_acts_for_one_consortium_only(camille, at):
    framework = agreement.framework()
    one, two = (agreement.consortium(framework, letter, ("Commune",)) for letter in "AB")
    operations.appoint_agent(camille, one, lead=True, by=None, at=at)
    with pytest.raises(Refused, match="représente déjà « Groupement A »"):
        operations.appoint_agent(camille, two, by=None, at=at)
    assert one.agents.get().lead
    assert not two.agents.exists()
    elsewhere = agreement.consortium(agreement.framework("autre"), "B", ("Commune",))
    operations.appoint_agent(camille, elsewhere, by=None, at=at)
    assert operations.appoint_agent(camille, one, by=None, at=at).lead is False


def test_commitments_stop_at_the_ceiling(at):
    framework = agreement.framework(ceiling_eur=Decimal(100_000))
    operations.commit(framework, reference="MS-1", amount=Decimal(90_000), by=None, at=at)
    with pytest.raises(Refused, match="il reste 10\u202f000\u202f€ HT"):
        operations.commit(framework, reference="MS-2", amount=Decimal(10_001), by=None, at=at)
    assert Commitment.objects.count() == 1
    assert queries.consumption(framework).left == Decimal(10_000)
    assert [str(a) for a in queries.alerts(framework, at.date())] == [
        "90 % du montant maximal est engagé"
    ]
