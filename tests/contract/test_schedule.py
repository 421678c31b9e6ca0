"""The contract is the tender: its cells become instalments, shares and a direct payment."""

from collections import defaultdict
from decimal import Decimal

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from atelier_local.programme.ateliers.enums import Stage
from atelier_local.programme.ateliers.models import Atelier
from atelier_local.refusal import Refused
from atelier_local.steps.competition.enums import Phase
from atelier_local.steps.competition.queries.opened import body_of
from atelier_local.steps.contract import operations, queries, rules
from atelier_local.steps.contract.enums import SubcontractingState, Verdict
from atelier_local.steps.contract.models import CallOffContract, Share
from tests.contract.test_team import LATER, declare, the_contract
from tests.factories.ateliers import SHARED, SLUG
from tests.factories.contract import a_notified_contract, priced
from tests.pages import assert_queries

row = st.dictionaries(st.sampled_from(Phase), st.integers(0, 10**7), max_size=7)


@pytest.fixture(scope="module")
def made(kept):
    return kept(lambda cast: a_notified_contract(cast, body=priced))


def at(page: str, *args: object) -> str:
    return reverse(f"contract:{page}", args=[SLUG, *args])


@given(st.dictionaries(st.sampled_from(["m:1", "m:2", "s:1"]), row, max_size=3), row)
def test_no_cell_is_lost_nor_counted_twice(prices, expenses):
    parts = rules.parts(prices, expenses, "m:1")
    tendered = sum(sum(cells.values()) for cells in prices.values()) + sum(expenses.values())
    assert sum(part.amount for part in parts) * 100 == tendered
    assert [p.stage.rank for p in parts] == sorted(p.stage.rank for p in parts)


def test_the_cells_of_the_tender_are_those_of_the_contract(cast):
    contract = the_contract()
    body = body_of(contract.award.invitation.tender)
    assert contract.amount_eur * 100 == body.total_cents
    by_stage = {Stage(i.due_stage): i.amount_eur * 100 for i in contract.instalments.all()}
    phases = {stage: body.by_phase()[phase] for phase, (_, stage) in rules.SERVICES.items()}
    assert by_stage == {stage: cents for stage, cents in phases.items() if cents}
    shares = Share.objects.filter(instalment__contract=contract)
    assert sum(s.amount_eur for s in shares) == contract.amount_eur
    got: dict[str, Decimal] = defaultdict(Decimal)
    for share in shares.filter(subcontracting=None).select_related("organisation"):
        got[share.organisation.name] += share.amount_eur
    assert got == {
        "Atelier des Haies": Decimal("60399.01"),
        SHARED: Decimal("29000.66"),
    }
    assert contract.duration_months == 13


def test_the_notification_accepts_the_subcontractor_of_the_tender_who_is_then_paid(cast):
    contract = the_contract()
    sub = contract.subcontractings.get()
    assert (sub.state, sub.act_number) == (SubcontractingState.ACCEPTED, 1)
    seen = queries.payments(contract)
    assert seen.headings == [("Bief et Cie", True), ("Atelier des Haies", False), (SHARED, False)]
    assert seen.totals == [Decimal("8400.33"), Decimal("60399.01"), Decimal("29000.66")]
    assert [parts[0] for _, parts in seen.rows] == [0, Decimal("4400.33"), Decimal(4_000), 0]
    assert queries.facts(contract, LATER.date()).declared_subcontracting


def test_who_subcontracts_in_execution_pays_from_their_own_share(cast):
    contract = the_contract()
    other = next(h for h in queries.holders(contract) if h.organisation.name == SHARED)
    sub = declare(cast, principal=other.organisation, amount_eur=Decimal(3_000))
    operations.accept_subcontracting(sub, by=cast.camille, at=LATER)
    seen = queries.payments(the_contract())
    assert seen.totals[1:] == [Decimal(3_000), Decimal("60399.01"), Decimal("26000.66")]


def test_a_reduction_lacks_to_the_holders_not_to_the_subcontractor(cast):
    Atelier.objects.update(stage=Stage.FOLLOW_UP)
    contract = the_contract()
    second = contract.instalments.get(due_stage=Stage.WORKSHOP_1)
    second.contract = contract
    operations.decide_service(
        second,
        Verdict.REDUCED,
        reason="Un plan manque.",
        reduction_eur=Decimal("1000.01"),
        by=cast.camille,
        at=LATER,
    )
    row = queries.payments(contract).rows[1][1]
    assert row[0] == Decimal("4400.33")
    assert sum(row) == second.amount_eur - Decimal("1000.01")


def test_a_subcontractor_known_by_its_siren_gets_a_siret_once(as_, cast):
    sub = the_contract().subcontractings.get()
    assert "Bief et Cie" in as_(cast.camille).get(at("essential")).content.decode()
    path = at("identify", sub.pk)
    assert as_(cast.bastien).post(path, {"siret": "00000000100014"}).status_code == 403
    dina = as_(cast.dina)
    assert dina.post(path, {"siret": "99999999900011"}).status_code == 409
    assert dina.post(path, {"siret": "00000000100014"}).status_code == 302
    sub.refresh_from_db()
    assert sub.siret == "00000000100014"
    sub.contract = the_contract()
    with pytest.raises(Refused, match="déjà dit"):
        operations.identify_subcontractor(sub, "00000000100014", by=cast.camille, at=LATER)


def test_the_page_of_payments_names_every_payee(as_, cast):
    page = as_(cast.camille).get(at("payments")).content.decode()
    for said in ("Bief et Cie", "paiement direct", SHARED, "4\u202f400,33"):
        assert said in page
    table = as_(cast.camille).get(at("payments_table")).content.decode()
    payees = ("Bief et Cie", "Atelier des Haies", SHARED)
    assert ";".join(f"Part de {payee}, HT" for payee in payees) in table
    assert assert_queries(as_(cast.camille), at("payments")) <= 12


def test_the_team_of_the_tender_is_proposed_at_the_notification(as_, cast):
    CallOffContract.objects.update(notified_at=None)
    page = as_(cast.camille).get(at("notify")).content.decode()
    assert 'value="32"' in page
    assert "Noé Vasseur" in page
