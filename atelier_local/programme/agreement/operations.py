"""Registering framework agreements and consortia, qualifying members, committing amounts."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Sum

from atelier_local.ground.journal.operations import append, programme_stream
from atelier_local.programme.people.enums import OrganisationKind
from atelier_local.programme.people.models import Person
from atelier_local.programme.people.operations import invite, register_organisation, register_person
from atelier_local.refusal import refuse_if

from . import founding_document, rules
from .enums import MembershipRole
from .founding_document import Entry
from .models import (
    AwardCriterion,
    Commitment,
    Consortium,
    ConsortiumAgent,
    ConsortiumMember,
    FrameworkAgreement,
    MembershipSpeciality,
    Speciality,
)


@transaction.atomic
def load_founding_document(*, by: Person | None, at: datetime) -> FrameworkAgreement:
    """The tree of specialities and the six holders as the document writes them.

    Loading again changes nothing, roles qualified since included.
    """
    load_specialities()
    framework = register_framework(**founding_document.framework(), by=by, at=at)
    for slug, name, entries in founding_document.consortia():
        register_consortium(framework, slug=slug, name=name, members=entries, by=by, at=at)
    return framework


@transaction.atomic
def load_specialities() -> None:
    """The tree of specialities; part of the program rather than of the programme's history."""
    nodes = [
        Speciality(**fields, position=position)
        for position, fields in enumerate(founding_document.specialities(), start=1)
    ]
    Speciality.objects.bulk_create(
        nodes,
        update_conflicts=True,
        unique_fields=["slug"],
        update_fields=["label", "parent", "synonyms", "position"],
    )


@transaction.atomic
def register_framework(
    *,
    slug: str,
    name: str,
    buyer: str,
    by: Person | None,
    at: datetime,
    fictitious: bool = False,
    criteria: Sequence[dict[str, Any]] = (),
    **bounds: Any,
) -> FrameworkAgreement:
    """The framework agreement of that slug, made with its criteria if it does not exist yet.

    `criteria` are fields of `AwardCriterion` but its position; `bounds` any other field:
    validity, ceiling, durations, document.
    """
    framework, made = FrameworkAgreement.objects.get_or_create(
        slug=slug, defaults={"name": name, "buyer": buyer, "fictitious": fictitious, **bounds}
    )
    if made:
        AwardCriterion.objects.bulk_create(
            AwardCriterion(framework=framework, position=position, **criterion)
            for position, criterion in enumerate(criteria, start=1)
        )
        payload = {"framework": framework.pk, "name": name, "fictitious": fictitious}
        append(programme_stream(), "agreement.framework_registered", payload, by=by, at=at)
    return framework


@transaction.atomic
def register_consortium(
    framework: FrameworkAgreement,
    *,
    slug: str,
    name: str,
    members: Sequence[Entry],
    by: Person | None,
    at: datetime,
    letter: str = "",
) -> Consortium:
    """The consortium of that slug, made with its members if it does not exist yet.

    The first member is the lead, the others' roles are left to qualify. Members of one name
    are one organisation across consortia; what each does is kept per membership.
    """
    consortium, made = Consortium.objects.get_or_create(
        slug=slug,
        defaults={
            "framework": framework,
            "name": name,
            "letter": letter,
            "rank": framework.consortia.count() + 1,
        },
    )
    if made:
        for position, entry in enumerate(members, start=1):
            _register_member(consortium, position, entry, by=by, at=at)
        payload = {"consortium": consortium.pk, "name": name, "members": len(members)}
        append(programme_stream(), "agreement.consortium_registered", payload, by=by, at=at)
    return consortium


def _register_member(
    consortium: Consortium, position: int, entry: Entry, *, by: Person | None, at: datetime
) -> None:
    organisation = register_organisation(
        kind=OrganisationKind.INDIVIDUAL if entry.individual else OrganisationKind.FIRM,
        name=entry.name,
        fictitious=consortium.framework.fictitious,
        by=by,
        at=at,
    )
    member = ConsortiumMember.objects.create(
        consortium=consortium,
        organisation=organisation,
        role=MembershipRole.LEAD if position == 1 else MembershipRole.UNSPECIFIED,
        raw_label=entry.raw_label,
        raw_specialities=entry.raw_specialities,
        position=position,
    )
    pairs = [(raw, slug) for raw, slugs in entry.specialities for slug in slugs or (None,)]
    MembershipSpeciality.objects.bulk_create(
        MembershipSpeciality(member=member, raw_label=raw, speciality_id=slug, position=place)
        for place, (raw, slug) in enumerate(pairs, start=1)
    )


@transaction.atomic
def qualify(
    consortium: Consortium, roles: Mapping[int, MembershipRole], *, by: Person, at: datetime
) -> list[ConsortiumMember]:
    """Say what the document leaves unsaid of members, by id; those whose role changes."""
    changed = []
    for member in consortium.members.select_for_update().filter(pk__in=roles):
        if member.role != roles[member.pk]:
            refuse_if(rules.qualification(member.role, roles[member.pk]))
            member.role = roles[member.pk]
            member.save(update_fields=["role"])
            changed.append(member)
    if changed:
        told = {member.raw_label: str(member.role) for member in changed}
        payload = {"consortium": consortium.pk, "roles": told}
        append(programme_stream(), "agreement.members_qualified", payload, by=by, at=at)
    return changed


@transaction.atomic
def appoint_agent(
    person: Person, consortium: Consortium, *, by: Person | None, at: datetime, lead: bool = False
) -> ConsortiumAgent:
    """Let a person act for a consortium; a `lead` one deposits and signs."""
    agent, _ = ConsortiumAgent.objects.update_or_create(
        person=person, consortium=consortium, defaults={"lead": lead}
    )
    payload = {"agent": agent.pk, "person": person.ref, "consortium": consortium.pk, "lead": lead}
    append(programme_stream(), "agreement.agent_appointed", payload, by=by, at=at)
    return agent


@transaction.atomic
def recruit_agent(
    consortium: Consortium,
    member: ConsortiumMember,
    *,
    email: str,
    first_name: str,
    last_name: str,
    by: Person,
    at: datetime,
    function: str = "",
    lead: bool = False,
) -> ConsortiumAgent:
    """Let someone of a member act for the consortium, and invite them if they have no account."""
    person = register_person(
        email=email,
        first_name=first_name,
        last_name=last_name,
        function=function,
        organisation=member.organisation,
        by=by,
        at=at,
    )
    others = ConsortiumAgent.objects.filter(
        person=person, consortium__framework=consortium.framework_id
    ).exclude(consortium=consortium)
    refuse_if(rules.against_appointing(other.consortium.name for other in others))
    agent = appoint_agent(person, consortium, lead=lead, by=by, at=at)
    if not person.is_active:
        invite(person, by=by, at=at)
    return agent


@transaction.atomic
def commit(
    framework: FrameworkAgreement,
    *,
    reference: str,
    amount: Decimal,
    by: Person | None,
    at: datetime,
) -> Commitment:
    """Take an amount off the ceiling; refused when it would be crossed, even by two at once."""
    locked = FrameworkAgreement.objects.select_for_update().get(pk=framework.pk)
    committed = locked.commitments.aggregate(sum=Sum("amount"))["sum"] or Decimal(0)
    refuse_if(rules.commitment(locked.ceiling_eur, committed, amount))
    commitment = Commitment.objects.create(
        framework=locked, reference=reference, amount=amount, at=at
    )
    payload = {"framework": locked.pk, "reference": reference, "amount": str(amount)}
    append(programme_stream(), "agreement.committed", payload, by=by, at=at)
    return commitment
