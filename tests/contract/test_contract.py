"""From the award to T0, by operations and through the screens."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from atelier_local import clock
from atelier_local.ground.journal.models import Line
from atelier_local.programme.agreement.models import Commitment, FrameworkAgreement
from atelier_local.programme.ateliers.access import roles_in
from atelier_local.programme.ateliers.enums import PartyKind, Stage
from atelier_local.programme.ateliers.models import Atelier
from atelier_local.programme.people.enums import Role
from atelier_local.programme.people.models import Message
from atelier_local.refusal import Refused
from atelier_local.steps.competition.enums import CompetitionState
from atelier_local.steps.competition.models import Award, Letter, MiniCompetition, Tender
from atelier_local.steps.contract import operations
from atelier_local.steps.contract.models import CallOffContract, TeamMember
from tests.factories.ateliers import SLUG
from tests.factories.competition import AFTER, PRICES, an_awarded
from tests.factories.contract import NOTIFIED, SIGNED
from tests.pages import assert_queries


@pytest.fixture(scope="module")
def made(kept):
    return kept(an_awarded)


def at(page: str, *args: object) -> str:
    return reverse(f"contract:{page}", args=[SLUG, *args])


def sign(cast, amount=PRICES["C"], at=SIGNED):
    competition = MiniCompetition.objects.select_related("atelier__framework").get()
    return operations.sign(
        competition, amount_eur=amount, signed_on=at.date(), by=cast.camille, at=at
    )


def notify(cast, contract):
    team = [(cast.dina, "stratégie, animation", 32)]
    operations.notify(contract, team=team, by=cast.camille, at=NOTIFIED)


def test_signing_takes_up_the_tender_and_no_other_amount(cast):
    with pytest.raises(Refused, match="offre retenue"):
        sign(cast, amount=Decimal(95_000))
    contract = sign(cast)
    assert sign(cast) == contract
    assert contract.consortium.letter == "C"
    assert sum(i.amount_eur for i in contract.instalments.all()) == PRICES["C"]


def test_before_the_award_nothing_is_signed(cast):
    with pytest.raises(Refused, match="précéderait"):
        sign(cast, at=AFTER - timedelta(days=1))


def test_the_wait_is_not_passed_by_writing_a_day_to_come(cast):
    competition = MiniCompetition.objects.select_related("atelier__framework").get()
    told = {"amount_eur": PRICES["C"], "by": cast.camille, "at": SIGNED}
    with pytest.raises(Refused, match="à venir"):
        operations.sign(competition, signed_on=SIGNED.date() + timedelta(days=1), **told)
    assert not CallOffContract.objects.exists()


def test_notifying_sets_t0_and_brings_the_team_in_once(cast):
    contract = sign(cast)
    stale = CallOffContract.objects.select_related("atelier__framework").get(pk=contract.pk)
    notify(cast, contract)
    notify(cast, contract)
    notify(cast, stale)
    atelier = Atelier.objects.get()
    assert (atelier.t0, atelier.at_stage) == (NOTIFIED.date(), Stage.FRAMING)
    assert atelier.parties.get(kind=PartyKind.CONSORTIUM).organisation == cast.dina.organisation
    assert Role.TEAM in roles_in(atelier, cast.dina)
    assert TeamMember.objects.get().member.consortium == contract.consortium
    assert Commitment.objects.get().amount == PRICES["C"]


def test_a_notification_names_a_team(cast):
    contract = sign(cast)
    with pytest.raises(Refused, match="au moins une personne"):
        operations.notify(contract, team=[], by=cast.camille, at=NOTIFIED)
    assert Atelier.objects.get().at_stage is Stage.COMPETITION


def bounded(**bounds) -> None:
    FrameworkAgreement.objects.update(**bounds)


def test_the_ceiling_stops_the_signature_before_anything_is_written(as_, cast):
    bounded(ceiling_eur=PRICES["C"] - Decimal("0.01"))
    lines = Line.objects.count()
    with pytest.raises(Refused, match=r"il reste .* HT, on en engage .* \(art\. R2162-4\)"):
        sign(cast)
    assert (CallOffContract.objects.count(), Commitment.objects.count()) == (0, 0)
    assert Line.objects.count() == lines
    clock.advance_to(SIGNED)
    page = as_(cast.camille).get(at("sign")).content.decode()
    assert "aria-disabled" in page
    assert "(art. R2162-4)" in page
    assert reverse("competition:discontinue", args=[SLUG]) in page
    bounded(ceiling_eur=PRICES["C"])
    assert "aria-disabled" not in as_(cast.camille).get(at("sign")).content.decode()
    notify(cast, sign(cast))


def test_what_is_signed_is_off_the_ceiling_and_can_be_notified(cast):
    """A ceiling crossed since by others does not undo a signature."""
    bounded(ceiling_eur=PRICES["C"])
    contract = sign(cast)
    assert Commitment.objects.get().reference == contract.reference
    notify(cast, contract)
    assert Commitment.objects.get().amount == PRICES["C"]


def test_a_contract_signed_before_signing_committed_is_committed_when_notified(cast):
    contract = sign(cast)
    Commitment.objects.all().delete()
    bounded(ceiling_eur=Decimal(50_000))
    with pytest.raises(Refused, match="montant maximal"):
        notify(cast, contract)
    assert CallOffContract.objects.get().notified_at is None
    bounded(ceiling_eur=None)
    notify(cast, contract)
    assert Commitment.objects.get().amount == PRICES["C"]


def test_an_agreement_that_ended_since_the_publication_stops_the_signature_and_nothing_is_lost(
    as_, cast
):
    """Published under a valid agreement, awarded, then it ends: refused with the article; the
    choice and its letters stay; the way out is open, and told to all."""
    competition = MiniCompetition.objects.get()
    ends = SIGNED.date() - timedelta(days=1)
    bounded(valid_to=ends)
    assert competition.published_at.date() < competition.deadline.date() < ends
    acts = Line.objects.exclude(kind="competition.prices_read")
    kept = list(Award.objects.values()), Letter.objects.count(), acts.count()
    clock.advance_to(SIGNED)
    camille = as_(cast.camille)
    page = camille.get(at("sign")).content.decode()
    assert "Une signature donnée jusqu’à ce jour s’enregistre encore" in page
    sent = {"amount_eur": "97 800", "signed_on": f"{SIGNED:%d/%m/%Y}"}
    refused = camille.post(at("sign"), sent)
    assert refused.status_code == 422
    page = refused.content.decode()
    assert "l’accord-cadre n’est plus valable à cette date (art. R2162-5)" in page
    assert f'value="{SIGNED:%d/%m/%Y}"' in page
    assert not CallOffContract.objects.exists()
    assert (list(Award.objects.values()), Letter.objects.count(), acts.count()) == kept
    out = reverse("competition:discontinue", args=[SLUG])
    assert out in page
    written = Message.objects.count()
    reason = {"reason": "L’accord-cadre a pris fin avant la signature (art. R2162-5)."}
    assert camille.post(out, reason).status_code == 302
    competition.refresh_from_db()
    assert competition.at_state is CompetitionState.DISCONTINUED
    assert Message.objects.count() - written == competition.invitations.count()
    assert Tender.objects.count() == 2


def test_an_agreement_that_ended_before_the_choice_greys_the_signature(as_, cast):
    bounded(valid_to=AFTER.date() - timedelta(days=1))
    clock.advance_to(SIGNED)
    page = as_(cast.camille).get(at("sign")).content.decode()
    assert "aria-disabled" in page
    assert "l’accord-cadre a pris fin avant l’attribution" in page


def test_a_service_is_accepted_once_after_its_stage(cast):
    contract = sign(cast)
    first = contract.instalments.first()
    with pytest.raises(Refused, match="n’est pas notifié"):
        operations.accept_service(first, by=cast.camille, at=NOTIFIED)
    notify(cast, contract)
    with pytest.raises(Refused, match="n’est pas finie"):
        operations.accept_service(first, by=cast.camille, at=NOTIFIED)
    Atelier.objects.update(stage=Stage.WORKSHOP_1)
    for _ in range(2):
        instalment = CallOffContract.objects.get().instalments.first()
        operations.accept_service(instalment, by=cast.camille, at=NOTIFIED)
    lines = contract.atelier.stream.lines.filter(kind="contract.service_accepted")
    assert lines.count() == 1


def test_from_signature_to_t0_through_the_screens(as_, cast):
    clock.advance_to(SIGNED)
    camille = as_(cast.camille)
    assert camille.get(at("notify")).status_code == 404
    wrong = camille.post(at("sign"), {"amount_eur": "95000", "signed_on": "23/07/2026"})
    assert (wrong.status_code, "offre retenue" in wrong.content.decode()) == (422, True)
    sent = {"amount_eur": "97 800", "signed_on": f"{SIGNED:%d/%m/%Y}"}
    assert camille.post(at("sign"), sent).url == at("contract")
    assert camille.post(at("notify"), {"days_0": ""}).status_code == 422
    team = {"speciality_0": "stratégie", "days_0": "32"}
    assert camille.post(at("notify"), team).url == at("contract")
    assert TeamMember.objects.get().person == cast.dina
    assert "97\u202f800" in as_(cast.dina).get(at("contract")).content.decode()


def test_who_sees_the_contract(as_, cast):
    notify(cast, sign(cast))
    seen = {n: as_(p).get(at("contract")).status_code for n, p in vars(cast).items()}
    allowed = dict.fromkeys(("camille", "bastien", "olivia", "agnès", "dina"), 200)
    assert seen == allowed | {"hélène": 403, "paul": 403, "eve": 404, "stranger": 404}
    instalment = CallOffContract.objects.get().instalments.first()
    path = at("accept", instalment.pk)
    assert as_(cast.bastien).post(path).status_code == 403
    assert as_(cast.camille).post(path).status_code == 409
    assert as_(cast.camille).post(at("accept", 0)).status_code == 404


def test_queries_do_not_grow_with_the_team(as_, cast):
    contract = sign(cast)
    notify(cast, contract)
    camille = as_(cast.camille)
    one = assert_queries(camille, at("contract"))
    for person in (cast.eve, cast.olivia):
        TeamMember.objects.create(contract=contract, person=person, speciality="eau", days=4)
    assert assert_queries(camille, at("contract")) == one
