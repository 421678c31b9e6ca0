"""A penalty: announced, the holder heard, applied to what is left to pay, or lifted."""

import csv
import io
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from atelier_local import clock
from atelier_local.programme.ateliers.enums import Stage
from atelier_local.programme.governance.models import Task
from atelier_local.programme.people.models import Message
from atelier_local.refusal import Refused
from atelier_local.steps.contract import operations, queries, rules
from atelier_local.steps.contract.enums import TerminationGround, Verdict
from atelier_local.steps.contract.models import Penalty
from atelier_local.steps.contract.tables import rows_of
from tests.contract.test_team import LATER, the_contract
from tests.factories.ateliers import SLUG
from tests.factories.contract import a_notified_contract, priced
from tests.pages import assert_queries

HEARD = LATER + timedelta(days=16)
LATE = "Registre du premier atelier remis quatre jours après la date, CCAP art. 12."


@pytest.fixture(scope="module")
def made(kept):
    return kept(lambda cast: a_notified_contract(cast, body=priced))


def at(page: str, *args: object) -> str:
    return reverse(f"contract:{page}", args=[SLUG, *args])


def announce(cast, amount="1200", reason=LATE, moment=LATER) -> Penalty:
    contract = the_contract()
    return operations.announce_penalty(
        contract, Decimal(amount), reason, by=cast.camille, at=moment
    )


def apply(cast, penalty, place=1, moment=HEARD) -> Penalty:
    penalty.contract = the_contract()
    one = list(penalty.contract.instalments.all())[place]
    one.contract = penalty.contract
    operations.apply_penalty(penalty, one, by=cast.camille, at=moment)
    return penalty


def now():
    return queries.standing_to_end(the_contract())


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"amount": "0"}, "de plus de 0 €"),
        ({"amount": "-1"}, "de plus de 0 €"),
        ({"reason": " "}, "quel manquement"),
        ({"amount": "9780.01"}, "dépasseraient 10 % du montant"),
    ],
)
def test_a_penalty_that_does_not_stand_is_not_announced(cast, changes, why):
    with pytest.raises(Refused, match=why):
        announce(cast, **changes)
    assert not Penalty.objects.exists()


DUE = date(2026, 8, 3)
LATE_BY_FOUR = rules.Late("Registre", Decimal(9_780), DUE, DUE + timedelta(days=4))


@given(st.decimals(0, 10**6, places=2), st.integers(1, 400), st.integers(1, 10_000), st.booleans())
def test_a_delay_costs_in_proportion_of_its_days_to_the_cent(worth, days, divisor, handed):
    done = DUE + timedelta(days=days)
    late = rules.Late("Registre", worth, DUE, done if handed else None)
    cost = rules.late_penalty(late, today=done, divisor=divisor)
    assert late.days(done) == days
    assert abs(cost * divisor - worth * days) * 200 <= divisor
    assert not rules.against_counting(late, today=done, divisor=divisor)


@pytest.mark.parametrize(
    ("late", "divisor", "why"),
    [
        (None, 3_000, "dites quel service"),
        (None, 0, "aucune clause ne chiffre"),
        (LATE_BY_FOUR, 0, "aucune clause ne chiffre"),
        (replace(LATE_BY_FOUR, done_on=DUE), 3_000, "pas de retard"),
        (replace(LATE_BY_FOUR, done_on=DUE + timedelta(days=11)), 3_000, "pas encore venu"),
    ],
)
def test_what_is_no_delay_is_not_counted(late, divisor, why):
    (reason,) = rules.against_counting(late, today=DUE + timedelta(days=10), divisor=divisor)
    assert why in str(reason)


def test_without_an_amount_the_days_make_it_and_another_wants_its_reason(cast):
    late = rules.Late("Registre", Decimal(97_800), LATER.date() - timedelta(days=37))
    told = {"late": late, "by": cast.camille, "at": LATER}
    own = operations.announce_penalty(the_contract(), None, "", **told)
    assert own.amount_eur == Decimal("1206.20")
    assert "37 jours de retard" in str(own.announcement.paper)
    with pytest.raises(Refused, match="dites pourquoi un autre montant"):
        operations.announce_penalty(the_contract(), Decimal(900), "", **told)
    less = operations.announce_penalty(the_contract(), Decimal(900), "Une crue.", **told)
    text = less.reason.replace("\u202f", " ").replace("\xa0", " ")
    assert "97 800 € × 37 / 3 000 = 1 206,20 €." in text
    assert text.endswith("Montant retenu par l’acheteur : 900 €.\nUne crue.")
    line = the_contract().atelier.stream.lines.filter(kind="contract.penalty_announced").last()
    assert (line.payload["amount_eur"], line.payload["counted_eur"]) == ("900", "1206.20")


