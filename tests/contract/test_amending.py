"""An accepted declaration is changed by another act: to the cent, never below what is due."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import call_command
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from atelier_local import clock
from atelier_local.programme.ateliers.enums import Stage
from atelier_local.programme.ateliers.models import Atelier
from atelier_local.programme.governance.models import Task
from atelier_local.refusal import Refused
from atelier_local.steps.contract import decp, operations, queries, rules
from atelier_local.steps.contract.enums import (
    Assignment,
    InstalmentState,
    SubcontractingState,
    Verdict,
)
from atelier_local.steps.contract.models import Subcontracting, SubcontractingAmendment
from tests.contract.test_decp import complete
from tests.contract.test_lead import assert_said, paid_out
from tests.contract.test_modifications import made as made
from tests.contract.test_modifications import shared
from tests.contract.test_team import LATER, json_of, the_contract
from tests.factories.ateliers import SHARED, SLUG

BIEF, HAIES = "Bief et Cie", "Atelier des Haies"
WAS = Decimal("8400.33")
DAY = date(2026, 9, 1)
CALM = rules.Amended(
    amount=Decimal(9_000),
    was=Decimal(8_000),
    changes=True,
    why="Une crue de plus à lire.",
    agreed_on=DAY,
    today=DAY,
    accepted=True,
    running=True,
    waiting=False,
    contract_amount=Decimal(97_800),
    others=Decimal(0),
    due=Decimal(4_000),
    left=Decimal(50_000),
    direct_was=True,
    direct_now=True,
)
euros = st.decimals(0, 100_000, places=2)


def at(page: str, *args: object) -> str:
    return reverse(f"contract:{page}", args=[SLUG, *args])


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"accepted": False}, "seule une déclaration acceptée"),
        ({"running": False}, "rien n’est plus à admettre"),
        ({"waiting": True}, "attend déjà une réponse"),
        ({"changes": False}, "dites ce qui change"),
        ({"why": " "}, "dites pourquoi"),
        ({"agreed_on": DAY + timedelta(days=1)}, "se modifie d’abord"),
        ({"amount": Decimal(0)}, "positif"),
        ({"amount": Decimal("3999.99")}, "ne descend pas au-dessous"),
        ({"others": Decimal("88800.01")}, "dépasseraient"),
        ({"left": Decimal("999.99")}, "il ne reste que"),
        ({"direct_was": False, "left": Decimal("8999.99")}, "il ne reste que"),
    ],
)
def test_each_fault_of_an_act_is_told(change, why):
    assert rules.against_amending(CALM) == ()
    (said,) = rules.against_amending(replace(CALM, **change))
    assert why in str(said)


@given(euros, euros, euros, euros)
def test_an_act_is_refused_exactly_below_what_is_due_or_beyond_what_is_left(amount, was, due, left):
    asked = replace(CALM, amount=amount, was=was, due=due, left=left)
    fits = amount > 0 and due <= amount <= CALM.contract_amount and amount - was <= left
    assert (rules.against_amending(asked) == ()) is fits


# --- The workflow ---------------------------------------------------------------------------------


def the_sub() -> Subcontracting:
    found = Subcontracting.objects.select_related("organisation", "principal").get()
    found.contract = the_contract()
    return found


def amend(cast, *, when: datetime = LATER, **changes: object) -> SubcontractingAmendment:
    sub = the_sub()
    told = {
        "services": sub.services,
        "amount_eur": sub.amount_eur,
        "terms": sub.terms,
        "duration_months": sub.duration_months,
        "why": "Une vallée de plus à lire.",
        "agreed_on": when.date(),
        "assignment": Assignment.NONE.value,
    }
    wanted = operations.Amending(**told | changes)
    return operations.amend_subcontracting(sub, wanted, by=cast.dina, at=when)


def again(one: SubcontractingAmendment) -> SubcontractingAmendment:
    found = SubcontractingAmendment.objects.get(pk=one.pk)
    found.subcontracting = the_sub()
    return found


def change(cast, amount: Decimal | str | int, **more: object) -> SubcontractingAmendment:
    one = amend(cast, amount_eur=Decimal(amount), **more)
    operations.accept_amendment(one, by=cast.camille, at=LATER)
    return again(one)


def admit(cast, services: int, verdict: Verdict = Verdict.ADMITTED) -> None:
    Atelier.objects.update(stage=Stage.INTERIM_2)
    contract = the_contract()
    for one in contract.instalments.all()[:services]:
        one.contract = contract
        why = "" if verdict == Verdict.ADMITTED else "Non tenu."
        operations.decide_service(one, verdict, reason=why, by=cast.camille, at=LATER)


@pytest.mark.parametrize("amount", ["8400.34", "20000", "8400.32", "4000.01", "100", "499.99"])
def test_direct_payment_follows_and_totals_reconcile_to_the_cent(cast, amount):
    before = paid_out()
    change(cast, amount)
    after, told = paid_out(), Decimal(amount)
    direct = told if told >= 500 else Decimal(0)
    assert after.get(BIEF, Decimal(0)) == direct
    assert after[HAIES] == before[HAIES] + WAS - direct
    assert after[SHARED] == before[SHARED]
    assert sum(after.values()) == Decimal(97_800)
    assert all(shared(the_contract()))


def test_one_act_then_another_is_as_if_the_last_alone(cast):
    for amount in ("30000.01", "600", "499", "12345.67", "8400.33"):
        change(cast, amount)
        assert paid_out().get(BIEF, Decimal(0)) == (Decimal(amount) if amount != "499" else 0)
        assert all(shared(the_contract()))
    assert paid_out()[HAIES] == Decimal("60399.01")


def test_what_is_due_for_services_admitted_does_not_move(cast):
    admit(cast, 2)
    with pytest.raises(Refused, match="ne descend pas au-dessous"):
        change(cast, "4400.32")
    rows = [parts for _, parts in queries.payments(the_contract()).rows][:2]
    change(cast, "4400.33")
    assert [parts for _, parts in queries.payments(the_contract()).rows][:2] == rows
    assert paid_out()[BIEF] == Decimal("4400.33")
    assert all(shared(the_contract()))


def test_a_service_rejected_meanwhile_is_not_paid_again(cast):
    admit(cast, 2, Verdict.REJECTED)
    change(cast, "6400.33")
    assert paid_out()[BIEF] == Decimal(2_000)
    assert all(shared(the_contract()))


def test_what_became_due_since_the_proposal_stops_the_acceptance(cast):
    one = amend(cast, amount_eur=Decimal(4_000))
    admit(cast, 2)
    with pytest.raises(Refused, match="ne descend pas au-dessous"):
        operations.accept_amendment(again(one), by=cast.camille, at=LATER)
    assert again(one).waiting
    assert the_sub().amount_eur == WAS


def test_nothing_changes_before_the_answer_and_one_act_waits_at_a_time(cast):
    before = paid_out()
    one = amend(cast, amount_eur=Decimal(9_000), terms="À 20 jours.")
    assert (paid_out(), the_sub().amount_eur) == (before, WAS)
    assert Task.objects.get(key=f"contract:amendment:{one.pk}").done_at is None
    with pytest.raises(Refused, match="attend déjà"):
        amend(cast, amount_eur=Decimal(9_500))
    with pytest.raises(Refused, match="dites pourquoi"):
        operations.refuse_amendment(again(one), " ", by=cast.camille, at=LATER)
    operations.refuse_amendment(again(one), "Hors du besoin.", by=cast.camille, at=LATER)
    assert (paid_out(), the_sub().amount_eur) == (before, WAS)
    assert "Hors du besoin." in json_of(again(one).decision.paper)
    with pytest.raises(Refused, match="déjà décidé"):
        operations.accept_amendment(again(one), by=cast.camille, at=LATER)
    assert Task.objects.get(key=f"contract:amendment:{one.pk}").done_at == LATER


def test_the_history_keeps_what_each_act_replaced_and_its_paper_says_both(cast):
    first = change(cast, 9_000, terms="À 20 jours.", services="Deux vallées.")
    second = change(cast, 9_500, duration_months=14)
    sub = the_sub()
    assert (sub.amount_eur, sub.terms, sub.duration_months) == (9_500, "À 20 jours.", 14)
    assert [(one.rank, one.was_eur) for one in queries.amendments(sub)] == [(2, 9_000), (1, WAS)]
    act = json_of(first.declaration.paper)
    for words in ("8\u202f400,33", "9\u202f000", "Deux vallées.", "Étude des crues.", "R2193-8"):
        assert words in act
    assert "accepté" in json_of(second.decision.paper)
    kinds = sub.contract.atelier.stream.lines.values_list("kind", flat=True)
    assert {"contract.amendment_declared", "contract.amendment_accepted"} <= set(kinds)


def test_the_open_data_tell_the_first_act_then_what_changed(cast):
    complete(the_contract())
    Subcontracting.objects.update(siret="00000000100014")
    change(cast, 9_000)
    change(cast, 9_000, duration_months=14)
    change(cast, 9_000, terms="À 20 jours.")
    contract = the_contract()
    told = decp.mapped(queries.facts(contract, LATER.date()))
    assert decp.invalid(decp.document([told])) == ()
    (act,) = (one["acteSousTraitance"] for one in told["actesSousTraitance"])
    assert (act["id"], act["montant"], act["dureeMois"]) == (1, 8400.33, 13)
    first, second = (
        one["modificationActeSousTraitance"] for one in told["modificationsActesSousTraitance"]
    )
    assert (first["id"], first["montant"], "dureeMois" in first) == (1, 9_000, False)
    assert (second["id"], second["dureeMois"], "montant" in second) == (1, 14, False)
    due = contract.publications.filter(subject__startswith="amendment:")
    assert [one.subject for one in due] == ["amendment:1.1", "amendment:1.2"]
    assert due[0].label == "Acte spécial modificatif n° 1.1"


def test_silence_accepts_nothing_unless_the_law_is_read_so(cast, law):
    one = amend(cast, amount_eur=Decimal(9_000))
    late = LATER + timedelta(days=400)
    assert not operations.settle_amendment(again(one), by=None, at=late)
    law("amendment_silence_days", "21")
    assert not operations.settle_amendment(again(one), by=None, at=LATER + timedelta(days=21))
    with pytest.raises(Refused, match="silence a déjà valu"):
        operations.refuse_amendment(again(one), "Trop tard.", by=cast.camille, at=late)
    clock.advance_to(late)
    out = StringIO()
    call_command("contract_daily", stdout=out)
    assert "1 acte(s)" in out.getvalue()
    assert again(one).state == SubcontractingState.TACIT
    assert again(one).decided_on == (LATER + timedelta(days=21)).date()
    assert paid_out()[BIEF] == 9_000
    assert "par le silence" in json_of(again(one).decision.paper)


def test_from_the_proposal_to_the_answer_through_the_screens(as_, cast):
    clock.advance_to(LATER)
    pk = the_sub().pk
    dina = as_(cast.dina)
    page = dina.get(at("subcontracting", pk)).content.decode()
    assert "Modifier la déclaration" in page
    form = assert_said(dina, at("amend", pk))
    for words in ("8\u202f400,33", "Conseil d’État, 27 janvier 2017", "R2193-8", "à vérifier"):
        assert words in form
    sent = {
        "amount_eur": "9 000",
        "duration_months": "13",
        "services": "Deux vallées.",
        "terms": "À 20 jours.",
        "why": "",
        "agreed_on": f"{LATER:%d/%m/%Y}",
        "assignment": "none",
    }
    empty = dina.post(at("amend", pk), sent)
    assert (empty.status_code, "Deux vallées." in empty.content.decode()) == (422, True)
    sent["why"] = "Une vallée de plus."
    over = dina.post(at("amend", pk), sent | {"amount_eur": "97 800,01"})
    assert (over.status_code, "dépasseraient" in over.content.decode()) == (422, True)
    assert dina.post(at("amend", pk), sent).url == at("subcontracting", pk)
    assert dina.post(at("decide_amendment", pk, 1), {"answer": "accept"}).status_code == 403
    camille = as_(cast.camille)
    assert "Le silence de l’acheteur n’accepte rien" in assert_said(
        camille, at("subcontracting", pk)
    )
    decide = at("decide_amendment", pk, 1)
    assert camille.post(decide, {"answer": "refuse"}).status_code == 422
    assert camille.post(decide, {"answer": "peut-être"}).status_code == 404
    assert camille.post(decide, {"answer": "accept"}).status_code == 302
    assert camille.post(decide, {"answer": "accept"}).status_code == 409
    page = assert_said(camille, at("subcontracting", pk))
    assert "Une vallée de plus." in page
    for which, form in (("acte", "pdf"), ("decision", "docx")):
        paper = camille.get(at("amendment_paper", pk, 1, which, form))
        assert paper.status_code == 200
    assert camille.get(at("amendment_paper", pk, 1, "autre", "pdf")).status_code == 404
    assert camille.get(at("amendment_paper", pk, 2, "acte", "pdf")).status_code == 404


def test_once_all_is_admitted_the_page_says_so_and_has_no_form(as_, cast):
    clock.advance_to(LATER)
    dina, page = as_(cast.dina), at("amend", the_sub().pk)
    assert "<textarea" in dina.get(page).content.decode()
    the_contract().instalments.update(state=InstalmentState.ACCEPTED)
    shut = dina.get(page).content.decode()
    assert "rien n’est plus à admettre" in shut
    assert "<textarea" not in shut


def test_who_proposes_and_who_reads(as_, cast):
    one = amend(cast, amount_eur=Decimal(9_000))
    pk = one.subcontracting_id
    strangers = {"hélène": 403, "paul": 403, "eve": 404, "stranger": 404}
    reads = dict.fromkeys(("camille", "bastien", "olivia", "agnès", "dina"), 200) | strangers
    paper = at("amendment_paper", pk, 1, "acte", "docx")
    seen = {n: as_(p).get(paper).status_code for n, p in vars(cast).items()}
    assert seen == reads
    proposes = reads | dict.fromkeys(("bastien", "olivia", "agnès"), 403)
    seen = {n: as_(p).get(at("amend", pk)).status_code for n, p in vars(cast).items()}
    assert seen == proposes
    Subcontracting.objects.update(state=SubcontractingState.REFUSED)
    assert as_(cast.dina).get(at("amend", pk)).status_code == 404
