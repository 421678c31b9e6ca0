"""What is paid, phase after phase and holder by holder, as the price cells of the tender say."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal

from atelier_local.clock import day_of
from atelier_local.programme.agreement.enums import MembershipRole
from atelier_local.programme.agreement.models import ConsortiumMember
from atelier_local.programme.people.enums import OrganisationKind
from atelier_local.programme.people.models import Organisation, Person
from atelier_local.programme.people.operations import register_organisation
from atelier_local.steps.competition.rules.body import Body

from .. import queries, rules
from ..models import CallOffContract, Instalment, Share, Subcontracting
from .subcontracting import received

_TERMS = "Celles du marché, ou celles de la déclaration jointe à l’offre."


def schedule(contract: CallOffContract, body: Body, *, by: Person, at: datetime) -> None:
    """Write the instalments and who gets what of them; declare the tender's subcontractors.

    A tender that prices no firm follows the programme's schedule, and the lead gets it all.
    """
    members = queries.group_of(contract)
    lead = _lead(members)
    if not body.prices or lead is None:
        _by_programme(contract, lead)
        return
    parts = rules.parts(body.prices, body.expenses, f"m:{lead.pk}")
    subs = _declare(contract, body, lead.organisation, by=by, at=at)
    _by_cells(contract, parts, members, lead, subs)


def _lead(members: Iterable[ConsortiumMember]) -> ConsortiumMember | None:
    listed = list(members)
    leads = [member for member in listed if member.role == MembershipRole.LEAD]
    return next(iter(leads or listed), None)


def _by_programme(contract: CallOffContract, lead: ConsortiumMember | None) -> None:
    percents = [percent for _, percent, _ in rules.SCHEDULE]
    amounts = rules.instalments(Decimal(contract.amount_eur), percents)
    for (label, percent, stage), amount in zip(rules.SCHEDULE, amounts, strict=True):
        instalment = Instalment.objects.create(
            contract=contract, label=label, percent=percent, amount_eur=amount, due_stage=stage
        )
        if lead:
            Share.objects.create(
                instalment=instalment, organisation=lead.organisation, amount_eur=amount
            )


def _by_cells(
    contract: CallOffContract,
    parts: Iterable[rules.Part],
    members: Iterable[ConsortiumMember],
    lead: ConsortiumMember,
    subs: Mapping[str, Subcontracting],
) -> None:
    """A holder gets its own cells; the lead gets those of whoever holds nothing."""
    holders = {
        f"m:{m.pk}": m.organisation for m in members if m.role != MembershipRole.SUBCONTRACTOR
    }
    for part in parts:
        instalment = Instalment.objects.create(
            contract=contract, label=part.label, amount_eur=part.amount, due_stage=part.stage
        )
        Share.objects.bulk_create(
            Share(
                instalment=instalment,
                organisation=holders.get(firm, lead.organisation),
                subcontracting=subs.get(firm),
                amount_eur=amount,
            )
            for firm, amount in part.cells
        )


def _declare(
    contract: CallOffContract, body: Body, lead: Organisation, *, by: Person, at: datetime
) -> dict[str, Subcontracting]:
    """The subcontractors that the tender declares: the notification will accept them (R2193-2)."""
    found = {}
    for rank, told, cents in body.paid_to_subs():
        if not cents:
            continue
        organisation = register_organisation(
            kind=OrganisationKind.FIRM,
            name=told.name,
            siren=told.siren,
            fictitious=contract.atelier.fictitious,
            by=by,
            at=at,
        )
        sub = Subcontracting(
            contract=contract,
            organisation=organisation,
            principal=lead,
            services=told.services,
            amount_eur=Decimal(cents) / 100,
            terms=_TERMS,
            duration_months=contract.duration_months or 1,
            received_on=day_of(at),
        )
        found[f"s:{rank}"] = received(sub, by=by, at=at)
    return found