def test_an_agreement_without_a_rate_counts_nothing(as_, cast, law):
    law("penalty_divisor", "0")
    clock.advance_to(LATER)
    camille, one = as_(cast.camille), the_contract().instalments.first()
    page = plain(camille.get(at("penalise")))
    for absent in ("valeur du service", "Service en retard", "Dû le", "Compter les jours"):
        assert absent not in page
    sent = {"service": one.pk, "due_on": "01/01/2026", "amount_eur": "1 200", "reason": LATE}
    answer = camille.post(at("penalise"), sent | {"act": "count"})
    assert (answer.status_code, "aucune clause ne chiffre" in plain(answer).lower()) == (422, True)
    assert camille.post(at("penalise"), sent | {"amount_eur": ""}).status_code == 422
    assert camille.post(at("penalise"), sent).url == at("payments")
    assert (Penalty.objects.get().amount_eur, Penalty.objects.get().reason) == (1_200, LATE)


def test_days_are_counted_on_the_page_before_anybody_is_written_to(as_, cast):
    clock.advance_to(LATER)
    camille, one = as_(cast.camille), the_contract().instalments.last()
    due = LATER.date() - timedelta(days=30)
    sent = {"service": one.pk, "due_on": f"{due:%d/%m/%Y}", "act": "count"}
    answer = camille.post(at("penalise"), sent)
    cost = plain(answer)
    assert answer.status_code == 200
    assert "30 jours de retard" in cost
    assert "300 €" in cost
    assert 'value="300"' in cost
    assert not Penalty.objects.exists()
    for wrong in ({"due_on": ""}, {"service": ""}, {"done_on": f"{due:%d/%m/%Y}"}):
        assert camille.post(at("penalise"), sent | wrong).status_code == 422
    assert camille.post(at("penalise"), {"reason": "Sans rien."}).status_code == 422
    sent.pop("act")
    assert camille.post(at("penalise"), sent).url == at("payments")
    assert Penalty.objects.get().amount_eur == 300


def test_announced_it_keeps_nothing_back_and_the_holder_is_written_to(cast):
    before = now()
    penalty = announce(cast)
    after = now()
    assert after.account.left == before.account.left
    assert after.kept.total == 0
    assert penalty.answer_by == LATER.date() + timedelta(days=15)
    text = str(penalty.announcement.paper)
    assert LATE in text
    assert "CCAG-PI 2021, art. 14.1" in text
    (message,) = Message.objects.filter(subject__contains="pénalité est envisagée")
    assert message.to == cast.dina.email
    assert at("letter", penalty.announcement.pk, "pdf") in message.body
    (line,) = the_contract().atelier.stream.lines.filter(kind="contract.penalty_announced")
    assert line.payload["letter"] == penalty.announcement.digest


def test_the_holder_is_heard_before_anything_is_applied(cast):
    penalty = announce(cast)
    with pytest.raises(Refused, match="peut encore présenter ses observations"):
        apply(cast, penalty, moment=LATER + timedelta(days=15))
    operations.answer_penalty(penalty, "La salle était fermée.", by=cast.dina, at=LATER)
    apply(cast, penalty, moment=LATER + timedelta(days=1))
    assert "La salle était fermée." in str(penalty.decision.paper)
    assert Task.objects.get(key=f"contract:penalty:{penalty.pk}").done_at
    with pytest.raises(Refused, match="déjà appliquée"):
        operations.answer_penalty(penalty, "Encore.", by=cast.dina, at=HEARD)
    with pytest.raises(Refused, match="déjà appliquée"):
        apply(cast, penalty)


def test_applied_it_comes_out_of_the_balance_and_no_service_moves(cast):
    before = now()
    apply(cast, announce(cast))
    after = now()
    assert after.seen.totals == before.seen.totals
    assert after.account.penalties == 1200
    assert after.account.left == before.account.left - 1200
    one = after.seen.rows[1][0]
    assert after.account.balance(one).left == one.due_eur - 1200


def test_below_the_exemption_nothing_is_applied_until_the_total_is_above(cast):
    first = announce(cast, "600")
    with pytest.raises(Refused, match="exonéré"):
        apply(cast, first)
    second = announce(cast, "600")
    apply(cast, first)
    assert now().kept.exempt
    assert now().account.penalties == 0
    apply(cast, second)
    assert now().account.penalties == 1200
    operations.lift_penalty(second, "Contestée à raison.", by=cast.camille, at=HEARD)
    assert now().account.penalties == 0


