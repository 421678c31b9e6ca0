"""A contract under way changes only by a ground of the law, signed, notified, to the cent."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from atelier_local import clock
from atelier_local.programme.agreement.models import Commitment, FrameworkAgreement
from atelier_local.programme.ateliers.enums import Stage
from atelier_local.programme.ateliers.models import Atelier
from atelier_local.refusal import Refused
from atelier_local.steps.contract import decp, operations, queries, rules
from atelier_local.steps.contract.enums import ModificationForm as Form
from atelier_local.steps.contract.enums import ModificationGround as Ground
from atelier_local.steps.contract.enums import ModificationState
from atelier_local.steps.contract.models import Modification
from atelier_local.steps.contract.operations import Wanted
from tests.contract.test_decp import complete
from tests.contract.test_team import LATER, declare, json_of, the_contract
from tests.factories.ateliers import SHARED, SLUG
from tests.factories.contract import a_notified_contract, priced
from tests.pages import assert_queries

LIMITS = rules.Limits(10, 50, 140_000, dict.fromkeys(Ground.values, "art. R0"))
NOW = rules.Standing(
    notified=True,
    initial=Decimal(100_000),
    amount=Decimal(100_000),
    months=12,
    elapsed=4,
    expected={Stage.WORKSHOP_3.value: Decimal(20_000), Stage.FEEDBACK.value: Decimal(0)},
)
MORE = rules.Asked(
    Form.AGREED, Ground.SMALL, "Une réunion de plus.", amount=Decimal(9_000), stage="workshop-3"
)
money = st.decimals(-60_000, 60_000, places=2).filter(bool)


@pytest.fixture(scope="module")
def made(kept):
    return kept(lambda cast: a_notified_contract(cast, body=priced))


def at(page: str, *args: object) -> str:
    return reverse(f"contract:{page}", args=[SLUG, *args])


def said(asked: rules.Asked, now: rules.Standing = NOW) -> str:
    return " ; ".join(map(str, rules.against_modifying(asked, now, LIMITS)))


def but(one, **changes):
    return type(one)(**{n: getattr(one, n) for n in one.__dataclass_fields__} | changes)


def test_a_sound_modification_is_allowed():
    assert said(MORE) == ""


@pytest.mark.parametrize(
    ("asked", "now", "why"),
    [
        ({}, {"notified": False}, "pas notifié"),
        ({}, {"expected": {}}, "exécuté"),
        ({"amount": Decimal(0)}, {}, "dites ce qui change"),
        ({"reason": " "}, {}, "dites pourquoi"),
        ({"ground": Ground.CLAUSE}, {}, "citez la clause"),
        ({"stage": ""}, {}, "après quelle étape"),
        ({"amount": Decimal(-9_000), "stage": "feedback"}, {}, "n’a plus que"),
        ({"amount": Decimal(10_000)}, {}, "10 % du montant"),
        ({"amount": Decimal(1_000)}, {"small": Decimal(9_000)}, "cumulées"),
        ({"ground": Ground.UNFORESEEN, "amount": Decimal("50000.01")}, {}, "50 % du montant"),
        ({"ground": Ground.ADDITIONAL, "amount": Decimal("50000.01")}, {}, "art. R0"),
        ({"ground": Ground.HOLDER, "leaving": True}, {}, "ne change pas le prix"),
        ({"months": 12}, {}, "dure déjà"),
        ({"months": 3}, {}, "déjà passée"),
    ],
)
def test_each_fault_is_told(asked, now, why):
    assert why in said(but(MORE, **asked), but(NOW, **now))


MEMBER = rules.Asked(
    Form.AGREED, Ground.HOLDER, "Fusion.", leaving=True, entering=True, siret="00000000100014"
)


@pytest.mark.parametrize(
    ("asked", "why"),
    [
        ({"ground": Ground.SMALL}, "interdit, sauf"),
        ({"form": Form.UNILATERAL}, "unilatéral"),
        ({"leaving": False}, "quel membre part"),
        ({"mandate": rules.Mandate(leads=True)}, "dites qui le devient"),
        ({"payee_out": True, "amount": Decimal(1)}, "n’est plus membre"),
        ({"entering": False}, "qui prend la suite"),
        ({"siret": "12"}, "14 chiffres"),
        ({"already": True}, "déjà membre"),
        ({"months": 14}, "deux modifications"),
    ],
)
def test_a_member_is_changed_only_as_the_law_allows(asked, why):
    assert said(MEMBER) == ""
    assert why in said(but(MEMBER, **asked))


def test_without_a_clause_of_the_agreement_no_clause_changes_a_member():
    by_clause = but(MEMBER, ground=Ground.CLAUSE, clause="Article 7.")
    assert rules.against_modifying(by_clause, NOW, LIMITS) == ()
    without = replace(LIMITS, adaptation=False)
    assert rules.against_modifying(MEMBER, NOW, without) == ()
    (why,) = rules.against_modifying(by_clause, NOW, without)
    assert "l’accord-cadre ne prévoit pas d’adaptation des équipes" in str(why)


@given(money, money)
def test_small_amounts_are_cumulated_and_halves_are_not(first, second):
    now = but(NOW, small=first, expected={"workshop-3": Decimal(10**6)})
    small = but(MORE, amount=second)
    assert ("cumulées" in said(small, now)) is (abs(first + second) >= 10_000)
    half = but(small, ground=Ground.UNFORESEEN)
    assert ("50 %" in said(half, now)) is (abs(second) > 50_000)


# --- The workflow ---------------------------------------------------------------------------------


def wanted(**changes: object) -> Wanted:
    usual = {
        "form": Form.AGREED,
        "ground": Ground.SMALL,
        "subject": "Une réunion publique de plus",
        "reason": "La crue de mai a rendu nécessaire une réunion à Rémalard.",
        "amount_eur": Decimal("4000.05"),
        "due_stage": Stage.WORKSHOP_2.value,
    }
    return Wanted(**usual | changes)


def propose(cast, *, when: datetime = LATER, **changes: object) -> Modification:
    contract = the_contract()
    return operations.propose_modification(contract, wanted(**changes), by=cast.camille, at=when)


def sign_all(cast, one: Modification, *, when: datetime = LATER) -> None:
    for signature in one.signatures.select_related("organisation"):
        signature.modification = one
        operations.sign_modification(signature, when.date(), by=cast.camille, at=when)


def notify(cast, one: Modification, *, when: datetime = LATER) -> Modification:
    sign_all(cast, one, when=when)
    operations.notify_modification(one, by=cast.camille, at=when)
    return one


def shared(contract) -> list[bool]:
    return [
        sum(s.amount_eur for s in i.shares.all()) == i.amount_eur
        for i in contract.instalments.prefetch_related("shares")
    ]


def test_nothing_changes_before_everybody_signed(cast):
    one = propose(cast)
    assert [s.quality for s in one.signatures.all()] == ["buyer", "lead"]
    with pytest.raises(Refused, match="il manque la signature"):
        operations.notify_modification(one, by=cast.camille, at=LATER)
    assert queries.in_effect(the_contract()).amount == Decimal(97_800)
    sign_all(cast, one)
    operations.notify_modification(one, by=cast.camille, at=LATER)
    contract = the_contract()
    assert queries.in_effect(contract).amount == Decimal("101800.05")
    assert contract.amount_eur == Decimal(97_800)
    assert sum(i.amount_eur for i in contract.instalments.all()) == Decimal("101800.05")
    assert queries.payments(contract).total == Decimal("101800.05")
    assert all(shared(contract))
    assert sum(c.amount for c in Commitment.objects.all()) == Decimal("101800.05")
    with pytest.raises(Refused, match="déjà décidée"):
        operations.notify_modification(one, by=cast.camille, at=LATER)
    kinds = contract.atelier.stream.lines.values_list("kind", flat=True)
    assert {f"contract.modification_{w}" for w in ("proposed", "signed", "notified")} <= set(kinds)


def test_a_signature_is_given_once_and_in_its_time(cast):
    one = propose(cast)
    signature = one.signatures.first()
    signature.modification = one
    for day, why in ((-1, "précéderait"), (1, "pas encore venue")):
        wrong = LATER.date() + timedelta(days=day)
        with pytest.raises(Refused, match=why):
            operations.sign_modification(signature, wrong, by=cast.camille, at=LATER)
    operations.sign_modification(signature, LATER.date(), by=cast.camille, at=LATER)
    with pytest.raises(Refused, match="déjà enregistrée"):
        operations.sign_modification(signature, LATER.date(), by=cast.camille, at=LATER)


def test_what_is_taken_off_lacks_to_each_in_proportion(cast):
    notify(cast, propose(cast, amount_eur=Decimal("-3000.01"), form=Form.UNILATERAL))
    contract = the_contract()
    stage = contract.instalments.get(due_stage=Stage.WORKSHOP_2)
    assert stage.amount_eur == Decimal("23000.33") - Decimal("3000.01")
    assert all(shared(contract))
    assert queries.in_effect(contract).amount == Decimal("94799.99")
    left = sum(one.amount for one in Commitment.objects.all())
    assert left == Decimal("94799.99")


def test_a_modification_moves_nothing_of_what_a_subcontractor_gets(cast):
    sub = declare(cast)
    operations.accept_subcontracting(sub, by=cast.camille, at=LATER)
    before = [parts[:2] for _, parts in queries.payments(the_contract()).rows]
    notify(cast, propose(cast))
    notify(cast, propose(cast, amount_eur=Decimal(-500), ground=Ground.MINOR))
    contract = the_contract()
    after = [parts[:2] for _, parts in queries.payments(contract).rows]
    assert after[: len(before)] == before
    assert after[-1] == [0, 0]
    assert all(shared(contract))
    assert queries.payments(contract).total == queries.in_effect(contract).amount


def test_two_small_ones_are_weighed_together_at_the_notification_too(cast):
    first, second = propose(cast), propose(cast, amount_eur=Decimal(5_900))
    notify(cast, first)
    with pytest.raises(Refused, match="cumulées"):
        notify(cast, second)
    second.refresh_from_db()
    assert second.state == ModificationState.PROPOSED
    operations.drop_modification(second, "Au-delà du plafond.", by=cast.camille, at=LATER)
    with pytest.raises(Refused, match="déjà décidée"):
        operations.drop_modification(second, "Encore.", by=cast.camille, at=LATER)


def test_the_ceiling_of_the_agreement_stops_a_modification(cast):
    one = propose(cast)
    FrameworkAgreement.objects.update(ceiling_eur=Decimal(98_000))
    with pytest.raises(Refused, match="montant maximal"):
        notify(cast, one)
    assert queries.in_effect(the_contract()).amount == Decimal(97_800)


def test_a_longer_contract_ends_later(cast):
    before = queries.in_effect(the_contract())
    unforeseen = {"ground": Ground.UNFORESEEN, "amount_eur": Decimal(0), "due_stage": ""}
    notify(cast, propose(cast, duration_months=15, **unforeseen))
    after = queries.in_effect(the_contract())
    assert (before.months, after.months) == (13, 15)
    assert after.ends_on > before.ends_on


def test_a_joint_contractor_is_replaced_by_everybodys_signature(cast):
    contract = the_contract()
    leaving = next(h.organisation for h in queries.holders(contract) if not h.leads)
    change = {
        "ground": Ground.HOLDER,
        "subject": "Cession à Rivières & Co",
        "amount_eur": Decimal(0),
        "due_stage": "",
        "leaving": leaving,
        "entering": "Rivières & Co",
        "entering_siret": "00000000300010",
    }
    one = propose(cast, **change)
    qualities = sorted(one.signatures.values_list("quality", flat=True))
    assert qualities == ["buyer", "entering", "lead", "leaving"]
    notify(cast, one)
    held = queries.holders(the_contract())
    assert [h.organisation.name for h in held] == ["Atelier des Haies", "Rivières & Co"]
    seen = queries.payments(the_contract())
    assert SHARED not in seen.payees
    assert seen.total == Decimal(97_800)
    with pytest.raises(Refused, match="déjà membre"):
        propose(cast, **change | {"leaving": held[1].organisation})


def test_the_open_data_carry_each_modification(cast):
    complete(the_contract())
    sub = the_contract().subcontractings.get()
    operations.identify_subcontractor(sub_of(sub), "00000000100014", by=cast.camille, at=LATER)
    notify(cast, propose(cast))
    unforeseen = {"ground": Ground.UNFORESEEN, "amount_eur": Decimal(0), "due_stage": ""}
    notify(cast, propose(cast, duration_months=15, **unforeseen))
    contract = the_contract()
    told = decp.mapped(queries.facts(contract, LATER.date()))
    assert decp.invalid(decp.document([told])) == ()
    first, second = (one["modification"] for one in told["modifications"])
    assert (told["montant"], first["montant"]) == (97_800, 101800.05)
    assert (first["id"], second["id"], second["dureeMois"]) == (1, 2, 15)
    assert "montant" not in second
    subjects = contract.publications.values_list("subject", flat=True)
    assert {"modification:1", "modification:2"} <= set(subjects)


def sub_of(sub):
    sub.contract = the_contract()
    return sub


def test_the_act_says_what_changes_and_quotes_no_article_to_be_verified(cast):
    one = notify(cast, propose(cast))
    act = json_of(one.paper.paper)
    for words in ("Une réunion publique de plus", "R2194-8", "101\u202f800,05", "Signé le"):
        assert words in act
    minor = notify(cast, propose(cast, ground=Ground.MINOR, amount_eur=Decimal(100)))
    assert "R2194" not in json_of(minor.paper.paper)


SENT = {
    "subject": "Une réunion publique de plus",
    "form": "agreed",
    "ground": "small",
    "reason": "La crue de mai.",
    "direction": "1",
    "amount_eur": "4 000,05",
    "due_stage": "workshop-2",
}


def test_from_proposal_to_notification_through_the_screens(as_, cast):
    clock.advance_to(LATER)
    camille = as_(cast.camille)
    assert "tel que signé" in camille.get(at("modifications")).content.decode()
    payee = {"payee": str(cast.dina.organisation.pk)}
    over = camille.post(at("modify"), SENT | payee | {"amount_eur": "9 780"})
    assert (over.status_code, "R2194-8" in over.content.decode()) == (422, True)
    assert "La crue de mai." in over.content.decode()
    silent = camille.post(at("modify"), SENT | payee | {"amount_eur": ""})
    assert (silent.status_code, "Dites de combien" in silent.content.decode()) == (422, True)
    answer = camille.post(at("modify"), SENT | payee)
    one = Modification.objects.get()
    assert answer.url == at("modification", one.pk)
    assert camille.post(at("notify_modification", one.pk)).status_code == 409
    day = {"signed_on": f"{LATER:%Y-%m-%d}"}
    for signature in one.signatures.all():
        path = at("sign_modification", one.pk, signature.pk)
        assert camille.post(path, {"signed_on": "jamais"}).status_code == 409
        assert camille.post(path, day).status_code == 302
    draft = camille.get(at("modification_paper", one.pk, "docx"))
    assert draft.content.startswith(b"PK")
    assert camille.post(at("notify_modification", one.pk)).status_code == 302
    pdf = camille.get(at("modification_paper", one.pk, "pdf"))
    assert pdf.content.startswith(b"%PDF-")
    assert "101\u202f800,05" in camille.get(at("contract")).content.decode()
    assert camille.post(at("drop_modification", one.pk), {"reason": ""}).status_code == 422
    assert camille.post(at("drop_modification", one.pk), {"reason": "Non."}).status_code == 409


def test_who_sees_modifications(as_, cast):
    one = propose(cast)
    allowed = dict.fromkeys(("camille", "bastien", "olivia", "agnès", "dina"), 200)
    refused = {"hélène": 403, "paul": 403, "eve": 404, "stranger": 404}
    for path in (at("modifications"), at("modification", one.pk)):
        seen = {n: as_(p).get(path).status_code for n, p in vars(cast).items()}
        assert seen == allowed | refused
    signing = at("sign_modification", one.pk, one.signatures.first().pk)
    for person in (cast.bastien, cast.dina):
        client = as_(person)
        assert client.get(at("modify")).status_code == 403
        for path in (at("notify_modification", one.pk), at("drop_modification", one.pk), signing):
            assert client.post(path).status_code == 403
    assert as_(cast.camille).get(at("modification", 0)).status_code == 404


def test_queries_do_not_grow_with_modifications(as_, cast):
    camille = as_(cast.camille)
    propose(cast, amount_eur=Decimal(10))
    one = assert_queries(camille, at("modifications"))
    notify(cast, propose(cast, amount_eur=Decimal(10)))
    last = propose(cast, amount_eur=Decimal(20))
    assert assert_queries(camille, at("modifications")) == one
    assert_queries(camille, at("modification", last.pk))
    assert_queries(camille, at("modify"))
    assert_queries(camille, at("contract"))


@pytest.mark.parametrize(("day", "elapsed"), [(date(2026, 8, 26), 1), (date(2027, 1, 1), 6)])
def test_elapsed_months_are_counted_from_t0(cast, day, elapsed):
    Atelier.objects.update(stage=Stage.WORKSHOP_1)
    assert queries.standing(the_contract(), day).elapsed == elapsed
