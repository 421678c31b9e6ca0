"""Saying what members are, and who acts for a consortium."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from atelier_local.ground.journal.operations import append, programme_stream
from atelier_local.programme.people.models import Person
from atelier_local.programme.people.operations import invite, register_person
from atelier_local.refusal import refuse_if

from .. import rules
from ..models import Consortium, ConsortiumAgent, ConsortiumMember

_OF_MEMBER = ("role", "siret", "daily_rate_eur")


@transaction.atomic
def qualify(
    consortium: Consortium,
    qualities: Mapping[int, rules.Quality],
    *,
    by: Person,
    at: datetime,
    source: str = "",
) -> list[ConsortiumMember]:
    """Say what the document leaves unsaid of members, by id; those for whom something changes.

    `source` is the paper that says so, kept beside each member it changes.
    """
    changed = []
    for member in consortium.members.select_for_update(of=("self",)).select_related("organisation"):
        said = qualities.get(member.pk)
        if said and any(getattr(member, name) != getattr(said, name) for name in _OF_MEMBER):
            real = not member.organisation.fictitious
            refuse_if(rules.qualification(member.role, said.role))
            refuse_if(rules.against_siret(said.siret, real=real) if said.siret else ())
            for name in _OF_MEMBER:
                setattr(member, name, getattr(said, name))
            member.qualified_by = source
            changed.append(member)
    ConsortiumMember.objects.bulk_update(changed, [*_OF_MEMBER, "qualified_by"])
    if changed:
        told = {member.raw_label: [str(member.role), member.siret] for member in changed}
        payload = {"consortium": consortium.pk, "members": told, "source": source}
        append(programme_stream(), "agreement.members_qualified", payload, by=by, at=at)
    return changed


@transaction.atomic
def appoint_agent(
    person: Person, consortium: Consortium, *, by: Person | None, at: datetime, lead: bool = False
) -> ConsortiumAgent:
    """Let a person act for a consortium; a `lead` one deposits and signs.

    Refused to whoever acts for another holder of the same agreement.
    """
    list(Person.objects.select_for_update().filter(pk=person.pk).values_list("pk"))  # one at a time
    others = ConsortiumAgent.objects.filter(
        person=person, consortium__framework=consortium.framework_id
    ).exclude(consortium=consortium)
    names = others.values_list("consortium__name", flat=True)
    refuse_if(rules.against_appointing(names))
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
    agent = appoint_agent(person, consortium, lead=lead, by=by, at=at)
    if not person.is_active:
        invite(person, by=by, at=at)
    return agent