def test_a_penalty_comes_out_of_what_the_holder_is_still_paid(cast):
    penalty = announce(cast, "9780")
    with pytest.raises(Refused, match="il ne reste que 9"):
        apply(cast, penalty, place=0)
    apply(cast, penalty, place=1)


def test_lifted_it_counts_no_more_and_stays_with_its_reason(cast):
    wrong = apply(cast, announce(cast, "9000"))
    with pytest.raises(Refused, match="dites pourquoi"):
        operations.lift_penalty(wrong, " ", by=cast.camille, at=HEARD)
    operations.lift_penalty(wrong, " Un zéro de trop. ", by=cast.camille, at=HEARD)
    with pytest.raises(Refused, match="déjà retirée"):
        operations.lift_penalty(wrong, "Encore.", by=cast.camille, at=HEARD)
    assert now().kept.total == 0
    announce(cast, "9780", moment=HEARD)
    (line,) = the_contract().atelier.stream.lines.filter(kind="contract.penalty_lifted")
    assert line.payload["reason"] == "Un zéro de trop."


CENTS = st.decimals(0, 30_000, places=2)


@given(CENTS, st.lists(st.tuples(CENTS, CENTS, st.none() | CENTS), min_size=1, max_size=6))
def test_what_was_paid_never_moves_and_all_that_can_be_is_kept_once(total, told):
    listed = [rules.Keepable(available, own, kept) for available, own, kept in told]
    parts = rules.kept_back(total, listed)
    for part, one in zip(parts, listed, strict=True):
        assert part == one.kept if one.kept is not None else 0 <= part <= one.available
    fixed = sum((one.kept for one in listed if one.kept is not None), Decimal(0))
    room = sum((one.available for one in listed if one.kept is None), Decimal(0))
    assert sum(parts) == fixed + min(room, max(Decimal(0), total - fixed))


def settle(cast, place, verdict=Verdict.ADMITTED, *, pay=True):
    contract = the_contract()
    contract.atelier.stage = Stage.FOLLOW_UP
    one = list(contract.instalments.all())[place]
    one.contract = contract
    reason = "" if verdict is Verdict.ADMITTED else "Rien n’est remis."
    operations.decide_service(one, verdict, reason=reason, by=cast.camille, at=HEARD)
    if pay:
        operations.record_payment(one, HEARD.date(), by=cast.camille, at=HEARD)


def test_a_service_that_is_rejected_does_not_take_its_penalty_away(cast):
    apply(cast, announce(cast))
    settle(cast, 1, Verdict.REJECTED, pay=False)
    after = now()
    assert after.account.penalties == 1200
    assert after.account.balance(after.seen.rows[0][0]).penalty == 1200


def test_what_was_kept_of_a_payment_does_not_move_when_a_penalty_is_lifted(as_, cast):
    penalty = apply(cast, announce(cast))
    settle(cast, 1)
    paid = now().account.paid
    operations.lift_penalty(penalty, "Contestée à raison.", by=cast.camille, at=HEARD)
    after = now()
    assert after.account.paid == paid
    assert (after.account.penalties, after.account.penalties_back) == (1200, 1200)
    clock.advance_to(HEARD)
    page = plain(as_(cast.camille).get(at("payments")))
    assert "1 200 € retenus sur un paiement sont à rendre au titulaire" in page


def test_a_penalty_exempt_when_its_service_was_paid_is_kept_of_the_next(cast):
    first, second = announce(cast, "600"), announce(cast, "600")
    apply(cast, first)
    settle(cast, 1)
    apply(cast, second, place=2)
    after = now()
    kept = [after.account.balance(one).penalty for one, _ in after.seen.rows]
    assert (sum(kept), kept[1]) == (1200, 0)


def test_an_early_end_keeps_penalties_of_what_is_owed(cast):
    apply(cast, announce(cast))
    settle(cast, 0, pay=False)
    before = now()
    contract, why = the_contract(), "Le territoire renonce."
    one = operations.terminate(contract, TerminationGround.INTEREST, why, by=cast.camille, at=HEARD)
    account = now().account
    assert account.penalties == 1200
    assert queries.statement(before, one).balance == account.left


def in_the_table() -> list[str]:
    return [row for row in rows_of(now()) if str(row[0]).startswith("Pénalité")][-1]


