"""Whom the tender names without an account: invited by the lead, in the team once they accept."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from atelier_local import clock
from atelier_local.programme.agreement.models import ConsortiumAgent
from atelier_local.programme.agreement.operations import judge_spelling
from atelier_local.programme.ateliers.access import roles_in
from atelier_local.programme.ateliers.models import RoleGrant
from atelier_local.programme.people.access import digest_of, ticket_for
from atelier_local.programme.people.enums import OrganisationKind, Role, TicketPurpose
from atelier_local.programme.people.models import Message, Organisation, Person, Ticket
from atelier_local.programme.people.operations import first_password, invite, register_person
from atelier_local.refusal import Refused
from atelier_local.steps.competition.enums import Phase
from atelier_local.steps.competition.rules.body import Someone
from atelier_local.steps.contract import operations, queries, rules
from atelier_local.steps.contract.enums import SubcontractingState, TerminationGround
from atelier_local.steps.contract.models import (
    CallOffContract,
    Subcontracting,
    TeamMember,
)
from atelier_local.steps.contract.queries import Named
from atelier_local.steps.contract.rules import Called
from tests.contract.test_team import at, the_contract
from tests.factories.ateliers import SHARED, SLUG
from tests.factories.contract import NOTIFIED, a_notified_contract, priced
from tests.factories.people import PASSWORD, a_person, an_organisation

NOÉ, INÈS = 2, 3
"""Their ranks in the tender: of the joint contractor, of the subcontractor it declares."""
NOW = NOTIFIED + timedelta(days=2)
EMAIL = "noe.vasseur@exemple.test"
BOTH = {"password": PASSWORD, "again": PASSWORD}


def body(side):
    """The usual priced tender; a person of its subcontractor, and one who has no day."""
    offered = priced(side)
    more = (
        Someone("LAFORÊT Inès", "s:1", "eau", {Phase.WORKSHOP_1: 11}),
        Someone("Paul Sansjour", offered.people[0].firm),
    )
    return replace(offered, people=(*offered.people, *more))


@pytest.fixture(scope="module")
def made(kept):
    return kept(lambda cast: a_notified_contract(cast, body=body))


def waiting() -> list[Named]:
    contract = the_contract()
    return queries.naming(contract, queries.team(contract)).awaited


def place(rank: int) -> Named:
    contract = the_contract()
    found = queries.naming(contract, queries.team(contract)).place(rank)
    assert found is not None
    return found


def sent(cast, rank: int = NOÉ, email: str = EMAIL, *, when=NOW) -> str:
    return operations.invite_named(the_contract(), rank, email, by=cast.dina, at=when)


def join(token: str, *, when=NOW, password: str = PASSWORD) -> TeamMember:
    clock.advance_to(when)
    return operations.accept_place(ticket_for(token, TicketPurpose.TEAM), password, at=when)


def known_as(first: str, last: str, email: str, organisation: Organisation) -> Person:
    return register_person(
        email=email, first_name=first, last_name=last, organisation=organisation, by=None, at=NOW
    )


def shared() -> Organisation:
    return Organisation.objects.get(name=SHARED)


# Names --------------------------------------------------------------------------------------------

words = st.text(st.sampled_from("abcéèŒÀz-’"), min_size=1, max_size=12)


@given(st.lists(words, min_size=1, max_size=4))
def test_a_name_loses_no_word_when_it_is_told_in_two(several):
    first, last = rules.names_of(" ".join(several))
    assert sorted(f"{first} {last}".split()) == sorted(several)


@pytest.mark.parametrize(
    ("name", "two"),
    [
        ("Noé Vasseur", ("Noé", "Vasseur")),
        ("VASSEUR Noé", ("Noé", "VASSEUR")),
        ("Gaël Le Bris", ("Gaël", "Le Bris")),
        ("Madonna", ("Madonna", "")),
    ],
)
def test_first_and_last_names_are_told_apart(name, two):
    assert rules.names_of(name) == two


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Noé Vasseur", "VASSEUR,N.", True),
        ("Jean-Paul Ménard", "Jean Paul Menard", True),
        ("Noé Vasseur", "Paul Durand", False),
        ("Élise de la Tour", "Marc de la Rue", False),
    ],
)
def test_spellings_of_one_person(one, other, same):
    assert rules.alike(one, other) is rules.alike(other, one) is same


called = st.builds(Called, st.sampled_from(["Noé V.", "Ève C."]), st.sampled_from("ab"))


@given(st.lists(called, max_size=5), st.lists(called, max_size=5))
def test_whoever_is_there_is_not_awaited_and_nobody_else_is_hidden(named, there):
    absent = rules.absent(named, there)
    assert absent == sorted(set(absent))
    for rank, one in enumerate(named):
        same_name = [other for other in there if other.name == one.name]
        if one in there:
            assert rank not in absent
        elif not same_name:
            assert rank in absent


# Inviting -----------------------------------------------------------------------------------------


@pytest.mark.usefixtures("cast")
def test_whom_the_tender_names_is_awaited_once_the_contract_is_notified():
    assert [(one.rank, one.name, one.days) for one in waiting()] == [
        (NOÉ, "Noé Vasseur", 10),
        (INÈS, "LAFORÊT Inès", 6),
    ]
    noé, inès = waiting()
    assert (noé.firm, inès.firm.name, inès.speciality) == (
        shared(),
        "Bief et Cie",
        "Eau, hydrologie",
    )
    CallOffContract.objects.update(notified_at=None)
    assert waiting() == []


def test_an_address_is_enough_and_accepting_makes_the_member(cast):
    token = sent(cast)
    person = Person.objects.get(email=EMAIL)
    assert (person.full_name, person.organisation, person.is_active) == (
        "Noé Vasseur", shared(), False,
    )  # fmt: skip
    contract = the_contract()
    assert person not in [member.person for member in queries.team(contract).present]
    assert roles_in(contract.atelier, person) == frozenset()
    assert place(NOÉ).pending(NOW)

    member = join(token, when=NOW + timedelta(days=3))
    assert (member.person, member.member.organisation, member.days) == (person, shared(), 10)
    assert member.from_on == (NOW + timedelta(days=3)).date()
    assert Role.TEAM in roles_in(contract.atelier, person)
    assert [one.rank for one in waiting()] == [INÈS]
    assert Person.objects.get(pk=person.pk).check_password(PASSWORD)
    kinds = contract.atelier.stream.lines.order_by("-seq").values_list("kind", flat=True)[:2]
    assert list(kinds) == ["contract.place_accepted", "role.granted"]


def test_they_are_of_this_atelier_and_of_no_other(cast):
    person = join(sent(cast)).person
    granted = RoleGrant.objects.filter(person=person)
    assert [(one.atelier.slug, one.role) for one in granted] == [(SLUG, Role.TEAM)]
    assert person.national_role == ""
    assert not ConsortiumAgent.objects.filter(person=person).exists()


def test_a_person_of_a_subcontractor_comes_under_its_declaration(cast):
    member = join(sent(cast, INÈS, "ines@exemple.test"))
    assert (member.member, member.subcontracting.organisation.name) == (None, "Bief et Cie")
    assert (member.person.first_name, member.person.last_name) == ("Inès", "LAFORÊT")


def test_nobody_comes_from_a_firm_that_has_no_part_in_the_contract(cast):
    token = sent(cast, INÈS, "ines@exemple.test")
    Subcontracting.objects.update(state=SubcontractingState.REFUSED)
    with pytest.raises(Refused, match="ne prend pas, ou plus, part"):
        join(token)
    assert not Person.objects.get(email="ines@exemple.test").is_active
    with pytest.raises(Refused, match="ne prend pas, ou plus, part"):
        operations.remind_named(the_contract(), INÈS, by=cast.dina, at=NOW)


@pytest.mark.parametrize("rank", [0, 4, 9])
def test_there_is_no_place_but_those_the_tender_gives(cast, rank):
    with pytest.raises(Refused, match="ne nomme personne"):
        sent(cast, rank)


def test_a_person_is_invited_once(cast):
    token = sent(cast)
    with pytest.raises(Refused, match="vaut jusqu’au 11/08/2026 : envoyez-la de nouveau"):
        sent(cast, email=f" {EMAIL.upper()}")
    join(token)
    with pytest.raises(Refused, match="déjà entrée dans l’équipe"):
        sent(cast, email="autre@exemple.test")
    with pytest.raises(Refused, match="déjà entrée dans l’équipe"):
        operations.remind_named(the_contract(), NOÉ, by=cast.dina, at=NOW)


def test_an_address_of_another_organisation_is_refused(cast):
    for someone in (cast.eve, cast.bastien):
        with pytest.raises(Refused, match="d’une autre organisation") as told:
            sent(cast, email=someone.email)
        assert len(told.value.reasons) == 1
        assert someone.last_name not in str(told.value)
    assert not Message.objects.filter(subject__contains="entrer dans").exists()


def test_a_firm_known_under_two_spellings_is_one(cast):
    other = an_organisation(OrganisationKind.FIRM, "Hydrologues associés SA")
    Organisation.objects.filter(pk__in=(shared().pk, other.pk)).update(fictitious=True)
    known_as("Noé", "Vasseur", EMAIL, other)
    with pytest.raises(Refused, match="d’une autre organisation"):
        sent(cast)
    judge_spelling(shared(), other, same=True, by=cast.agnès, at=NOW)
    assert join(sent(cast)).person.organisation == other


def test_nobody_takes_the_place_of_somebody_else(cast):
    a_person("Paul", "Durand", shared())
    with pytest.raises(Refused, match="d’autre que la personne nommée"):
        sent(cast, email="paul.durand@exemple.test")
    noé = known_as("Noé", "Vasseur", EMAIL, shared())
    TeamMember.objects.create(contract=the_contract(), person=noé, days=1, from_on=NOW.date())
    with pytest.raises(Refused, match="déjà entrée dans l’équipe"):
        sent(cast)


def test_an_address_serves_one_place(cast):
    """Two persons of one firm and one name: the second needs an address of their own."""
    tender = the_contract().award.invitation.tender
    noé = tender.body["people"][NOÉ - 1]
    tender.body["people"].append(noé | {"name": "Ève Vasseur"})
    tender.save()
    token = sent(cast)
    with pytest.raises(Refused, match="l’invitation d’une autre personne"):
        sent(cast, 5)
    join(token)
    with pytest.raises(Refused, match="déjà dans l’équipe"):
        sent(cast, 5)
    assert [one.rank for one in waiting()] == [INÈS, 5]


# Links --------------------------------------------------------------------------------------------


def link(token: str) -> str:
    return reverse("contract:accept_place", args=[token])


def test_sending_again_makes_a_new_link_and_ends_the_former(cast, client):
    with pytest.raises(Refused, match="aucune invitation n’est partie"):
        operations.remind_named(the_contract(), NOÉ, by=cast.dina, at=NOW)
    first = sent(cast)
    clock.advance_to(NOW + timedelta(days=1))
    second = operations.remind_named(the_contract(), NOÉ, by=cast.dina, at=clock.now())
    assert client.get(link(first)).status_code == 404
    assert client.get(link(second)).status_code == 200
    assert join(second, when=clock.now()).person.email == EMAIL


def test_a_mistyped_address_is_replaced_and_its_link_opens_nothing(cast, client):
    wrong = sent(cast, email="noe.vaseur@exemple.test")
    right = sent(cast, when=NOW + timedelta(hours=1))
    clock.advance_to(NOW + timedelta(hours=2))
    assert client.get(link(wrong)).status_code == 404
    assert client.get(link(right)).status_code == 200
    assert place(NOÉ).invited.email == EMAIL


def test_an_expired_invitation_says_so_and_may_be_sent_again(cast, client, as_):
    token = sent(cast)
    clock.advance_to(NOW + timedelta(days=15))
    assert client.get(link(token)).status_code == 404
    ticket = Ticket.objects.get(digest=digest_of(token))
    with pytest.raises(Refused, match="ne vaut plus"):
        operations.accept_place(ticket, PASSWORD, at=clock.now())
    assert "invitation expirée" in as_(cast.dina).get(at("team")).text
    sent(cast, when=clock.now())
    assert "invitation expirée" not in as_(cast.dina).get(at("team")).text


def test_a_link_works_once(cast):
    token = sent(cast)
    clock.advance_to(NOW)
    twice = [ticket_for(token, TicketPurpose.TEAM) for _ in range(2)]
    operations.accept_place(twice[0], PASSWORD, at=NOW)
    with pytest.raises(Refused, match="déjà entrée"):
        operations.accept_place(twice[1], "un tout autre mot de passe", at=NOW)
    assert TeamMember.objects.filter(person__email=EMAIL).count() == 1


def test_the_link_of_an_open_account_changes_no_password(cast, client):
    noé = a_person("Noe", "Vasseur", shared())
    token = sent(cast)
    clock.advance_to(NOW)
    path = link(token)
    assert 'type="password"' not in client.get(path).text
    assert client.post(path, {"password": "x" * 20, "again": "x" * 20}).url == at("team")
    assert Person.objects.get(pk=noé.pk).check_password(PASSWORD)
    assert "_auth_user_id" not in client.session
    assert Role.TEAM in roles_in(the_contract().atelier, noé)


def test_an_account_opened_elsewhere_meanwhile_keeps_its_password(cast):
    token = sent(cast)
    person = Person.objects.get(email=EMAIL)
    other = ticket_for(invite(person, by=None, at=clock.now()), TicketPurpose.INVITATION)
    join(token)
    other.refresh_from_db()
    assert other.used_at
    with pytest.raises(Refused, match="déjà ouvert"):
        first_password(person, "un tout autre mot de passe", at=NOW)


def test_ended_early_nobody_named_comes_any_more(as_, cast):
    token = sent(cast)
    contract = the_contract()
    operations.terminate(
        contract, TerminationGround.INTEREST, "Fin du besoin.", by=cast.camille, at=NOW
    )
    assert waiting() == []
    acts = [
        lambda: sent(cast, email="autre@exemple.test"),
        lambda: operations.remind_named(the_contract(), NOÉ, by=cast.dina, at=NOW),
        lambda: join(token),
    ]
    for act in acts:
        with pytest.raises(Refused, match="personne n’entre plus dans l’équipe"):
            act()
    assert not the_contract().team.filter(person__email=EMAIL).exists()
