"""A member leaves and another takes its part over: nobody enters, and no cent is lost."""

from dataclasses import replace
from decimal import Decimal

import pytest
from django.urls import reverse

from atelier_local import clock
from atelier_local.programme.ateliers.access import roles_in
from atelier_local.programme.ateliers.enums import Stage
from atelier_local.programme.ateliers.models import Atelier
from atelier_local.programme.people.enums import Role
from atelier_local.refusal import Refused
from atelier_local.steps.contract import decp, operations, queries
from atelier_local.steps.contract.enums import ModificationForm as Form
from atelier_local.steps.contract.enums import ModificationGround as Ground
from atelier_local.steps.contract.models import Modification
from atelier_local.steps.contract.rules import Mandate, Newcomer
from tests.contract.test_decp import complete
from tests.contract.test_modifications import MEMBER, but, notify, propose, said, shared
from tests.contract.test_modifications import made as made
from tests.contract.test_team import LATER, declare, the_contract
from tests.factories.ateliers import SHARED, SLUG
from tests.pages import assert_queries

TAKEN = replace(MEMBER, siret="", already=True)
NOÉ = Newcomer("noe.vasseur@exemple.test", "Noé", "Vasseur", "hydraulique", 20)


def at(page: str, *args: object) -> str:
    return reverse(f"contract:{page}", args=[SLUG, *args])


def firms():
    """The lead, then the member."""
    lead, other = (holder.organisation for holder in queries.holders(the_contract()))
    assert other.name == SHARED
    return lead, other


def leaves(cast, left, taker, **changes) -> Modification:
    usual = {
        "ground": Ground.HOLDER,
        "subject": f"{taker} reprend la part de {left}",
        "reason": "Cessation d’activité au 30 juin.",
        "amount_eur": Decimal(0),
        "due_stage": "",
        "leaving": left,
        "taker": taker,
    }
    return propose(cast, **usual | changes)


@pytest.mark.parametrize(
    ("asked", "why"),
    [
        ({"itself": True}, "ne reprend pas sa propre part"),
        ({"already": False}, "14 chiffres"),
        ({"siret": "00000000100014"}, "dites plutôt qu’elle reprend"),
        ({"gone": True}, "a déjà quitté"),
        ({"ground": Ground.SMALL}, "interdit, sauf"),
        ({"form": Form.UNILATERAL}, "unilatéral"),
        ({"mandate": Mandate(leads=True)}, "dites qui le devient"),
    ],
)
def test_a_part_is_taken_over_by_another_member_only(asked, why):
    assert said(TAKEN) == ""
    assert said(but(TAKEN, ground=Ground.MINOR)) == ""
    assert why in said(but(TAKEN, **asked))


def test_everybody_signs_once(cast):
    lead, other = firms()
    one = leaves(cast, other, lead)
    asked = [
        (s.organisation.name, s.quality) for s in one.signatures.select_related("organisation")
    ]
    assert asked == [("DDT de l’Orne", "buyer"), (lead.name, "lead"), (other.name, "leaving")]
    assert "à vérifier" in " ".join(map(str, queries.warned(one, LATER.date())))


def test_what_is_left_is_paid_to_the_taker_to_the_cent(cast):
    lead, other = firms()
    sub = declare(cast)
    operations.accept_subcontracting(sub, by=cast.camille, at=LATER)
    before = queries.payments(the_contract())
    notify(cast, leaves(cast, other, lead))
    contract = the_contract()
    after = queries.payments(contract)
    assert after.total == before.total
    assert all(shared(contract))
    waiting = contract.instalments.filter(state="expected")
    assert not waiting.filter(shares__organisation=other).exists()
    for instalment in waiting:  # one share a firm: what changes later finds it
        parts = instalment.shares.filter(subcontracting=None)
        assert parts.count() == parts.values("organisation").distinct().count()
    assert [h.organisation for h in queries.holders(contract)] == [lead]
    with pytest.raises(Refused, match="a déjà quitté"):
        leaves(cast, other, lead)


def test_what_was_admitted_stays_with_whoever_leaves(cast):
    lead, other = firms()
    first = the_contract().instalments.order_by("pk").first()
    Atelier.objects.update(stage=Stage.INTERIM_2)
    first.contract = the_contract()
    owed = {s.organisation_id: s.amount_eur for s in first.shares.filter(subcontracting=None)}
    operations.accept_service(first, by=cast.camille, at=LATER)
    notify(cast, leaves(cast, other, lead))
    assert {
        s.organisation_id: s.amount_eur for s in first.shares.filter(subcontracting=None)
    } == owed


def test_the_lead_leaves_and_the_member_leads_with_its_own_part_and_the_other_s(cast):
    lead, other = firms()
    operations.join_team(the_contract(), other, NOÉ, by=cast.camille, at=LATER)
    with pytest.raises(Refused, match="dites qui le devient"):
        leaves(cast, lead, other)
    one = leaves(cast, lead, other, mandate=other)
    qualities = sorted(one.signatures.values_list("quality", flat=True))
    assert qualities == ["buyer", "incoming", "outgoing"]
    notify(cast, one)
    contract = the_contract()
    (holder,) = queries.holders(contract)
    assert (holder.organisation, holder.leads) == (other, True)
    assert Role.TEAM not in roles_in(contract.atelier, cast.dina)
    assert all(shared(contract))


def test_the_act_says_who_goes_on_and_no_entrant(cast):
    lead, other = firms()
    one = notify(cast, leaves(cast, other, lead))
    paper = str(one.paper.paper)
    assert "déjà membre du groupement" in paper
    assert "entrant" not in paper
    line = the_contract().atelier.stream.lines.get(kind="contract.modification_notified")
    assert (line.payload["left"], line.payload["taker"]) == (other.name, lead.name)


def test_what_is_published_names_whoever_is_left(cast):
    lead, other = firms()
    complete(the_contract())
    notify(cast, leaves(cast, other, lead))
    (change,) = queries.facts(the_contract(), LATER.date()).changes
    assert [firm.name for firm in change.holders] == [lead.name]
    told = decp.mapped(queries.facts(the_contract(), LATER.date()))
    assert decp.invalid(decp.document([told])) == ()


def test_through_the_screen_one_way_or_the_other(as_, cast):
    clock.advance_to(LATER)
    lead, other = firms()
    camille = as_(cast.camille)
    sent = {
        "subject": "Départ", "form": "agreed", "ground": "holder", "reason": "Cessation.",
        "direction": "0", "leaving": other.pk, "taker": lead.pk,
    }  # fmt: skip
    both = camille.post(at("modify"), sent | {"entering": "Rivières & Co"})
    assert both.status_code == 422
    assert "ou une entreprise entre" in both.content.decode()
    assert "Cessation." in both.content.decode()
    made = camille.post(at("modify"), sent)
    assert made.status_code == 302
    page = camille.get(made.url).content.decode()
    assert "Reprend sa part" in page
    assert_queries(camille, made.url)
    assert "reprend la part de" in camille.get(at("modifications")).content.decode()
