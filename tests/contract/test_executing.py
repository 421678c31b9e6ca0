"""The number at the treasury, the advance, penalties: said beside the schedule, never in it."""

import csv
import io
import re
from datetime import date, timedelta
from decimal import Decimal
from functools import partial

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from atelier_local import clock
from atelier_local.refusal import Refused
from atelier_local.steps.contract import operations, queries, rules
from tests.contract.test_modifications import notify, propose
from tests.contract.test_team import LATER, the_contract
from tests.factories.ateliers import SLUG
from tests.factories.contract import NOTIFIED, a_notified_contract, priced
from tests.pages import assert_queries

DAY = LATER.date()
LATE = "Registre du premier atelier remis quatre jours après la date, CCAP art. 12."


@pytest.fixture(scope="module")
def made(kept):
    return kept(lambda cast: a_notified_contract(cast, body=priced))


def at(page: str) -> str:
    return reverse(f"contract:{page}", args=[SLUG])


def penalise(cast, amount="120.50", reason=LATE, day=DAY):
    contract = the_contract()
    return operations.penalise(contract, Decimal(amount), reason, day, by=cast.camille, at=LATER)


@given(st.text(max_size=12))
def test_a_number_has_ten_digits_or_is_not_there(number):
    right = not number or (len(number) == 10 and number.isascii() and number.isdecimal())
    assert (rules.against_numbering(number) == ()) is right


@given(
    st.decimals(0, 10**6, places=2),
    st.decimals(0, 100, places=2) | st.none(),
)
def test_an_advance_is_a_part_of_the_amount_to_the_cent(amount, percent):
    advance = rules.advance_of(amount, percent)
    assert 0 <= advance <= amount
    assert abs(advance * 100 - amount * (percent or 0)) <= Decimal("0.5")
    assert advance.as_tuple().exponent == -2


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"amount": "0"}, "est un montant"),
        ({"amount": "-1"}, "est un montant"),
        ({"reason": " "}, "quel manquement"),
        ({"day": LATER.date() + timedelta(days=1)}, "pas encore venue"),
        ({"day": NOTIFIED.date() - timedelta(days=1)}, "ne précède pas la notification"),
        ({"amount": "97800.01"}, "dépasseraient le montant"),
    ],
)
def test_a_penalty_that_does_not_stand_is_refused(cast, changes, why):
    with pytest.raises(Refused, match=why):
        penalise(cast, **changes)
    assert not the_contract().penalties.exists()


def test_penalties_are_weighed_together_and_move_no_service(cast):
    before = queries.payments(the_contract())
    penalise(cast)
    penalise(cast, "97000")
    with pytest.raises(Refused, match="dépasseraient"):
        penalise(cast, "679.51")
    contract = the_contract()
    assert queries.penalties(contract).total == Decimal("97120.50")
    after = queries.payments(contract)
    assert (after.total, after.totals) == (before.total, before.totals)
    line = contract.atelier.stream.lines.filter(kind="contract.penalised").first()
    assert line.payload["amount_eur"] == "120.50"


def test_a_penalty_lifted_counts_no_more_and_stays_with_its_reason(cast):
    wrong = penalise(cast, "97000")
    lift = partial(operations.lift_penalty, by=cast.camille, at=LATER)
    with pytest.raises(Refused, match="dites pourquoi"):
        lift(wrong, " ")
    assert queries.penalties(the_contract()).total == 97000
    lift(wrong, " Un zéro de trop. ")
    with pytest.raises(Refused, match="déjà retirée"):
        lift(wrong, "Encore.")
    penalise(cast, "97800")
    kept = queries.penalties(the_contract())
    assert (len(kept.listed), kept.total) == (2, 97800)
    (line,) = the_contract().atelier.stream.lines.filter(kind="contract.penalty_lifted")
    told = {"amount_eur": "97000", "decided_on": str(DAY), "reason": "Un zéro de trop."}
    assert {key: line.payload[key] for key in told} == told


