"""What was given without competition becomes a contract like any other, and says so."""

from datetime import timedelta

import pytest
from django.urls import reverse

from atelier_local import clock
from atelier_local.clock import day_of
from atelier_local.ground.files.papers import from_json
from atelier_local.programme.agreement.enums import Procedure
from atelier_local.programme.agreement.queries import consumption
from atelier_local.refusal import Refused
from atelier_local.steps.competition.models import Award
from atelier_local.steps.contract import operations, queries
from tests.factories.ateliers import SLUG
from tests.factories.competition import AFTER
from tests.factories.direct import PRICE, a_direct_award
from tests.pages import assert_queries


@pytest.fixture(scope="module")
def made(kept):
    return kept(a_direct_award)


def sign(cast, **said):
    award = Award.objects.select_related("competition__atelier__framework").get()
    told = {"amount_eur": PRICE, "signed_on": day_of(AFTER)} | said
    return operations.sign(award.competition, **told, by=cast.camille, at=AFTER)


def test_the_contract_takes_up_the_proposal_and_t0_follows(as_, cast):
    clock.advance_to(AFTER)
    camille = as_(cast.camille)
    assert "sans mise en concurrence" in camille.get(reverse("contract:sign", args=[SLUG])).text
    with pytest.raises(Refused, match="celui de l’offre retenue"):
        sign(cast, amount_eur=PRICE + 1)
    contract = sign(cast)  # the same day: nobody else waits
    assert (contract.consortium.letter, contract.duration_months) == ("C", 12)
    assert sum(one.amount_eur for one in contract.instalments.all()) == PRICE
    assert consumption(contract.atelier.framework).committed == PRICE
    act = str(from_json(contract.act.paper))
    assert "attribué sans remise en concurrence" in act
    assert "lettre de consultation" not in act
    notified = AFTER + timedelta(days=3)
    operations.notify(contract, team=[(cast.dina, "eau", 30)], by=cast.camille, at=notified)
    clock.advance_to(notified)
    assert_queries(camille, reverse("contract:contract", args=[SLUG]))
    assert "sans mise en concurrence" in camille.get(reverse("contract:contract", args=[SLUG])).text


def test_the_open_data_say_the_procedure(cast, law):
    contract = sign(cast)
    told = queries.facts(queries.contract_of(contract.atelier), day_of(AFTER))
    assert (told.procedure, told.tenders) == (Procedure.DIRECT, 1)
    assert told.environmental == ()  # no criterion judged anything
    law("direct_award_procedure", '"accord-cadre"')
    told = queries.facts(queries.contract_of(contract.atelier), day_of(AFTER))
    assert told.procedure == contract.atelier.framework.procedure
