"""A contract that ends early: told first when it is for a fault, decided, stated, freed."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from atelier_local import clock
from atelier_local.programme.agreement.models import ConsortiumAgent
from atelier_local.programme.agreement.queries import consumption
from atelier_local.programme.ateliers.enums import Ending, Stage
from atelier_local.programme.people.models import Message
from atelier_local.refusal import Refused
from atelier_local.steps.contract import operations, queries, rules
from atelier_local.steps.contract.enums import (
    InstalmentState,
    ModificationForm,
    ModificationGround,
    TerminationGround,
    TerminationState,
)
from atelier_local.steps.contract.filing import pieces
from atelier_local.steps.contract.models import Modification, SubcontractingAmendment, Termination
from atelier_local.steps.contract.operations import Amending, Wanted
from atelier_local.steps.contract.rules import EarlyEnd, Newcomer, StillDue
from tests.contract.test_team import LATER, again, declare, the_contract
from tests.factories.ateliers import SLUG
from tests.factories.contract import a_notified_contract, priced
from tests.pages import assert_queries

G = TerminationGround
OTHER = {"firm": "Relevés du Mont", "siret": "00000000200012", "newcomer": None}
WHY = "Le département reprend l’étude à son compte."
CENTS = st.decimals(0, 10**6, places=2)


@pytest.fixture(scope="module")
def made(kept):
    return kept(lambda cast: a_notified_contract(cast, body=priced))


def at(page: str, *args: object) -> str:
    return reverse(f"contract:{page}", args=[SLUG, *args])


def terminate(cast, ground=G.INTEREST, reason=WHY, moment=LATER, **told) -> Termination:
    return operations.terminate(the_contract(), ground, reason, **told, by=cast.camille, at=moment)


def admit_first(cast):
    contract = the_contract()
    first = contract.instalments.first()
    first.contract = contract
    contract.atelier.stage = Stage.WORKSHOP_1
    operations.accept_service(first, by=cast.camille, at=LATER)
    return first


# The rules --------------------------------------------------------------------------------


@given(CENTS, CENTS, st.integers(0, 100))
def test_compensation_is_a_share_of_what_is_not_admitted(initial, admitted, percent):
    owed = rules.compensation(initial, admitted, percent)
    assert 0 <= owed <= max(Decimal(0), initial - admitted)
    assert abs(owed * 100 - max(Decimal(0), initial - admitted) * percent) <= Decimal("0.5")


@given(CENTS, CENTS, CENTS)
def test_what_is_freed_is_never_more_than_was_expected(expected, begun, owed):
    freed = rules.freed(expected, begun, owed)
    assert 0 <= freed <= expected
    assert freed == 0 or freed + begun + owed == expected


NOW = StillDue(LATER.date() - timedelta(days=30), Decimal(1000), ended=False)


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({}, ""),
        ({"reason": " "}, "dites pourquoi"),
        ({"ground": G.FAULT}, "se met d’abord en demeure"),
        ({"ground": G.FAULT, "answer_by": LATER.date()}, "court jusqu’au"),
        ({"ground": G.FAULT, "answer_by": LATER.date() - timedelta(days=1)}, ""),
        ({"ground": G.AGREED}, "quel jour l’accord"),
        ({"ground": G.AGREED, "agreed_on": LATER.date() + timedelta(days=1)}, "à venir"),
        ({"ground": G.AGREED, "agreed_on": NOW.notified_on - timedelta(days=1)}, "précéderait"),
        ({"begun": Decimal("1000.01")}, "ne reste que"),
        ({"begun": Decimal(-1)}, "n’est pas négatif"),
    ],
)
def test_why_a_contract_does_not_end(changes, why):
    asked = EarlyEnd(**({"ground": G.INTEREST, "reason": WHY} | changes))
    said = " ; ".join(map(str, rules.against_terminating(asked, NOW, LATER.date())))
    assert bool(said) is bool(why)
    assert why in said


@pytest.mark.parametrize(
    ("now", "why"),
    [
        (StillDue(None, Decimal(1), ended=False), "n’est pas notifié"),
        (StillDue(NOW.notified_on, Decimal(0), ended=False), "un marché exécuté"),
        (StillDue(NOW.notified_on, Decimal(0), ended=True), "déjà résilié"),
    ],
)
def test_which_contract_does_not_end(now, why):
    (said,) = rules.against_terminating(EarlyEnd(G.INTEREST, WHY), now, LATER.date())
    assert why in str(said)


# The act ----------------------------------------------------------------------------------


def test_in_the_general_interest_it_frees_the_ceiling_and_stops_the_atelier(cast):
    first = admit_first(cast)
    used = consumption(the_contract().atelier.framework).committed
    one = terminate(cast, begun_eur=Decimal(2_000))
    left = Decimal(97_800) - first.amount_eur
    owed = ((left - 2_000) * 5 / 100).quantize(Decimal("0.01"))
    assert one.admitted_eur == first.amount_eur
    assert one.compensation_eur == owed
    assert one.freed_eur == left - 2_000 - owed
    contract = the_contract()
    assert consumption(contract.atelier.framework).committed == used - one.freed_eur
    assert contract.atelier.ending == Ending.TERMINATED
    seen = queries.payments(contract)
    assert seen.total == first.amount_eur + 2_000 + owed
    states = [i.state for i, _ in seen.rows]
    assert states.count(InstalmentState.ENDED) == len(states) - 3
    (line,) = contract.atelier.stream.lines.filter(kind="contract.terminated")
    assert line.payload["letter"] == one.paper.digest
    text = str(one.paper.paper)
    assert WHY in text
    assert "Reste à payer au titulaire" in text
    (message,) = Message.objects.filter(subject__contains="résilié")
    assert message.to == cast.dina.email


def test_ended_nothing_goes_on(cast):
    terminate(cast)
    contract = the_contract()
    assert not queries.runs_on(contract)
    with pytest.raises(Refused, match="déjà résilié"):
        terminate(cast)
    with pytest.raises(Refused, match="déjà résilié"):
        operations.give_notice(contract, "Retard.", 8, by=cast.camille, at=LATER)
    ended = queries.retention(contract, LATER.date())
    assert {k.period.since for k in ended if k.kind.of_contract} == {LATER.date()}


def test_no_declaration_is_left_to_silence(as_, cast):
    waiting, lacking = declare(cast), declare(cast, **OTHER)
    operations.ask_missing(lacking, "Le RIB.", by=cast.camille, at=LATER)
    terminate(cast)
    waiting.refresh_from_db()
    assert (waiting.state, waiting.reason) == ("refused", "Le marché est résilié.")
    with pytest.raises(Refused, match="plus aucun service n’est attendu"):
        operations.complete_subcontracting(lacking, by=cast.dina, at=LATER)
    clock.advance_to(LATER)
    answer = as_(cast.dina).post(at("supply", lacking.pk))
    assert answer.status_code == 409
    page = as_(cast.dina).get(at("subcontracting", lacking.pk)).content.decode()
    assert "aria-disabled" in page


def test_the_day_of_an_agreement_is_kept_of_an_agreement_alone(cast):
    assert terminate(cast, agreed_on=LATER.date()).agreed_on is None


def test_a_fault_is_told_then_decided_once_its_time_is_over(cast):
    with pytest.raises(Refused, match="se met d’abord en demeure"):
        terminate(cast, G.FAULT)
    notice = operations.give_notice(
        the_contract(), "Aucun atelier n’est préparé.", 15, by=cast.camille, at=LATER
    )
    assert "Aucun atelier n’est préparé." in str(notice.notice.paper)
    with pytest.raises(Refused, match="court déjà"):
        operations.give_notice(the_contract(), "Encore.", 15, by=cast.camille, at=LATER)
    operations.answer_notice(notice, "La salle manque.", by=cast.dina, at=LATER)
    with pytest.raises(Refused, match="court jusqu’au"):
        terminate(cast, G.FAULT, moment=LATER + timedelta(days=15))
    one = terminate(cast, G.FAULT, moment=LATER + timedelta(days=16))
    assert one.pk == notice.pk
    assert one.compensation_eur == 0
    text = str(one.paper.paper)
    assert "La salle manque." in text
    assert "restée sans effet" in text


def test_the_breach_told_stays_as_it_was_told(as_, cast):
    breach, why = "Aucun atelier n’est préparé.", "Rien n’est venu depuis la mise en demeure."
    notice = operations.give_notice(the_contract(), breach, 8, by=cast.camille, at=LATER)
    assert (notice.breach, notice.reason) == (breach, "")
    clock.advance_to(LATER + timedelta(days=9))
    assert breach in as_(cast.camille).get(at("terminate")).content.decode()
    one = terminate(cast, G.FAULT, why, LATER + timedelta(days=9))
    one.refresh_from_db()
    assert (one.breach, one.reason) == (breach, why)
    page = as_(cast.dina).get(at("termination")).content.decode()
    for text in (str(one.paper.paper), page):
        assert breach in text
        assert why in text


def test_the_same_words_are_not_written_twice(cast):
    breach = "Aucun atelier n’est préparé."
    operations.give_notice(the_contract(), breach, 8, by=cast.camille, at=LATER)
    one = terminate(cast, G.FAULT, breach, LATER + timedelta(days=9))
    assert str(one.paper.paper).count(breach) == 1


def nobody_to_write_to(contract):
    contract.team.update(to_on=LATER.date())
    ConsortiumAgent.objects.filter(consortium=contract.consortium).delete()


def test_no_delay_begins_when_nobody_is_written_to(as_, cast):
    contract = the_contract()
    nobody_to_write_to(contract)
    why = "personne n’est joignable pour le titulaire"
    with pytest.raises(Refused, match=why):
        operations.give_notice(contract, "Retard.", 8, by=cast.camille, at=LATER)
    with pytest.raises(Refused, match=why):
        operations.announce_penalty(contract, Decimal(1_200), "Retard.", by=cast.camille, at=LATER)
    assert not contract.terminations.exists()
    assert not contract.penalties.exists()
    clock.advance_to(LATER)
    answer = as_(cast.camille).post(at("give_notice"), {"breach": "Retard.", "days": "8"})
    assert (answer.status_code, "joignable" in answer.content.decode()) == (422, True)
    terminate(cast)  # an end needs no answer


def test_ended_nobody_comes_and_nothing_is_changed(as_, cast):
    sub = declare(cast)
    operations.accept_subcontracting(sub, by=cast.camille, at=LATER)
    held = queries.lead_of(the_contract())
    told = {
        "form": ModificationForm.AGREED,
        "ground": ModificationGround.SMALL,
        "subject": "Une réunion",
        "reason": "Une réunion de plus.",
        "amount_eur": Decimal(1_000),
        "due_stage": Stage.WORKSHOP_3.value,
    }
    proposed = operations.propose_modification(
        the_contract(), Wanted(**told), by=cast.camille, at=LATER
    )
    for signature in proposed.signatures.all():
        operations.sign_modification(signature, LATER.date(), by=cast.camille, at=LATER)
    sub = again(sub)
    amending = Amending(
        sub.services,
        Decimal(9_000),
        sub.terms,
        sub.duration_months,
        "Une crue.",
        LATER.date(),
        "none",
    )
    act = operations.amend_subcontracting(sub, amending, by=cast.dina, at=LATER)
    terminate(cast)
    contract, by = the_contract(), {"by": cast.camille, "at": LATER}
    newcomer = Newcomer("noe.vasseur@exemple.test", "Noé", "Vasseur", "hydraulique", 20)
    member = contract.team.get(person=cast.dina)
    member.contract = contract
    acts = [
        lambda: operations.join_team(contract, held, newcomer, **by),
        lambda: operations.replace_person(member, newcomer, "Elle part.", **by),
        lambda: operations.propose_modification(contract, Wanted(**told), **by),
        lambda: operations.notify_modification(Modification.objects.get(), **by),
        lambda: operations.amend_subcontracting(again(sub), amending, **by),
        lambda: operations.accept_amendment(SubcontractingAmendment.objects.get(pk=act.pk), **by),
    ]
    for one in acts:
        with pytest.raises(Refused, match="le marché est résilié"):
            one()
    clock.advance_to(LATER)
    page = as_(cast.camille).get(at("team")).content.decode()
    assert at("join") not in page
    assert as_(cast.camille).get(at("leave", member.pk)).status_code == 200


def test_letters_are_archived_in_both_forms(cast):
    operations.give_notice(the_contract(), "Retard.", 8, by=cast.camille, at=LATER)
    terminate(cast)
    contract = the_contract()
    paths = {one.path for one in pieces(contract.award.competition, contract)}
    kept = {path.rsplit(".", 1)[1] for path in paths if "contract_termination" in path}
    assert kept == {"pdf", "docx", "json"}
    assert any("formal_notice" in path for path in paths)


def test_a_breach_that_is_mended_lets_the_contract_go_on(cast):
    notice = operations.give_notice(the_contract(), "Retard.", 8, by=cast.camille, at=LATER)
    with pytest.raises(Refused, match="dites pourquoi"):
        operations.drop_notice(notice, " ", by=cast.camille, at=LATER)
    operations.drop_notice(notice, "Rattrapé.", by=cast.camille, at=LATER)
    with pytest.raises(Refused, match="déjà décidée"):
        operations.drop_notice(notice, "Encore.", by=cast.camille, at=LATER)
    assert queries.runs_on(the_contract())
    with pytest.raises(Refused, match="se met d’abord en demeure"):
        terminate(cast, G.FAULT, moment=LATER + timedelta(days=60))


def test_by_agreement_both_say_what_is_owed(cast):
    day = LATER.date()
    one = terminate(cast, G.AGREED, agreed_on=day, compensation_eur=Decimal(500))
    assert (one.compensation_eur, one.freed_eur) == (500, Decimal(97_300))
    assert "Pour le titulaire" in str(one.paper.paper)


def test_another_ground_drops_the_notice_that_runs(cast):
    notice = operations.give_notice(the_contract(), "Retard.", 8, by=cast.camille, at=LATER)
    terminate(cast)
    notice.refresh_from_db()
    assert notice.state == TerminationState.DROPPED


@pytest.mark.parametrize("advanced", [0, Decimal("8939.97")])
def test_what_is_owed_reconciles_with_what_is_paid_and_advanced(cast, advanced):
    """An advance that was granted and never paid is not asked back."""
    contract = the_contract()
    contract.advance_percent = Decimal(10)
    contract.save()
    if advanced:
        operations.record_advance(contract, LATER.date(), by=cast.camille, at=LATER)
    first = admit_first(cast)
    operations.record_payment(first, LATER.date(), by=cast.camille, at=LATER)
    now = queries.standing_to_end(the_contract())
    one = terminate(cast, begun_eur=Decimal(2_000))
    told = queries.statement(now, one)
    account = queries.standing_to_end(the_contract()).account
    to_pay = sum(b.left for b in account.balances.values() if not b.instalment.paid_on)
    assert told.balance == to_pay - account.advance_left
    assert account.advance == advanced
    assert account.advances.waiting == []


def test_through_the_screens(as_, cast):
    clock.advance_to(LATER)
    camille = as_(cast.camille)
    assert "Le marché suit son cours" in camille.get(at("termination")).content.decode()
    assert camille.post(at("give_notice"), {"breach": "", "days": "0"}).status_code == 422
    given = {"breach": "Registre jamais remis.", "days": "8"}
    assert camille.post(at("give_notice"), given).url == at("termination")
    notice = Termination.objects.get()
    dina = as_(cast.dina)
    page = dina.get(at("termination")).content.decode()
    assert "Registre jamais remis." in page
    assert "Abandonner" not in page
    answer = at("answer_notice", notice.pk)
    assert dina.post(answer, {"answer": "Il part demain."}).status_code == 302
    assert dina.get(at("letter", notice.notice_id, "docx")).content.startswith(b"PK")
    assert dina.get(at("terminate")).status_code == 403
    camille = as_(cast.camille)
    assert "Il part demain." in camille.get(at("termination")).content.decode()
    wrong = {"ground": "interest", "reason": WHY, "again": "autre"}
    assert camille.post(at("terminate"), wrong).status_code == 422
    right = wrong | {"again": the_contract().reference, "begun_eur": "1 000"}
    assert camille.post(at("terminate"), right).url == at("termination")
    page = camille.get(at("termination")).content.decode()
    assert "Résilié le" in page
    page = camille.get(at("contract")).content.decode()
    assert "marché résilié" in page
    assert " · Marché résilié" in page
    assert "Constater" not in page
    assert "aria-disabled" in camille.get(at("team")).content.decode()
    for name in ("termination", "contract", "payments", "team"):
        assert_queries(camille, at(name))


@pytest.mark.parametrize("page", ["give_notice", "terminate"])
def test_only_the_buyer_ends_a_contract(as_, cast, page):
    seen = {name: as_(who).get(at(page)).status_code for name, who in vars(cast).items()}
    outside = {"eve", "stranger"}
    assert seen == {
        name: 200 if name == "camille" else 404 if name in outside else 403 for name in seen
    }
    assert_queries(as_(cast.camille), at(page))