def test_a_penalty_is_lifted_on_the_page_of_payments(as_, cast):
    clock.advance_to(LATER)
    penalties = [penalise(cast), penalise(cast, "80")]
    path = reverse("contract:lift_penalty", args=[SLUG, penalties[0].pk])
    camille = as_(cast.camille)
    refused = camille.post(path, {"reason": "x" * 2001})
    assert (refused.status_code, "x" * 2001 in refused.content.decode()) == (422, True)
    assert refused.content.decode().count("<details open>") == 1
    assert camille.post(path, {"reason": "Compté deux fois."}).status_code == 302
    for person in (cast.camille, cast.dina):
        page = as_(person).get(at("payments")).content.decode().replace("\u202f", " ")
        page = page.replace("\xa0", " ")
        assert re.search("<del>120,50 €, décidée le [^<]+</del>, retirée le", page)
        assert "Compté deux fois." in page
        assert '<p class="chiffre">80 €</p>' in page
        assert page.count("Retirer la pénalité") == (person == cast.camille)
    table = camille.get(at("payments_table")).content.decode().removeprefix("\ufeff")
    rows = list(csv.reader(io.StringIO(table), delimiter=";"))[-2:]
    assert [row[1:4] for row in rows] == [
        ["Retirée : Compté deux fois.", "", ""],
        ["Retenue", "", "-80,00"],
    ]
    assert_queries(camille, at("payments"))


def test_only_the_buyer_lifts_one(as_, cast):
    path = reverse("contract:lift_penalty", args=[SLUG, penalise(cast).pk])
    given = {"reason": "Essai."}
    seen = {name: as_(who).post(path, given).status_code for name, who in vars(cast).items()}
    outside = {"eve", "stranger"}
    assert seen == {
        name: 302 if name == "camille" else 404 if name in outside else 403 for name in seen
    }


def test_the_number_is_on_every_paper_that_follows(cast):
    operations.number_engagement(the_contract(), "15 1234 5678", by=cast.camille, at=LATER)
    contract = the_contract()
    assert contract.engagement_number == "1512345678"
    operations.number_engagement(contract, "1512345678", by=cast.camille, at=LATER)
    assert contract.atelier.stream.lines.filter(kind="contract.numbered").count() == 1
    assert "1512345678" in str(notify(cast, propose(cast)).paper.paper)


def test_through_the_screens(as_, cast):
    clock.advance_to(LATER)
    camille = as_(cast.camille)
    refused = camille.post(at("number"), {"number": "12"})
    assert (refused.status_code, "dix chiffres" in refused.content.decode()) == (422, True)
    assert 'value="12"' in refused.content.decode()
    assert camille.post(at("number"), {"number": "1512345678"}).status_code == 302
    given = {"amount_eur": "120,50", "reason": "", "decided_on": "2026-08-20"}
    wrong = camille.post(at("penalise"), given)
    assert (wrong.status_code, "120,50" in wrong.content.decode()) == (422, True)
    assert camille.post(at("penalise"), given | {"reason": "=retard"}).status_code == 302
    contract = the_contract()
    contract.advance_percent = Decimal(10)
    contract.save()
    for person in (cast.camille, cast.dina):
        page = as_(person).get(at("payments")).content.decode().replace("\u202f", " ")
        page = page.replace("\xa0", " ")
        for words in ("1512345678", "9 780 € HT, 10 %", "120,50 €", "20 août 2026"):
            assert words in page, words
        assert ("Consigner une pénalité" in page) is (person == cast.camille)
    assert_queries(as_(cast.camille), at("payments"))
    table = as_(cast.camille).get(at("payments_table")).content.decode().removeprefix("\ufeff")
    last = list(csv.reader(io.StringIO(table), delimiter=";"))[-1]
    assert last[:5] == ["Pénalité : =retard", "Retenue", "", "-120,50", str(date(2026, 8, 20))]


@pytest.mark.parametrize("page", ["number", "penalise"])
def test_only_the_buyer_writes_them(as_, cast, page):
    seen = {name: as_(who).get(at(page)).status_code for name, who in vars(cast).items()}
    outside = {"eve", "stranger"}
    assert seen == {
        name: 200 if name == "camille" else 404 if name in outside else 403 for name in seen
    }
    assert_queries(as_(cast.camille), at(page))
