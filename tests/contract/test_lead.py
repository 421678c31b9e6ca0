"""The lead of a group is replaced under way: by whose signature, and what goes on with it."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from atelier_local import clock
from atelier_local.programme.agreement.enums import MembershipRole
from atelier_local.programme.ateliers.access import roles_in
from atelier_local.programme.ateliers.enums import PartyKind, Stage
from atelier_local.programme.ateliers.models import Atelier
from atelier_local.programme.people.enums import Role
from atelier_local.programme.people.models import Person
from atelier_local.refusal import Refused
from atelier_local.steps.contract import decp, operations, queries, rules
from atelier_local.steps.contract.enums import Absence, Verdict
from atelier_local.steps.contract.enums import ModificationForm as Form
from atelier_local.steps.contract.enums import ModificationGround as Ground
from atelier_local.steps.contract.models import Instalment, Modification, Subcontracting
from atelier_local.steps.contract.queries import holding
from atelier_local.steps.contract.queries.holding import Holder
from atelier_local.steps.contract.rules import Newcomer
from tests.contract.test_decp import complete
from tests.contract.test_modifications import MEMBER, but, notify, propose, said, shared, sign_all
from tests.contract.test_modifications import made as made
from tests.contract.test_team import LATER, json_of, the_contract
from tests.factories.ateliers import SHARED, SLUG
from tests.pages import assert_queries

NEW = "Haies et Bocages"
NOÉ = Newcomer("noe.vasseur@exemple.test", "Noé", "Vasseur", "hydraulique", 20)
LED = rules.Mandate(leads=True, named=True)


def at(page: str, *args: object) -> str:
    return reverse(f"contract:{page}", args=[SLUG, *args])


@pytest.mark.parametrize(
    ("mandate", "why"),
    [
        ({"named": False}, "dites qui le devient"),
        ({"within": False}, "est un membre du groupement"),
        ({"absence": Absence.DEFAULTING}, "dites quand la mise en demeure"),
        ({"absence": Absence.DEFAULTING, "noticed": 3}, "court encore : 8 jours"),
    ],
)
def test_the_lead_leaves_only_if_another_takes_over(mandate, why):
    assert said(but(MEMBER, mandate=LED)) == ""
    assert why in said(but(MEMBER, mandate=replace(LED, **mandate)))


@pytest.mark.parametrize(
    ("asked", "mandate", "why"),
    [
        ({}, {"same": True}, "déjà mandataire"),
        ({}, {"absence": Absence.DISSOLVED}, "dites qui prend sa suite"),
        ({"ground": Ground.SMALL}, {}, "se fonde sur une clause"),
        ({"months": 14}, {}, "ni le prix ni la durée"),
        ({"form": Form.UNILATERAL}, {}, "qu’à défaut"),
        ({"form": Form.UNILATERAL}, {"absence": "defaulting", "noticed": 9}, "qu’à défaut"),
        ({}, {"named": False, "absence": "dissolved"}, "personne ne part"),
    ],
)
def test_the_mandate_alone_changes_as_an_act_of_its_own(asked, mandate, why):
    alone = but(MEMBER, leaving=False, entering=False, ground=Ground.MINOR)
    alone = but(alone, mandate=rules.Mandate(named=True))
    assert said(alone) == ""
    assert why in said(but(alone, mandate=replace(alone.mandate, **mandate), **asked))


def test_without_an_answer_the_second_member_leads_and_the_buyer_says_so_alone():
    silent = {"absence": "defaulting", "noticed": 9, "elapsed": True, "second": True}
    mandate = rules.Mandate(named=True, **silent)
    alone = but(MEMBER, leaving=False, entering=False, ground=Ground.CLAUSE, clause="CCAG, 3.5")
    assert said(but(alone, form=Form.UNILATERAL, mandate=mandate)) == ""


@given(st.integers(0, 40), st.integers(0, 20))
def test_the_last_day_of_a_notice_is_left_to_answer(noticed, days):
    assert rules.notice_elapsed(noticed, days) is (noticed > days)
    assert not rules.notice_elapsed(None, days)


def firm(key: int) -> SimpleNamespace:
    return SimpleNamespace(pk=key, name=str(key))


def a_change(held: list[Holder], told: tuple[int, int, int], key: int) -> SimpleNamespace:
    """Someone leaves or not, someone leads or not: what a notified modification could say."""
    leaving, mandate, kind = told
    out = held[leaving % len(held)].organisation if kind != 1 else None
    came = firm(key) if out else None
    after = [came if out and h.organisation.pk == out.pk else h.organisation for h in held]
    led = after[mandate % len(held)] if kind or held[leaving % len(held)].leads else None
    return SimpleNamespace(
        entering=came,
        entering_siret=str(key),
        leaving_id=out.pk if out else None,
        mandate_id=led.pk if led else None,
    )


@given(
    st.integers(1, 5),
    st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9), st.integers(0, 2)), max_size=8),
)
def test_a_group_always_has_one_lead_and_as_many_members(size, changes):
    held = [
        Holder(
            firm(rank),
            "",
            MembershipRole.JOINT_CONTRACTOR if rank else MembershipRole.LEAD,
        )
        for rank in range(size)
    ]
    for key, told in enumerate(changes, 100):
        held = holding._after(held, a_change(held, told, key))
        assert len({h.organisation.pk for h in held}) == size
        assert [h.leads for h in held].count(True) == 1


# --- The workflow ---------------------------------------------------------------------------------


def firms() -> dict[str, object]:
    return {h.organisation.name: h.organisation for h in queries.holders(the_contract())}


def replacing(**changes: object) -> dict[str, object]:
    """The lead is absorbed by another firm, which takes its place and its mandate."""
    return {
        "ground": Ground.HOLDER,
        "subject": f"Fusion : {NEW} succède à l’Atelier des Haies",
        "reason": "Fusion-absorption du 1er août, publiée au Bodacc ; mêmes moyens, même prix.",
        "amount_eur": Decimal(0),
        "due_stage": "",
        "leaving": firms()["Atelier des Haies"],
        "entering": NEW,
        "entering_siret": "00000000500015",
        "entrant_leads": True,
        "followers": list(the_contract().team.filter(to_on=None)),
    } | changes


def designating(**changes: object) -> dict[str, object]:
    """The joint contractor leads from now on; nobody leaves."""
    alone = {
        "leaving": None,
        "entering": "",
        "entering_siret": "",
        "entrant_leads": False,
        "ground": Ground.MINOR,
        "mandate": firms()[SHARED],
        "followers": [],
    }
    return replacing(**alone | changes)


def admit(cast, services: int = 1) -> None:
    Atelier.objects.update(stage=Stage.INTERIM_2)
    contract = the_contract()
    for one in contract.instalments.all()[:services]:
        one.contract = contract
        operations.decide_service(one, Verdict.ADMITTED, by=cast.camille, at=LATER)


def paid_out() -> dict[str, Decimal]:
    seen = queries.payments(the_contract())
    return dict(zip(seen.payees, seen.totals, strict=True))


def test_a_lead_that_merges_hands_everything_over_to_the_cent(cast):
    admit(cast)
    before = paid_out()
    complete(the_contract())
    Subcontracting.objects.update(siret="00000000100014")
    one = propose(cast, **replacing())
    assert sorted(one.signatures.values_list("quality", flat=True)) == [
        "buyer",
        "incoming",
        "member",
        "outgoing",
    ]
    notify(cast, one)
    contract = the_contract()
    assert [(h.organisation.name, h.place) for h in queries.holders(contract)] == [
        (NEW, "mandataire"),
        (SHARED, "cotraitant"),
    ]
    after, admitted = paid_out(), Decimal("9000.01")
    assert after["Atelier des Haies"] == admitted
    assert after[NEW] == before["Atelier des Haies"] - admitted
    assert after["Bief et Cie"] == Decimal("8400.33")
    assert sum(after.values()) == sum(before.values()) == Decimal(97_800)
    assert all(shared(contract))
    assert contract.subcontractings.get().principal.name == NEW
    facts = queries.facts(contract, LATER.date())
    assert [f.name for f in facts.changes[0].holders] == [NEW, SHARED]
    assert decp.invalid(decp.document([decp.mapped(facts)])) == ()
    assert contract.publications.filter(subject="modification:1").exists()


def test_a_subcontractor_paid_under_two_leads_loses_no_cent(cast):
    admit(cast, 2)
    before = paid_out()
    notify(cast, propose(cast, **replacing()))
    after = paid_out()
    assert after["Bief et Cie"] == before["Bief et Cie"] == Decimal("8400.33")
    assert after["Atelier des Haies"] + after[NEW] == before["Atelier des Haies"]


def test_whoever_follows_keeps_access_and_the_place_of_the_group_moves(cast):
    notify(cast, propose(cast, **replacing()))
    dina = Person.objects.get(pk=cast.dina.pk)
    contract = the_contract()
    assert dina.organisation.name == NEW
    assert Role.TEAM in roles_in(contract.atelier, dina)
    (version,) = queries.team(contract).versions
    assert version.left == []
    assert queries.view(contract).team[0].place == "mandataire"
    party = contract.atelier.parties.get(kind=PartyKind.CONSORTIUM)
    assert party.organisation.name == NEW
    kinds = set(contract.atelier.stream.lines.values_list("kind", flat=True))
    assert "ateliers.place_handed_over" in kinds
    assert "role.revoked" not in kinds


def test_whoever_does_not_follow_loses_access_that_day(as_, cast):
    one = propose(cast, **replacing(followers=[], entrant_leads=False, mandate=firms()[SHARED]))
    with pytest.raises(Refused, match="n’aurait plus personne"):
        notify(cast, one)
    one.refresh_from_db()
    assert (one.state, one.act_number) == ("proposed", None)
    assert as_(cast.dina).get(at("contract")).status_code == 200
    operations.join_team(the_contract(), firms()[SHARED], NOÉ, by=cast.camille, at=LATER)
    operations.notify_modification(again(one), by=cast.camille, at=LATER)
    contract = the_contract()
    assert as_(cast.dina).get(at("contract")).status_code == 404
    assert Role.TEAM not in roles_in(contract.atelier, cast.dina)
    assert [m.person.first_name for m in queries.team(contract).present] == ["Noé"]
    assert queries.lead_of(contract).name == SHARED
    assert [h.place for h in queries.holders(contract)] == ["cotraitant", "mandataire"]
    assert queries.payments(contract).total == Decimal(97_800)
    gone = contract.team.get(person=cast.dina)
    assert "modification n° 1" in gone.reason


def again(one: Modification) -> Modification:
    found = Modification.objects.select_related("leaving", "entering", "mandate").get(pk=one.pk)
    found.contract = the_contract()
    return found


def test_the_mandate_moves_alone_and_nobody_loses_anything(cast):
    Subcontracting.objects.update(principal=None)
    before = queries.payments(the_contract())
    one = propose(cast, **designating())
    assert sorted(one.signatures.values_list("quality", flat=True)) == [
        "buyer",
        "incoming",
        "outgoing",
    ]
    notify(cast, one)
    contract = the_contract()
    after = queries.payments(contract)
    assert (after.payees, after.totals) == (before.payees, before.totals)
    assert queries.lead_of(contract).name == SHARED
    assert contract.subcontractings.get().principal.name == "Atelier des Haies"
    assert Role.TEAM in roles_in(contract.atelier, cast.dina)
    (change,) = queries.facts(contract, LATER.date()).changes
    assert [f.name for f in change.holders] == [SHARED, "Atelier des Haies"]
    assert "R2142-24" in json_of(one.paper.paper)
    assert "R2194" not in json_of(one.paper.paper)


def test_what_no_price_shares_out_is_due_to_whoever_leads(cast):
    Instalment.objects.update(percent=20)
    notify(cast, propose(cast, **designating()))
    assert "Atelier des Haies" not in queries.payments(the_contract()).payees


def test_a_lead_in_default_is_not_waited_for_once_its_notice_has_lasted(cast):
    told = {"absence": Absence.DEFAULTING, "notice_on": LATER.date() - timedelta(days=8)}
    with pytest.raises(Refused, match="court encore"):
        propose(cast, **designating(**told))
    told["notice_on"] -= timedelta(days=1)
    one = propose(cast, **designating(**told))
    assert "outgoing" not in one.signatures.values_list("quality", flat=True)
    alone = designating(form=Form.UNILATERAL, ground=Ground.CLAUSE, clause="CCAG-PI, 3.5", **told)
    two = propose(cast, **alone)
    assert list(two.signatures.values_list("quality", flat=True)) == ["buyer"]


def test_a_service_that_reads_the_law_otherwise_refuses_it(cast, law):
    law("lead_replacement", "false")
    with pytest.raises(Refused, match=r"ne se remplace pas .* \(art. X\)"):
        propose(cast, **replacing())


def test_a_service_may_be_content_with_fewer_signatures(cast, law):
    contract = the_contract()
    other = cast.eve.organisation
    contract.consortium.members.create(
        organisation=other, role="joint_contractor", raw_label=other.name, position=9
    )
    assert propose(cast, **designating()).signatures.filter(quality="member").exists()
    law("lead_signatures", "false")
    assert not propose(cast, **designating()).signatures.filter(quality="member").exists()


def test_two_proposals_about_one_member_cannot_both_be_notified(cast):
    first = propose(cast, **replacing())
    second = propose(cast, **replacing(entering="Une autre", entering_siret="00000000600014"))
    notify(cast, first)
    with pytest.raises(Refused, match="déjà quitté"):
        notify(cast, again(second))


def test_only_people_of_the_firm_that_leaves_follow(cast):
    stranger = operations.join_team(the_contract(), firms()[SHARED], NOÉ, by=cast.camille, at=LATER)
    with pytest.raises(Refused, match="n’est pas de l’entreprise"):
        propose(cast, **replacing(followers=[stranger]))


def test_the_act_says_what_becomes_of_mandate_money_and_access(cast):
    admit(cast)
    one = notify(cast, propose(cast, **replacing()))
    act = json_of(one.paper.paper)
    left = Decimal(97_800) - Decimal("29000.66") - Decimal("9000.01")
    for words in (
        "Nouveau mandataire",
        "Le mandat du groupement",
        f"Passent chez {NEW}",
        "restent à admettre",
        f"{int(left / 1000)}\u202f{left % 1000:.2f}".replace(".", ","),
    ):
        assert words in act


SENT = {
    "subject": "Fusion",
    "form": "agreed",
    "ground": "holder",
    "reason": "Fusion-absorption du 1er août.",
    "direction": "0",
    "entering": NEW,
    "entering_siret": "000 000 005 00015",
}


def test_a_lead_is_replaced_through_the_screens(as_, cast):
    clock.advance_to(LATER)
    camille = as_(cast.camille)
    page = camille.get(at("modify")).content.decode()
    for words in ("R2142-24", "à vérifier", "Aujourd’hui\xa0: Atelier des Haies"):
        assert words in page
    dina = the_contract().team.get()
    leaving = {"leaving": str(cast.dina.organisation.pk), "payee": str(cast.dina.organisation.pk)}
    silent = camille.post(at("modify"), SENT | leaving)
    assert (silent.status_code, "dites qui le devient" in silent.content.decode()) == (422, True)
    chosen = leaving | {"mandate": "entering", "followers": [str(dina.pk)]}
    answer = camille.post(at("modify"), SENT | chosen)
    one = Modification.objects.get()
    assert answer.url == at("modification", one.pk)
    page = assert_said(camille, answer.url)
    assert "Dina Haddad passe chez" in page
    draft = camille.get(at("modification_paper", one.pk, "pdf"))
    assert draft.content.startswith(b"%PDF-")
    sign_all(cast, again(one))
    assert camille.post(at("notify_modification", one.pk)).status_code == 302
    assert NEW in camille.get(at("contract")).content.decode()
    assert f"{NEW} devient mandataire" in camille.get(at("modifications")).content.decode()


def assert_said(client, path: str) -> str:
    assert_queries(client, path)
    return client.get(path).content.decode()


def test_queries_of_a_lead_that_changes(as_, cast):
    one = propose(cast, **replacing())
    camille = as_(cast.camille)
    assert_queries(camille, at("modification", one.pk))
    assert_queries(camille, at("modify"))
    notify(cast, one)
    for page in ("contract", "team", "payments", "essential", "modifications"):
        assert_queries(camille, at(page))
