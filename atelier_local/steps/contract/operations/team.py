"""The team in time: somebody replaced, somebody who leaves. A version is a day."""

from datetime import datetime

from django.db import transaction

from atelier_local.clock import day_of
from atelier_local.ground.journal.operations import append
from atelier_local.programme.ateliers.models import RoleGrant
from atelier_local.programme.ateliers.operations import grant, revoke
from atelier_local.programme.people.enums import Role
from atelier_local.programme.people.models import Organisation, Person
from atelier_local.programme.people.operations import invite, register_person
from atelier_local.refusal import refuse_if

from .. import queries, rules
from ..models import CallOffContract, TeamMember
from ..rules import Newcomer


@transaction.atomic
def replace_person(
    member: TeamMember, newcomer: Newcomer, reason: str, *, by: Person, at: datetime
) -> TeamMember:
    """Somebody of the same firm takes over; rights follow."""
    refuse_if(rules.against_team_growing(ended=_ended(member.contract)))
    _leave(member, reason, alone=False, by=by, at=at)
    person = register_person(
        email=newcomer.email,
        first_name=newcomer.first_name,
        last_name=newcomer.last_name,
        function=newcomer.speciality,
        organisation=member.person.organisation,
        by=by,
        at=at,
    )
    there = member.contract.team.filter(person=person, to_on=None).exists()
    refuse_if(["cette personne est déjà dans l’équipe"] if there else ())
    new = TeamMember.objects.create(
        contract=member.contract,
        person=person,
        member=member.member,
        subcontracting=member.subcontracting,
        speciality=newcomer.speciality,
        days=newcomer.days,
        from_on=day_of(at),
        replaces=member,
    )
    grant(member.contract.atelier, person, Role.TEAM, by=by, at=at)
    if not person.is_active:
        invite(person, by=by, at=at)
    payload = {"left": member.person.ref, "came": person.ref, "reason": reason}
    append(member.contract.atelier.stream, "contract.person_replaced", payload, by=by, at=at)
    return new


@transaction.atomic
def join_team(
    contract: CallOffContract,
    firm: Organisation,
    newcomer: Newcomer,
    *,
    by: Person,
    at: datetime,
) -> TeamMember:
    """Somebody of a firm that holds the contract comes into the team, and into the Atelier."""
    contract.atelier.lock()
    held = {holder.organisation.pk for holder in queries.holders(contract)}
    person = register_person(
        email=newcomer.email,
        first_name=newcomer.first_name,
        last_name=newcomer.last_name,
        function=newcomer.speciality,
        organisation=firm,
        by=by,
        at=at,
    )
    refuse_if(
        rules.against_joining(
            notified=contract.notified_at is not None,
            ended=_ended(contract),
            holds=firm.pk in held,
            theirs=person.organisation_id == firm.pk,
            there=contract.team.filter(person=person, to_on=None).exists(),
            days=newcomer.days,
        )
    )
    members = contract.consortium.members
    new = TeamMember.objects.create(
        contract=contract,
        person=person,
        member=members.filter(organisation=firm).first(),
        speciality=newcomer.speciality,
        days=newcomer.days,
        from_on=day_of(at),
    )
    grant(contract.atelier, person, Role.TEAM, by=by, at=at)
    if not person.is_active:
        invite(person, by=by, at=at)
    payload = {"came": person.ref, "firm": firm.name}
    append(contract.atelier.stream, "contract.person_joined", payload, by=by, at=at)
    return new


@transaction.atomic
def end_membership(member: TeamMember, reason: str, *, by: Person, at: datetime) -> None:
    """Somebody leaves and nobody takes over."""
    others = member.contract.team.filter(to_on=None).exclude(pk=member.pk)
    take_out(member, reason, alone=not others.exists(), by=by, at=at)


def take_out(
    member: TeamMember, reason: str, *, alone: bool = False, by: Person, at: datetime
) -> None:
    """Somebody leaves, by their own act or their firm's. Part of another act."""
    _leave(member, reason, alone=alone, by=by, at=at)
    payload = {"left": member.person.ref, "reason": reason}
    append(member.contract.atelier.stream, "contract.person_left", payload, by=by, at=at)


def _leave(member: TeamMember, reason: str, *, alone: bool, by: Person, at: datetime) -> None:
    contract = member.contract
    refuse_if(
        rules.against_leaving(
            notified=contract.notified_at is not None,
            left=member.to_on is not None,
            alone=alone,
            reason=reason,
        )
    )
    here = TeamMember.objects.filter(pk=member.pk, to_on=None)
    refuse_if(
        []
        if here.update(to_on=day_of(at), reason=reason)
        else ["cette personne n’est plus dans l’équipe"]
    )
    held = RoleGrant.objects.filter(
        atelier=contract.atelier, person=member.person, role=Role.TEAM, revoked_at=None
    )
    for granted in held.select_related("person", "atelier__stream"):
        revoke(granted, by=by, at=at, by_contract=True)


def _ended(contract: CallOffContract) -> bool:
    return queries.termination_of(contract) is not None
