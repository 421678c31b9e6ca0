"""The advance of a group: each member its part, a subcontractor paid directly its own if it asks;
each pays back its own, to the cent.
"""

from datetime import timedelta
from decimal import Decimal
from importlib import import_module

import pytest
from django.apps import apps
from django.urls import reverse

from atelier_local import clock
from atelier_local.refusal import Refused
from atelier_local.steps.contract import operations, queries
from atelier_local.steps.contract.enums import ModificationGround as Ground
from atelier_local.steps.contract.models import Advance, Instalment, Recovery
from tests.contract.test_advance import account, admit_all, grant, record
from tests.contract.test_amending import change
from tests.contract.test_lead import admit, designating
from tests.contract.test_modifications import notify, propose
from tests.contract.test_team import LATER, declare, the_contract
from tests.factories.ateliers import SHARED, SLUG
from tests.factories.contract import a_notified_contract, priced
from tests.pages import assert_queries

LEAD, SUB = "Atelier des Haies", "Bief et Cie"
OWN, OTHERS, SUBS = Decimal("18119.70"), Decimal("8700.20"), Decimal("2520.10")
"""30 % of what each is paid: 60,399.01, 29,000.66 and 8,400.33 €."""
MIGRATION = "atelier_local.steps.contract.migrations.0009_advances_left_out_direct_payments"


@pytest.fixture(scope="module")
def made(kept):
    return kept(lambda cast: a_notified_contract(cast, body=priced))


def at(page: str, *args: object) -> str:
    return reverse(f"contract:{page}", args=[SLUG, *args])


def counted() -> dict[str, Decimal]:
    return {one.name: one.amount for one in account().advances.counted}


def the_sub():
    return the_contract().subcontractings.get()


def back() -> dict[str, Decimal]:
    """What is taken back of each, over all services."""
    found: dict[str, Decimal] = {}
    for balance in account().balances.values():
        for one, part in balance.back:
            found[one.name] = found.get(one.name, Decimal(0)) + part
    return found


def test_each_member_has_its_part_less_what_is_paid_directly(cast):
    grant(cast)
    assert counted() == {LEAD: OWN, SHARED: OTHERS}
    assert {one.name: one.amount for one in account().advances.may_ask} == {SUB: SUBS}
    record(cast)
    assert counted() == {LEAD: OWN, SHARED: OTHERS}
    line = the_contract().atelier.stream.lines.get(kind="contract.advance_paid")
    assert sorted(one["amount_eur"] for one in line.payload["parts"]) == ["18119.70", "8700.20"]


def test_a_subcontractor_that_asks_has_its_own_and_each_gives_back_its_own(cast):
    grant(cast)
    record(cast, asking=[the_sub().pk])
    assert counted() == {LEAD: OWN, SHARED: OTHERS, SUB: SUBS}
    admit_all(cast, pay=4)
    assert back() == counted()
    for one in Advance.objects.all():
        assert sum(r.amount_eur for r in one.recoveries.all()) == one.amount_eur
    now = queries.standing_to_end(the_contract())
    for one, parts in now.seen.rows:
        for advanced, part in now.account.balance(one).back:
            assert part <= sum(parts[place] for place in advanced.places)
        kept = Recovery.objects.filter(instalment=one)
        assert sum(r.amount_eur for r in kept) == (one.recovered_eur or 0)
    assert now.account.advance + now.account.left == now.seen.total == Decimal(97_800)


def test_what_was_taken_back_of_each_does_not_move_when_another_comes(cast):
    """Its part is taken back at once, from whoever subcontracts and from nobody else."""
    grant(cast)
    record(cast)
    lead = next(h.organisation for h in queries.holders(the_contract()) if h.leads)
    late = LATER + timedelta(days=2)
    sub = declare(cast, principal=lead, amount_eur=Decimal(3_000))
    operations.accept_subcontracting(sub, by=cast.camille, at=late)
    called = {one.name: one.called for one in account().advances.counted}
    assert called == {LEAD: Decimal(900), SHARED: 0}
    first = account().balances[Instalment.objects.earliest("pk").pk]
    assert {one.name: part for one, part in first.back} == {LEAD: Decimal(900), SHARED: 0}
    with pytest.raises(Refused, match="quel sous-traitant demande"):
        record(cast, moment=late)
    with pytest.raises(Refused, match="ne se verse pas avant le"):
        operations.record_advance(
            the_contract(), LATER.date(), asking=[sub.pk], by=cast.camille, at=late
        )
    record(cast, asking=[sub.pk], moment=late)
    assert counted() == {LEAD: OWN, SHARED: OTHERS, "Rivières et zones humides": Decimal(900)}
    admit_all(cast, pay=4)
    assert back() == counted()


