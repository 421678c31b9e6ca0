"""The contracts of the demo: priced by cells, a hydrologist more, an amendment, services paid."""

from decimal import Decimal

import pytest
from django.core.management import call_command

from atelier_local.programme.agreement.models import ConsortiumMember, FrameworkAgreement
from atelier_local.programme.agreement.rules import luhn
from atelier_local.programme.ateliers.models import Atelier
from atelier_local.steps.contract import decp, queries
from atelier_local.steps.contract.enums import InstalmentState
from atelier_local.steps.contract.models import CallOffContract, Instalment, Subcontracting

from .conftest import TODAY

pytestmark = pytest.mark.usefixtures("told")


@pytest.fixture(autouse=True)
def database(django_db_blocker):
    with django_db_blocker.unblock():
        yield


def contract(slug: str) -> CallOffContract:
    found = queries.contract_of(Atelier.objects.with_place().get(slug=slug))
    assert found is not None
    return found


def test_no_siret_of_the_demo_could_be_anybodys() -> None:
    members = ConsortiumMember.objects.exclude(siret="")
    sirets = set(members.values_list("siret", flat=True))
    sirets |= set(
        FrameworkAgreement.objects.exclude(buyer_siret="").values_list("buyer_siret", flat=True)
    )
    sirets |= set(Subcontracting.objects.values_list("siret", flat=True))
    assert len(sirets) > 10
    assert all(one.startswith("000") and luhn(one) and luhn(one[:9]) for one in sirets)
    assert all(m.organisation.fictitious for m in members.select_related("organisation"))
    assert all(m.daily_rate_eur for m in members)


@pytest.mark.parametrize(
    "slug", ["collines-du-perche", "cote-ouest-centre-manche", "villedieu-intercom"]
)
def test_every_contract_is_paid_by_cells_and_publishable(slug: str) -> None:
    one = contract(slug)
    seen = queries.payments(one)
    assert seen.total == queries.in_effect(one).amount
    assert len(seen.payees) > 1
    assert Instalment.objects.filter(contract=one).exclude(paid_on=None).exists()
    told = queries.facts(one, TODAY)
    assert decp.missing(told) == ()
    assert decp.invalid(decp.document([decp.mapped(told)])) == ()


def test_a_hydrologist_came_by_a_declaration_and_is_paid_directly() -> None:
    one = contract("collines-du-perche")
    (sub,) = one.subcontractings.select_related("organisation", "person")
    assert (sub.accepted, sub.speciality) == (True, "Hydrologue")
    seen = queries.payments(one)
    assert seen.headings[0] == ("Hydrolis", True)
    assert seen.totals[0] == Decimal(8_400)
    assert [v.number for v in queries.team(one).versions] == [2, 1]


def test_an_amendment_is_in_force_and_everything_is_paid_at_the_end() -> None:
    one = contract("collines-du-perche")
    (changed,) = one.modifications.all()
    assert changed.notified
    assert queries.in_effect(one).amount == Decimal(100_000)
    assert not one.instalments.exclude(state=InstalmentState.ACCEPTED).exists()
    assert not one.publications.filter(published_on=None).exists()


def test_telling_again_pays_nobody_twice() -> None:
    before = list(Instalment.objects.order_by("pk").values_list("pk", "accepted_at", "paid_on"))
    call_command("tell_story", until="follow-up", today=TODAY, verbosity=0)
    after = list(Instalment.objects.order_by("pk").values_list("pk", "accepted_at", "paid_on"))
    assert after == before
