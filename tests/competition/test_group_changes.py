"""A group changes between the opening and the signature (art. R2142-26)."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from functools import reduce
from itertools import combinations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import Http404
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from atelier_local import clock
from atelier_local.clock import day_of
from atelier_local.ground.files.papers import from_json
from atelier_local.programme.agreement.enums import MembershipRole as Role
from atelier_local.programme.agreement.operations import appoint_agent
from atelier_local.programme.governance.models import Task
from atelier_local.programme.people.enums import OrganisationKind
from atelier_local.programme.people.models import Message
from atelier_local.refusal import Refused
from atelier_local.steps.competition import operations, papers, queries, receipts
from atelier_local.steps.competition.enums import ChangeGround, ChangeVerdict
from atelier_local.steps.competition.enums import CompetitionState as State
from atelier_local.steps.competition.models import Award, GroupChange
from atelier_local.steps.competition.rules import grouping
from atelier_local.steps.contract import operations as contracts
from atelier_local.steps.contract import queries as signed
from tests.factories import competition as factory
from tests.factories.ateliers import SHARED, SLUG
from tests.factories.competition import AFTER, invited, side_of
from tests.factories.contract import SIGNED, priced
from tests.factories.people import a_person, an_organisation
from tests.pages import assert_queries
from verify import verify_competition as script

WHY = "Le tribunal a prononcé sa liquidation judiciaire le 2 juillet."
NEWCOMER, SIRET = "Crues et Cie", "00000000900017"
WHOLE = grouping.Asked(ChangeGround.INABILITY, WHY, NEWCOMER, SIRET)
CAPACITIES = "Trois hydrologues, les mêmes références et le même chiffre d’affaires."
EQUALITY = "L’offre et son prix ne changent pas : aucun rang n’en dépend."
FREE = {"tendered": True, "concluded": False, "pending": False, "members": 2}
PLAIN = {"leads": False, "alone": False, "known": False, "foreseen": False, "proved": True}
BROKEN = {
    "négociation ou dialogue": ({"ground": ChangeGround.REQUEST}, {}),
    "ce qui arrive": ({"reason": "Il part."}, {}),
    "ce qui l’établit": ({}, {"proved": False}),
    "déjà membre": ({}, {"known": True}),
    "manque le SIRET": ({"siret": ""}, {}),
}
"""What is refused, and what makes it so."""


@pytest.fixture(scope="module")
def made(kept):
    return kept(lambda cast: factory.a_reported(cast, body=priced))


@pytest.fixture(autouse=True)
def after():
    clock.advance_to(AFTER)


def at(page: str, *args: object) -> str:
    return reverse(f"competition:{page}", args=[SLUG, *args])


# Rules --------------------------------------------------------------------------------------


def test_each_missing_condition_is_one_reason():
    for count in range(len(BROKEN) + 1):
        for broken in combinations(BROKEN, count):
            said = reduce(lambda one, why: replace(one, **BROKEN[why][0]), broken, WHOLE)
            facts = reduce(lambda facts, why: facts | BROKEN[why][1], broken, PLAIN)
            why = [str(one) for one in grouping.against_asking(said, **facts)]
            assert len(why) == count
            assert all(sum(words in one for one in why) == 1 for words in broken)
    nobody = replace(WHOLE, entering="", siret="")
    assert grouping.against_asking(nobody, **PLAIN) == ()
    assert "mandataire" in str(grouping.against_asking(nobody, **PLAIN | {"leads": True})[0])
    assert "seul membre" in str(grouping.against_asking(nobody, **PLAIN | {"alone": True})[0])
    asked = replace(WHOLE, ground=ChangeGround.REQUEST)
    assert grouping.against_asking(asked, **PLAIN | {"foreseen": True}) == ()


def test_it_is_asked_between_the_opening_and_the_signature_only():
    for state in State:
        free = grouping.against_changing(state, **FREE)
        assert (free == ()) is (state in (State.OPENED, State.SCORED, State.AWARDED))
    for changed in ({"tendered": False}, {"concluded": True}, {"pending": True}, {"members": 0}):
        assert len(grouping.against_changing(State.OPENED, **FREE | changed)) == 1


def test_a_group_that_changed_is_signed_with_and_no_other():
    then = {"1": ["Haies", str(Role.LEAD)], "2": ["Bief", str(Role.JOINT_CONTRACTOR)]}
    with_newcomer = grouping.after(then, "2", ("9", "Crues"))
    assert with_newcomer == {"1": then["1"], "9": ["Crues", str(Role.JOINT_CONTRACTOR)]}
    assert grouping.after(then, "2", None) == {"1": then["1"]}
    assert grouping.after(then, "7", ("9", "Crues")) == then
    assert grouping.against_changed_group(with_newcomer, with_newcomer) == ()
    assert len(grouping.against_changed_group(with_newcomer, then)) == 2


def test_consent_says_both_of_its_reasons_and_a_refusal_its_own():
    words = {"capacities": CAPACITIES, "equality": EQUALITY, "reason": "Rien ne le prouve."}
    free = {"decided": False, "concluded": False}
    for verdict, needed in (
        (ChangeVerdict.ACCEPTED, {"capacities", "equality"}),
        (ChangeVerdict.REFUSED, {"reason"}),
    ):
        assert grouping.against_answering(State.SCORED, verdict, **free, **words) == ()
        for name in words:
            left = words | {name: "Oui." if name != "reason" else " "}
            why = grouping.against_answering(State.SCORED, verdict, **free, **left)
            assert len(why) == (name in needed)
        late = grouping.against_answering(
            State.AWARDED, verdict, **free | {"concluded": True}, **words
        )
        assert len(late) == (verdict is ChangeVerdict.ACCEPTED)


# Acts ---------------------------------------------------------------------------------------


def a_proof() -> SimpleUploadedFile:
    return SimpleUploadedFile("Jugement.pdf", b"%PDF-1.7\nLiquidation.\n%%EOF\n")


def ask(cast, competition, asked=WHOLE, *, leaving=SHARED, by=None) -> GroupChange:
    by = by or cast.dina
    side = side_of(by, competition)
    member = side.consortium.members.get(organisation__name=leaving)
    return operations.ask_group_change(
        side, member.pk, asked, a_proof(), by=by, at=AFTER + timedelta(minutes=1)
    )


def accept(cast, change, *, by=None, at=AFTER + timedelta(minutes=2)) -> None:
    operations.answer_group_change(
        change,
        ChangeVerdict.ACCEPTED,
        capacities=CAPACITIES,
        equality=EQUALITY,
        by=by or cast.camille,
        at=at,
    )


def test_what_the_law_does_not_admit_is_refused(cast, competition):
    for asked, leaving, why in (
        (replace(WHOLE, ground=ChangeGround.REQUEST), SHARED, "négociation ou dialogue"),
        (replace(WHOLE, entering="", siret=""), "Atelier des Haies", "mandataire"),
        (replace(WHOLE, entering="atelier des haies"), SHARED, "déjà membre"),
        (replace(WHOLE, siret="12"), SHARED, "14 chiffres"),
    ):
        with pytest.raises(Refused, match=why):
            ask(cast, competition, asked, leaving=leaving)
    members = side_of(cast.dina, competition).consortium.members
    members.filter(organisation=cast.dina.organisation).update(siret="00000000700011")
    with pytest.raises(Refused, match="déjà membre"):  # by another establishment
        ask(cast, competition, replace(WHOLE, siret="00000000700029"))
    ask(cast, competition)
    with pytest.raises(Refused, match="attend déjà"):
        ask(cast, competition)
    type(competition).objects.update(state=State.OPEN)
    with pytest.raises(Refused, match="entre l’ouverture"):
        ask(cast, competition)


def test_on_request_a_group_changes_only_where_negotiation_is_foreseen(cast, competition):
    type(competition.atelier.framework).objects.update(negotiation=True)
    change = ask(cast, competition, replace(WHOLE, ground=ChangeGround.REQUEST))
    assert change.said == f"{NEWCOMER} remplace {SHARED}"


def test_a_place_may_change_hands_twice(cast, competition):
    accept(cast, ask(cast, competition))
    accept(cast, ask(cast, competition, replace(WHOLE, entering="Rives", siret="00000000800019")))
    invitation = invited(competition, "C")
    names = [cast.dina.organisation.name, "Rives"]
    assert {name for name, _ in invitation.composition.values()} == set(names)
    assert [name for name, _ in queries.group_now(invitation).values()] == names


def test_the_buyer_answers_and_the_group_alone_is_told(as_, cast, competition):
    change = ask(cast, competition)
    assert Task.objects.filter(key=f"competition:group:{change.pk}", done_at=None).exists()
    with pytest.raises(Refused, match="lié à un groupement"):
        accept(cast, change, by=cast.dina)
    operations.answer_group_change(
        change, ChangeVerdict.REFUSED, reason="Rien ne le prouve.", by=cast.camille, at=AFTER
    )
    assert not Task.objects.filter(key=f"competition:group:{change.pk}", done_at=None).exists()
    with pytest.raises(Refused, match="déjà sa réponse"):
        accept(cast, change)
    told = Message.objects.filter(subject__contains="composition de votre groupement")
    assert {one.to for one in told} == {cast.dina.email}
    invitation = invited(competition, "C")
    assert {name for name, _ in queries.group_now(invitation).values()} == {
        cast.dina.organisation.name,
        SHARED,
    }
    assert "Rien ne le prouve." in str(from_json(change.letter.paper))


def test_a_change_accepted_holds_to_the_signature_and_after(as_, cast, competition):
    change = ask(cast, competition)
    accept(cast, change)
    invitation = invited(competition, "C")
    assert {name for name, _ in invitation.composition.values()} == {
        cast.dina.organisation.name,
        NEWCOMER,
    }
    with pytest.raises(Refused, match="établissez-le de nouveau"):
        operations.award(competition, invitation, "La meilleure.", by=cast.camille, at=AFTER)
    clock.advance_to(AFTER + timedelta(minutes=5))
    operations.make_report(competition, by=cast.camille, at=AFTER + timedelta(minutes=5))
    report = str(from_json(competition.report.filed.paper))
    assert f"{NEWCOMER} remplace {SHARED}" in report
    assert CAPACITIES in report
    given = operations.award(competition, invitation, "La meilleure.", by=cast.camille, at=AFTER)
    operations.send_letters(given, by=cast.camille, at=AFTER)
    factory.letters_leave(given)
    to_sign = reverse("contract:sign", args=[SLUG])
    assert_queries(as_(cast.camille), to_sign)
    assert f"{NEWCOMER} remplace {SHARED}" in as_(cast.camille).get(to_sign).text
    contract = sign(cast)
    assert [h.organisation.name for h in signed.holders(contract)] == [
        cast.dina.organisation.name,
        NEWCOMER,
    ]
    shares = [share for one in contract.instalments.all() for share in one.shares.all()]
    paid = sum(s.amount_eur for s in shares if s.organisation.name == NEWCOMER)
    assert paid == Decimal("29000.66")  # what its predecessor was to get
    act = str(from_json(contract.act.paper))
    assert "Composition modifiée avant la signature" in act
    assert SIRET in act
    file = queries.bundle(competition, invited(competition, "E"))
    assert script.check(receipts.signed_file(file))  # a rival verifies all the same, and reads none
    assert NEWCOMER not in str(file)
    rival = side_of(cast.eve, competition)
    read = papers.redacted(
        *queries.report_for(rival), own=rival.invitation.pk, winner=invitation.pk, day=SIGNED
    )
    assert f"{NEWCOMER} remplace {SHARED}" in str(read)  # as it learns who won, without its reasons
    assert WHY not in str(read)
    assert CAPACITIES not in str(read)
    contracts.notify(contract, team=[(cast.dina, "haies", 9)], by=cast.camille, at=SIGNED)
    clock.advance_to(SIGNED)
    for page in ("contract", "team", "essential", "modifications"):
        assert_queries(as_(cast.camille), reverse(f"contract:{page}", args=[SLUG]))
    with pytest.raises(Refused, match="modification"):
        ask(cast, competition)


def sign(cast):
    award = Award.objects.select_related("competition__atelier__framework").get()
    told = {"amount_eur": Decimal(97_800), "signed_on": day_of(SIGNED)}
    return contracts.sign(award.competition, **told, by=cast.camille, at=SIGNED)


def test_nothing_is_signed_while_a_request_waits_nor_with_a_member_gone_unsaid(cast, competition):
    invitation = invited(competition, "C")
    given = operations.award(competition, invitation, "La meilleure.", by=cast.camille, at=AFTER)
    operations.send_letters(given, by=cast.camille, at=AFTER)
    factory.letters_leave(given)
    change = ask(cast, competition, replace(WHOLE, entering="", siret=""))
    with pytest.raises(Refused, match="attend votre réponse"):
        sign(cast)
    accept(cast, change)
    rival = ask(cast, competition, by=cast.eve)  # of a group that was not chosen: it binds nobody
    with CaptureQueriesContext(connection) as asked:
        contract = sign(cast)
    reads = [one["sql"] for one in asked.captured_queries if one["sql"].startswith("SELECT")]
    held = reads[1]  # after the award that the test reads: nobody asks nor answers meanwhile
    assert "competition_minicompetition" in held.split("WHERE")[0].split("FROM")[1]
    assert held.endswith("FOR UPDATE") or not connection.features.has_select_for_update
    assert [h.organisation.name for h in signed.holders(contract)] == [cast.dina.organisation.name]
    with pytest.raises(Refused, match="le marché est signé"):
        accept(cast, rival)
    why = {"reason": "Le marché est signé avec un autre groupement.", "by": cast.camille}
    operations.answer_group_change(rival, ChangeVerdict.REFUSED, **why, at=SIGNED)
    assert not Task.objects.filter(key=f"competition:group:{rival.pk}", done_at=None).exists()


def test_nobody_of_the_firm_that_enters_judges_decides_nor_reads(cast, competition):
    change = ask(cast, competition)
    firm = an_organisation(OrganisationKind.FIRM, NEWCOMER)
    sitting = competition.evaluators.select_related("person").exclude(person=cast.camille)
    judge = next(one for one in sitting if one.sits)
    people = type(judge.person).objects
    people.filter(pk__in=[judge.person_id, cast.camille.pk]).update(organisation=firm)
    with pytest.raises(Refused, match="lié à un groupement") as why:
        accept(cast, change, by=people.get(pk=cast.camille.pk))
    assert f"{judge.person.full_name}, qui juge les offres" in str(why.value)
    people.filter(pk=cast.camille.pk).update(organisation=cast.camille.organisation)
    with pytest.raises(Refused, match="juge les offres"):
        accept(cast, change)
    change.refresh_from_db()
    assert change.decided_at is None
    atelier = competition.atelier
    assert not queries.judged(atelier, people.get(pk=judge.person_id))[1].recused  # not yet
    competition.evaluators.filter(pk=judge.pk).update(withdrawn_at=AFTER)
    accept(cast, change)
    people.filter(pk=cast.paul.pk).update(organisation=firm)
    reader = people.get(pk=cast.paul.pk)
    tender = invited(competition, "E").pk
    assert queries.judged(atelier, reader)[1].recused
    assert queries.tied_to(competition, reader) == "Groupement C"
    assert NEWCOMER in dict(queries.members(competition))["Groupement C"]
    assert NEWCOMER not in dict(queries.members(competition))["Groupement E"]
    assert queries.opened_to(reader, atelier, tender)[2]
    assert not queries.opened_to(cast.camille, atelier, tender)[2]


def test_a_firm_that_left_has_no_side_any_more_but_after_a_restructuring(cast, competition):
    lead, group = cast.dina.organisation.name, invited(competition, "C")
    with pytest.raises(Refused, match="plus personne ne représenterait"):
        accept(cast, ask(cast, competition, leaving=lead))
    GroupChange.objects.all().delete()
    firm = an_organisation(OrganisationKind.FIRM, SHARED)
    other = a_person("Aline", "Marchal", firm)
    appoint_agent(other, group.consortium, by=cast.agnès, at=AFTER)
    assert set(queries.agents([group.pk])[group.consortium_id]) == {cast.dina, other}
    accept(cast, ask(cast, competition, leaving=lead))
    assert queries.agents([group.pk]) == {group.consortium_id: [other]}
    assert (queries.sides_of(cast.dina), len(queries.sides_of(other))) == ([], 1)
    with pytest.raises(Http404):
        side_of(cast.dina, competition)
    assert side_of(other, competition).invitation == group
    GroupChange.objects.update(ground=ChangeGround.RESTRUCTURING)
    assert side_of(cast.dina, competition).invitation == group


def test_the_pages_say_it_to_whom_it_concerns(as_, cast, competition):
    assert_queries(as_(cast.camille), at("group_changes"))
    assert_queries(as_(cast.camille), at("interests"))
    assert "Aucun groupement" in as_(cast.camille).get(at("group_changes")).text
    side = side_of(cast.dina, competition)
    member = side.consortium.members.get(organisation__name=SHARED)
    assert as_(cast.dina).post(at("my_group"), {"ground": "inability"}).status_code == 422
    whole = {
        "member": member.pk,
        "ground": "inability",
        "reason": WHY,
        "entering": NEWCOMER,
        "siret": SIRET,
        "upload": a_proof(),
    }
    assert as_(cast.dina).post(at("my_group"), whole).status_code == 302
    change = GroupChange.objects.get()
    assert_queries(as_(cast.camille), at("group_changes"))
    assert as_(cast.camille).get(at("group_proof", change.pk)).content.startswith(b"%PDF")
    wrong = {"verdict": "accepted", "capacities": "Oui."}
    answer = as_(cast.camille).post(at("group_changes"), wrong)
    assert answer.status_code == 422
    assert "capacités demandées" in answer.text
    right = {"verdict": "accepted", "capacities": CAPACITIES, "equality": EQUALITY}
    assert as_(cast.camille).post(at("group_changes"), right).status_code == 302
    assert_queries(as_(cast.dina), at("my_group"))
    page = as_(cast.dina).get(at("my_group")).text
    assert "Changement accepté" in page
    change.refresh_from_db()
    assert as_(cast.dina).get(at("my_paper", change.letter_id, "docx")).status_code == 200
    assert as_(cast.camille).get(at("group_document", change.pk, "docx")).status_code == 200
    eve = as_(cast.eve)
    assert NEWCOMER not in eve.get(at("my_group")).text
    assert eve.get(at("my_paper", change.letter_id, "docx")).status_code == 404
    assert eve.get(at("group_changes")).status_code == 404
    assert as_(cast.bastien).get(at("group_changes")).status_code == 403
