"""Services decided, and who is paid: to the cent, once, without changing what was paid."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from atelier_local.programme.ateliers.enums import Stage
from atelier_local.programme.ateliers.models import Atelier
from atelier_local.refusal import Refused
from atelier_local.steps.contract import operations, queries, rules
from atelier_local.steps.contract.enums import InstalmentState, Verdict
from atelier_local.steps.contract.models import Acceptance, CallOffContract
from tests.contract.test_team import LATER, declare, the_contract
from tests.factories.ateliers import SLUG
from tests.factories.contract import a_notified_contract
from tests.pages import assert_queries

money = st.decimals(0, 200_000, places=2)
days = st.dates(date(2026, 1, 1), date(2027, 12, 31))
dues = st.lists(
    st.builds(
        lambda planned, cut, day: rules.Due(planned, max(sum(planned) - cut, Decimal(0)), day),
        st.tuples(money, money, money),
        st.sampled_from([Decimal(0), Decimal("0.01"), Decimal("1234.57"), Decimal(600_000)]),
        st.none() | days,
    ),
    min_size=1,
    max_size=7,
)
place = st.integers(0, 2)
paid = st.lists(st.builds(rules.Paid, money, days, place), max_size=4)
replaced = st.lists(
    st.builds(
        rules.Paid,
        money,
        days,
        place,
        planned=st.tuples(*[money] * 7),
        holders=st.tuples(*[place] * 7),
    ),
    max_size=4,
)


@pytest.fixture(scope="module")
def made(kept):
    def ready(cast):
        a_notified_contract(cast)
        Atelier.objects.update(stage=Stage.FOLLOW_UP)

    return kept(ready)


def at(page: str, *args: object) -> str:
    return reverse(f"contract:{page}", args=[SLUG, *args])


def decide(cast, place: int, verdict: Verdict, **more: object) -> None:
    contract = the_contract()
    instalment = list(contract.instalments.all())[place]
    instalment.contract = contract
    operations.decide_service(instalment, verdict, **more, by=cast.camille, at=LATER)


@given(dues, paid | replaced)
def test_every_instalment_is_shared_to_the_cent(dues, paid):
    paid = [replace(one, planned=one.planned[: len(dues)]) for one in paid]
    rows = rules.payments(dues, paid)
    assert [sum(row) for row in rows] == [due.amount for due in dues]
    assert all(part >= 0 for row in rows for part in row)


@given(dues, paid)
def test_nobody_gets_more_than_was_foreseen(dues, paid):
    for due, row in zip(dues, rules.payments(dues, paid), strict=True):
        parts, holders = row[: len(paid)], row[len(paid) :]
        for place, planned in enumerate(due.planned):
            mine = [p for p, one in zip(parts, paid, strict=True) if one.holder == place]
            assert holders[place] + sum(mine) <= planned


@given(dues, paid)
def test_a_decision_never_changes_what_another_instalment_pays(dues, paid):
    before = rules.payments(dues, paid)
    rejected = rules.Due(dues[-1].planned, Decimal(0), dues[-1].settled_on)
    assert rules.payments([*dues[:-1], rejected], paid)[:-1] == before[:-1]


@given(money, st.lists(money, min_size=1, max_size=7))
def test_spreading_loses_no_cent(amount, over):
    parts = rules.spread(amount, over)
    assert sum(parts) == (amount if sum(over) else 0)


@pytest.mark.parametrize(
    ("verdict", "more", "said"),
    [
        (Verdict.POSTPONED, {}, "dites pourquoi"),
        (Verdict.REJECTED, {"reason": " "}, "dites pourquoi"),
        (Verdict.REDUCED, {"reason": "Incomplet."}, "part du montant"),
        (
            Verdict.REDUCED,
            {"reason": "Incomplet.", "reduction_eur": Decimal(9_780)},
            "part du montant",
        ),
        (Verdict.ADMITTED, {"reduction_eur": Decimal(1)}, "seule une réfaction"),
    ],
)
def test_each_fault_of_a_decision_is_told(cast, verdict, more, said):
    with pytest.raises(Refused, match=said):
        decide(cast, 0, verdict, **more)


def test_a_postponed_service_may_be_admitted_and_a_decided_one_is_decided(cast):
    decide(cast, 0, Verdict.POSTPONED, reason="Il manque le calendrier.")
    assert the_contract().instalments.first().state == InstalmentState.EXPECTED
    decide(cast, 0, Verdict.ADMITTED)
    decide(cast, 0, Verdict.REJECTED, reason="Trop tard.")
    first = the_contract().instalments.first()
    assert (first.state, first.due_eur) == (InstalmentState.ACCEPTED, Decimal(9_780))
    assert Acceptance.objects.count() == 2
    lines = the_contract().atelier.stream.lines
    assert lines.filter(kind="contract.service_postponed").count() == 1
    assert not lines.filter(kind="contract.service_rejected").exists()


def test_what_is_reduced_or_rejected_is_not_paid(cast):
    decide(cast, 0, Verdict.REDUCED, reason="Un plan manque.", reduction_eur=Decimal(780))
    decide(cast, 1, Verdict.REJECTED, reason="Séance non tenue.")
    seen = queries.payments(the_contract())
    assert [sum(parts) for _, parts in seen.rows][:2] == [Decimal(9_000), Decimal(0)]
    assert seen.total == Decimal(97_800) - 780 - 19_560


def test_a_subcontractor_is_paid_directly_for_what_was_left_to_do(cast):
    decide(cast, 0, Verdict.ADMITTED)
    sub = declare(cast, when=LATER + timedelta(days=1))
    operations.accept_subcontracting(sub, by=cast.camille, at=LATER + timedelta(days=2))
    small = declare(cast, firm="Imprimeur", amount_eur=Decimal(400), newcomer=None)
    operations.accept_subcontracting(small, by=cast.camille, at=LATER + timedelta(days=2))
    seen = queries.payments(the_contract())
    assert seen.payees == ["Rivières et zones humides", "Atelier des Haies"]
    assert seen.rows[0][1][0] == 0
    assert seen.totals[0] == Decimal(8_400)
    assert seen.total == Decimal(97_800)


def test_services_and_payments_through_the_screens(as_, cast):
    camille = as_(cast.camille)
    first = CallOffContract.objects.get().instalments.first()
    path = at("decide_service", first.pk)
    assert camille.get(path).status_code == 200
    assert camille.post(path, {"verdict": "reduced", "reduction_eur": "780"}).status_code == 422
    sent = {"verdict": "reduced", "reduction_eur": "780", "reason": "Un plan manque."}
    assert camille.post(path, sent).url == at("payments")
    assert camille.get(path).status_code == 404
    page = camille.get(at("payments")).content.decode()
    assert "Un plan manque." in page
    assert "9\u202f000" in page
    table = camille.get(at("payments_table")).content.decode()
    assert "Note de cadrage validée;service fait;9780,00;9000,00;;;9000,00;;9000,00" in table
    assert "780" in camille.get(at("contract")).content.decode()


def test_who_sees_payments(as_, cast):
    allowed = dict.fromkeys(("camille", "bastien", "olivia", "agnès", "dina"), 200)
    refused = {"hélène": 403, "paul": 403, "eve": 404, "stranger": 404}
    for page in ("payments", "payments_table"):
        seen = {n: as_(p).get(at(page)).status_code for n, p in vars(cast).items()}
        assert seen == allowed | refused
    last = CallOffContract.objects.get().instalments.last()
    assert as_(cast.dina).get(at("decide_service", last.pk)).status_code == 403


def test_queries_do_not_grow_with_decisions(as_, cast):
    one = assert_queries(as_(cast.camille), at("payments"))
    for place in range(3):
        decide(cast, place, Verdict.REJECTED, reason="Non.")
    assert assert_queries(as_(cast.camille), at("payments")) == one


def test_a_payment_follows_the_service_once(as_, cast):
    decide(cast, 0, Verdict.ADMITTED)
    first, second = list(the_contract().instalments.all())[:2]
    camille = as_(cast.camille)
    path = at("record_payment", first.pk)
    page = camille.get(at("payments")).content.decode()
    assert "Enregistrer le paiement" in page
    assert "à vérifier" in page
    early = (LATER - timedelta(days=1)).date()
    for wrong, why in ((early, "précéderait"), (date(2099, 1, 1), "pas encore venue")):
        refused = camille.post(path, {"paid_on": str(wrong)})
        assert (refused.status_code, why in refused.content.decode()) == (422, True)
    other = camille.post(at("record_payment", second.pk), {"paid_on": str(LATER.date())})
    assert "pas admis" in other.content.decode()
    assert camille.post(path, {"paid_on": str(LATER.date())}).url == at("payments")
    assert camille.post(path, {"paid_on": str(LATER.date())}).status_code == 422
    assert queries.payments(the_contract()).paid == Decimal(9_780)
    lines = the_contract().atelier.stream.lines
    assert lines.filter(kind="contract.paid").count() == 1
    assert as_(cast.dina).post(path).status_code == 403
