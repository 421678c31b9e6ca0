"""Signing and notifying: that day is T0."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction

from atelier_local.clock import day_of
from atelier_local.ground.files.operations import file_paper
from atelier_local.ground.journal.operations import append
from atelier_local.programme.agreement import queries as agreements
from atelier_local.programme.agreement.enums import MembershipRole
from atelier_local.programme.agreement.models import ConsortiumMember
from atelier_local.programme.agreement.operations import commit
from atelier_local.programme.ateliers.enums import PartyKind, Stage
from atelier_local.programme.ateliers.operations import advance, begin, grant, join_party
from atelier_local.programme.governance.operations import complete
from atelier_local.programme.people.enums import Role
from atelier_local.programme.people.models import Person
from atelier_local.refusal import refuse_if
from atelier_local.steps.competition import queries as competitions
from atelier_local.steps.competition.models import MiniCompetition
from atelier_local.steps.competition.operations import record_conclusion
from atelier_local.steps.competition.queries.opened import body_of

from .. import papers, queries, rules
from ..enums import PublishedFact
from ..models import CallOffContract, TeamMember
from .publishing import expect_publication, numbered
from .scheduling import schedule
from .subcontracting import accept_by_notification

SIGN = "contract:sign"


@transaction.atomic
def sign(
    competition: MiniCompetition, *, amount_eur: Decimal, signed_on: date, by: Person, at: datetime
) -> CallOffContract:
    """Sign the contract with the consortium chosen, for the price it tendered, while the agreement
    is valid and under its ceiling (art. R2162-4 and R2162-5): what is signed can be notified.

    The competition is held: no group changes meanwhile, no choice is withdrawn.
    """
    MiniCompetition.objects.select_for_update().get(pk=competition.pk)
    atelier = competition.atelier
    award = queries.award_of(atelier)
    framework, lot = atelier.framework, competition.lot
    known = queries.contract_of(atelier)
    refuse_if(
        rules.against_signing(
            awarded=award is not None,
            amount=Decimal(amount_eur),
            tendered=award.invitation.tender.price_eur if award else None,
            signed_on=signed_on,
            today=day_of(at),
            awarded_on=day_of(award.decided_at) if award else None,
            agreement_from=framework.valid_from,
            agreement_to=framework.valid_to,
        )
        + (competitions.against_signing_before(award, signed_on) if award else ())
        + competitions.against_acting(competition, by)
        + (() if known else agreements.against_committing(framework, Decimal(amount_eur), lot))
    )
    assert award is not None
    body = body_of(award.invitation.tender)
    contract, signed = CallOffContract.objects.get_or_create(
        atelier=atelier,
        defaults={
            "award": award,
            "consortium": award.invitation.consortium,
            "reference": queries.reference_of(atelier),
            "amount_eur": amount_eur,
            "signed_on": signed_on,
            "duration_months": queries.months_of(body, framework.duration_max_months),
        },
    )
    if signed:
        _commit(contract, by=by, at=at)
        schedule(contract, body, by=by, at=at)
        record_conclusion(award, signed_on, by=by, at=at)
        payload = {"reference": contract.reference, "amount_eur": str(amount_eur)}
        payload["act"] = _file_act(contract, at=at)
        append(atelier.stream, "contract.signed", payload, by=by, at=at)
    return contract


def _commit(contract: CallOffContract, *, by: Person, at: datetime) -> None:
    """Take the contract off the ceiling, once."""
    commit(
        contract.atelier.framework,
        reference=contract.reference,
        amount=contract.amount_eur,
        by=by,
        at=at,
        lot=contract.award.competition.lot,
    )


def _file_act(contract: CallOffContract, *, at: datetime) -> str:
    """Keep the acte d'engagement as signed; its digest."""
    told = queries.engagement(contract.atelier, contract.signed_on, contract)
    assert told is not None
    subject = f"contract:{contract.pk}"
    contract.act = file_paper(papers.engagement(told), subject=subject, at=at)
    contract.save(update_fields=["act"])
    return contract.act.digest


@transaction.atomic
def notify(
    contract: CallOffContract,
    *,
    team: Sequence[tuple[Person, str, int]],
    by: Person,
    at: datetime,
) -> None:
    """Notify the contract and its team: that day is T0, and the framing may begin."""
    atelier, t0 = contract.atelier, day_of(at)
    refuse_if(rules.against_notifying(contract.signed_on, t0, [days for *_, days in team]))
    waiting = CallOffContract.objects.filter(pk=contract.pk, notified_at=None)
    if not waiting.update(notified_at=at):
        return
    contract.notified_at = at
    numbered(contract, t0.year)
    expect_publication(contract, PublishedFact.CONTRACT, t0)
    _commit(contract, by=by, at=at)  # signed before signing did it
    _welcome(contract, team, by=by, at=at)
    accept_by_notification(contract, by=by, at=at)
    begin(atelier, t0, by=by, at=at)
    complete(atelier, SIGN, at=at)
    advance(atelier, Stage.FRAMING, by=by, at=at)
    payload = {"reference": contract.reference, "t0": str(t0), "team": len(team)}
    append(atelier.stream, "contract.notified", payload, by=by, at=at)


def _welcome(
    contract: CallOffContract,
    team: Sequence[tuple[Person, str, int]],
    *,
    by: Person,
    at: datetime,
) -> None:
    """Bring the consortium and its people into the Atelier."""
    group = queries.group_of(contract)
    lead = next((m for m in group if m.role == MembershipRole.LEAD), None)
    if lead:
        kind = PartyKind.CONSORTIUM
        join_party(contract.atelier, lead.organisation, kind, by=by, at=at)
    firms = {member.organisation_id: member for member in contract.consortium.members.all()}
    for person, speciality, days in team:
        _add(contract, person, firms.get(person.organisation_id), speciality, days)
        grant(contract.atelier, person, Role.TEAM, by=by, at=at)


def _add(
    contract: CallOffContract,
    person: Person,
    member: ConsortiumMember | None,
    speciality: str,
    days: int,
) -> None:
    TeamMember.objects.create(
        contract=contract,
        person=person,
        member=member,
        speciality=speciality,
        days=days,
        from_on=day_of(contract.notified_at) if contract.notified_at else None,
    )