def the_lead():
    return next(h.organisation for h in queries.holders(the_contract()) if h.leads)


def called() -> dict[str, Decimal]:
    return {one.name: one.called for one in account().advances.counted if one.called}


def test_what_it_counts_is_no_later_than_its_payment_and_is_not_called_back(cast):
    grant(cast)
    late = LATER + timedelta(days=2)
    sub = declare(cast, principal=the_lead(), amount_eur=Decimal(3_000))
    operations.accept_subcontracting(sub, by=cast.camille, at=late)
    with pytest.raises(Refused, match="une sous-traitance qu’elle compte"):
        operations.record_advance(the_contract(), LATER.date(), by=cast.camille, at=late)
    record(cast, moment=late)
    assert counted() == {LEAD: OWN - 900, SHARED: OTHERS}
    assert called() == {}
    line = the_contract().atelier.stream.lines.get(kind="contract.advance_paid")
    assert [one["deducted_eur"] for one in line.payload["parts"]] == ["11400.33", "0"]


def test_what_is_accepted_the_day_it_was_paid_is_called_back(cast):
    grant(cast)
    record(cast)
    sub = declare(cast, principal=the_lead(), amount_eur=Decimal(3_000))
    operations.accept_subcontracting(sub, by=cast.camille, at=LATER)
    assert called() == {LEAD: 900}


def test_what_silence_had_accepted_before_it_was_paid_is_called_back(cast):
    """The day of the acceptance is in the past when its consequences are drawn."""
    grant(cast)
    sub = declare(cast, principal=the_lead(), amount_eur=Decimal(3_000))
    paid = LATER + timedelta(days=25)
    record(cast, moment=paid)
    assert operations.settle_silence(sub, by=None, at=paid)
    assert sub.decided_on < paid.date()
    assert called() == {LEAD: 900}


def test_what_an_amendment_adds_or_makes_direct_is_called_back(cast):
    grant(cast)
    change(cast, 9_000)
    with pytest.raises(Refused, match="une sous-traitance qu’elle compte"):
        operations.record_advance(
            the_contract(), LATER.date() - timedelta(days=1), by=cast.camille, at=LATER
        )
    change(cast, 400)
    assert not account().advances.may_ask
    record(cast)
    assert called() == {}
    change(cast, 3_000)
    assert called() == {LEAD: 900}
    change(cast, 5_000)
    assert called() == {LEAD: 1_500}
    change(cast, 2_000)
    assert called() == {LEAD: 600}


def test_whose_part_is_nearly_done_asks_no_more(cast):
    """65 % of it: the whole advance would be taken back at once, if enough is left to pay."""
    grant(cast)
    record(cast)
    admit(cast, 2)
    assert [one.name for one in account().advances.may_ask] == [SUB]
    admit(cast, 3)
    assert account().advances.may_ask == []


def test_nobody_is_advanced_what_was_paid_already(cast):
    grant(cast)
    record(cast)
    assert account().advances.may_ask
    admit_all(cast, pay=5)
    assert not account().advances.waiting
    assert account().advance_left == 0


def test_whoever_takes_over_gives_back_the_advance_of_who_left(cast):
    """What it did before counts with what whoever entered does."""
    grant(cast)
    record(cast)
    admit(cast, 2)
    leaving = next(h.organisation for h in queries.holders(the_contract()) if not h.leads)
    came = "Rivières & Co"
    entry = {"leaving": leaving, "entering": came, "entering_siret": "00000000300010"}
    change = {"ground": Ground.HOLDER, "subject": "Cession", "amount_eur": Decimal(0)}
    notify(cast, propose(cast, **change, due_stage="", **entry))
    assert {SHARED, came} < set(queries.payments(the_contract()).payees)
    assert counted() == {LEAD: OWN, came: OTHERS}
    assert back() == counted()


def test_what_no_price_shares_out_is_given_back_by_whoever_leads(cast):
    Instalment.objects.update(percent=20)
    grant(cast)
    record(cast)
    notify(cast, propose(cast, **designating()))
    assert counted() == {SHARED: OWN + OTHERS}
    admit_all(cast, pay=4)
    assert back() == counted()