def test_the_table_says_where_a_penalty_is_kept(cast):
    one = announce(cast)
    assert in_the_table()[1] == "annoncée, pas encore retenue"
    apply(cast, one)
    assert in_the_table()[1] == "retenue sur « Premier atelier tenu »"
    settle(cast, 1, Verdict.REJECTED, pay=False)
    said = "retenue en tout ou partie ailleurs : « Premier atelier tenu » n’y suffit plus"
    assert in_the_table()[1] == said
    late = HEARD + timedelta(days=3)
    operations.lift_penalty(one, "Contestée.", by=cast.camille, at=late)
    assert (in_the_table()[1], in_the_table()[7]) == ("retirée : Contestée.", late.date())


def test_the_table_says_that_what_is_left_does_not_suffice(cast):
    apply(cast, announce(cast))
    for place in range(len(now().seen.rows)):
        settle(cast, place, Verdict.REJECTED, pay=False)
    said = "appliquée, mais ni « Premier atelier tenu » ni le reste à payer n’y suffisent"
    assert in_the_table()[1] == said


def plain(answer) -> str:
    return answer.content.decode().replace("\u202f", " ").replace("\xa0", " ")


IN_GROUP = "le mandataire dit comment une pénalité se répartit entre les membres"


def test_through_the_screens(as_, cast):
    clock.advance_to(LATER)
    camille = as_(cast.camille)
    assert IN_GROUP in plain(camille.get(at("penalise")))
    zero = camille.post(at("penalise"), {"amount_eur": "0", "reason": LATE})
    assert (zero.status_code, "de plus de 0 €" in plain(zero)) == (422, True)
    assert camille.post(at("penalise"), {"amount_eur": "1 200", "reason": "=retard"}).url
    one = Penalty.objects.get()
    early = plain(camille.get(at("penalty", one.pk)))
    assert "peut encore présenter ses observations" in early
    assert "aria-disabled" in early
    dina = as_(cast.dina)
    page = plain(dina.get(at("penalty", one.pk)))
    assert "ce logiciel ne la partage pas entre ses membres" in page
    assert "à vérifier" in page[page.index(IN_GROUP) :]
    assert "Appliquer la pénalité" not in page
    assert (
        dina.post(at("answer_penalty", one.pk), {"answer": "Nous contestons."}).status_code == 302
    )
    assert dina.get(at("letter", one.announcement_id, "pdf")).content.startswith(b"%PDF")
    camille = as_(cast.camille)
    page = plain(camille.get(at("penalty", one.pk)))
    assert "Nous contestons." in page
    assert "aria-disabled" not in page
    place = the_contract().instalments.all()[1].pk
    nothing = camille.post(at("apply_penalty", one.pk), {"instalment": "0"})
    assert nothing.status_code == 422
    assert camille.post(at("apply_penalty", one.pk), {"instalment": place}).status_code == 302
    for person in (cast.camille, cast.dina):
        page = plain(as_(person).get(at("payments")))
        assert "− 1 200 € de pénalités" in page
        assert ("Annoncer une pénalité" in page) is (person == cast.camille)
    camille = as_(cast.camille)
    table = camille.get(at("payments_table")).content.decode().removeprefix("\ufeff")
    rows = list(csv.reader(io.StringIO(table), delimiter=";"))
    assert rows[0][5] == "Pénalités retenues"
    assert rows[-1][:2] == ["Pénalité : =retard", "retenue sur « Premier atelier tenu »"]
    assert camille.post(at("lift_penalty", one.pk), {"reason": ""}).status_code == 422
    assert camille.post(at("lift_penalty", one.pk), {"reason": "Comptée deux fois."}).url
    page = plain(camille.get(at("payments")))
    assert page.index("=retard") < page.index("Motif du retrait : Comptée deux fois.")
    for name in ("payments", "penalise"):
        assert_queries(camille, at(name))
    assert_queries(camille, at("penalty", one.pk))


def test_a_deployment_may_say_nothing_of_groups(law):
    contract = the_contract()
    assert IN_GROUP in queries.penalty_law(contract).in_group
    law("penalty_in_group", "false")
    assert queries.penalty_law(contract).in_group == ""


@pytest.mark.parametrize(
    ("page", "may"),
    [
        ("answer_penalty", {"camille", "dina"}),
        ("apply_penalty", {"camille"}),
        ("lift_penalty", {"camille"}),
    ],
)
def test_who_acts_on_a_penalty(as_, cast, page, may):
    clock.advance_to(LATER)
    path = at(page, announce(cast).pk)
    seen = {name: as_(who).post(path).status_code for name, who in vars(cast).items()}
    outside = {"eve", "stranger"}
    assert seen == {name: 422 if name in may else 404 if name in outside else 403 for name in seen}