def test_a_service_rejected_leaves_its_part_to_its_payee(cast):
    """Atelier 2 is the other member's and the subcontractor's: the lead owes nothing of it."""
    grant(cast)
    record(cast)
    contract = the_contract()
    admit_all(cast, pay=0, but=2)
    assert contract.instalments.all()[2].amount_eur == Decimal("23000.33")
    assert back()[LEAD] == OWN
    assert account().advance_left == OTHERS - back()[SHARED]


def test_it_is_paid_once_on_a_day_that_came(cast):
    with pytest.raises(Refused, match="aucune avance"):
        record(cast)
    grant(cast)
    for day, why in ((1, "pas encore venue"), (-60, "ne se verse pas avant le")):
        with pytest.raises(Refused, match=why):
            operations.record_advance(
                the_contract(), LATER.date() + timedelta(days=day), by=cast.camille, at=LATER
            )
    record(cast, asking=[the_sub().pk])
    with pytest.raises(Refused, match="toute l’avance est déjà versée"):
        record(cast)


def test_a_payment_recorded_before_advances_were_told_apart_took_from_each(cast):
    grant(cast)
    first = Instalment.objects.earliest("pk")
    first.paid_on, first.recovered_eur = LATER.date(), Decimal(300)
    first.state, first.accepted_at = "accepted", LATER
    first.save()
    (balance,) = (b for pk, b in account().balances.items() if pk == first.pk)
    assert balance.recovered == 300
    assert len([part for _, part in balance.back if part]) == 2


def test_an_advance_of_before_is_told_of_whoever_led(as_, cast):
    """It went whole to the lead, nothing deducted; what payments took of it is as they said."""
    migration = import_module(MIGRATION)
    grant(cast)
    migration.tell_old_advances(apps, None)
    assert not Advance.objects.exists()
    admit_all(cast)
    paid = list(Instalment.objects.order_by("pk"))[:3]
    for one, back in zip(paid, (0, 300, 9_480), strict=True):
        one.paid_on, one.recovered_eur = LATER.date(), Decimal(back)
        one.save()
    migration.tell_old_advances(apps, None)
    migration.tell_old_advances(apps, None)
    assert counted() == {LEAD: Decimal(29_340)}
    told = account().balances
    assert [told[one.pk].recovered for one in paid] == [0, 300, 9_480]
    assert (account().advance_left, account().advances.holders_waiting) == (0, [])
    assert Recovery.objects.count() == 2
    assert "déjà versés" in as_(cast.camille).get(at("payments")).content.decode()


def test_an_advance_told_before_keeps_what_was_paid_directly_then(cast):
    migration = import_module(MIGRATION)
    grant(cast)
    record(cast)
    Advance.objects.update(deducted_eur=0)
    assert called() == {LEAD: SUBS}
    migration.tell_what_was_deducted(apps, None)
    assert called() == {}


def test_through_the_screens(as_, cast):
    clock.advance_to(LATER)
    grant(cast)
    camille = as_(cast.camille)
    page = camille.get(at("advance")).content.decode()
    for said in (LEAD, SHARED, "18\u202f119,70", "Bief et Cie", "R2193-19"):
        assert said in page
    assert camille.post(at("advance"), {"paid_on": "hier"}).status_code == 422
    sent = {"paid_on": str(LATER.date()), "asking": [the_sub().pk]}
    assert camille.post(at("advance"), sent).url == at("payments")
    admit_all(cast)
    page = camille.get(at("payments")).content.decode()
    assert "sous-traitant, à sa demande" in page
    assert f"d’avance retenue · {SUB}" in page
    assert at("advance") not in page
    assert "toute l’avance est déjà versée" in camille.get(at("advance")).content.decode()
    table = camille.get(at("payments_table")).content.decode()
    assert f"Avance à {SUB};versée;;;;;2520,10" in table
    assert f"Avance retenue à {SHARED}, HT" in table
    for name in ("payments", "advance"):
        assert_queries(camille, at(name))


def test_only_the_buyer_says_it(as_, cast):
    seen = {name: as_(who).get(at("advance")).status_code for name, who in vars(cast).items()}
    outside = {"eve", "stranger"}
    assert seen == {
        name: 200 if name == "camille" else 404 if name in outside else 403 for name in seen
    }
