"""What the acte d'engagement takes up: the tender that was chosen, and the contract if signed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from atelier_local.clock import day_of
from atelier_local.programme.agreement.enums import MembershipRole
from atelier_local.programme.agreement.models import ConsortiumMember, Lot
from atelier_local.programme.ateliers.models import Atelier
from atelier_local.programme.people.models import Organisation
from atelier_local.steps.competition import queries as competitions
from atelier_local.steps.competition.queries.opened import body_of
from atelier_local.steps.competition.rules.body import Body

from .. import rules
from ..models import CallOffContract
from .contract import award_of
from .holding import Holder, holding_among, lead_among
from .modifying import pilot_among


@dataclass(frozen=True)
class Engagement:
    """The parties, the price and how it is shared, as signed; `signed_on` None: to be signed."""

    atelier: Atelier
    reference: str
    lot: Lot | None
    """Of the agreement, where it has any."""
    held_of: str
    """What those consulted hold: the agreement, or the lot."""
    name: str
    held: list[Holder]
    buyer: Organisation | None
    amount: Decimal
    months: int
    validity_days: int
    """How long the tender binds, from the deadline: what the letter said."""
    direct: bool
    """Given without competition: no letter, no deadline."""
    signed_on: date | None
    day: date
    """The law of that day is quoted."""
    changes: tuple[tuple[str, date], ...]
    """What changed of the group since the consultation, and the day the buyer let it."""
    annex: rules.Annex
    services: tuple[tuple[str, Decimal], ...]
    subs: tuple[tuple[str, str, Decimal], ...]
    """Each subcontractor that the tender declares: who, for what, for how much."""

    @property
    def lead(self) -> Organisation | None:
        return lead_among(self.held)


def reference_of(atelier: Atelier) -> str:
    return f"{atelier.framework.slug}/{atelier.slug}"


def months_of(body: Body, most: int) -> int:
    """How long the tender says, in whole months; what the agreement allows when it says nothing."""
    return -(-body.months_tenths // 10) or most


def engagement(
    atelier: Atelier, today: date, contract: CallOffContract | None = None
) -> Engagement | None:
    """What is to be signed with whoever was chosen, or what was; None before the choice."""
    award = contract.award if contract else award_of(atelier)
    if award is None:
        return None
    body, consortium = body_of(award.invitation.tender), award.invitation.consortium
    members = competitions.members_of(consortium.pk, atelier.pk)
    held = holding_among(members)
    amount = contract.amount_eur if contract else award.invitation.tender.price_eur
    return Engagement(
        atelier=atelier,
        reference=contract.reference if contract else reference_of(atelier),
        lot=award.competition.lot,
        held_of=award.competition.held,
        name=consortium.name,
        held=sorted(held, key=lambda holder: not holder.leads),
        buyer=pilot_among(atelier),
        amount=amount or Decimal(0),
        months=_months(body, atelier, contract),
        validity_days=award.competition.validity_days,
        direct=award.direct,
        signed_on=contract.signed_on if contract else None,
        day=contract.signed_on if contract else today,
        changes=tuple(
            (one.said, day_of(one.decided_at))
            for one in competitions.changes_of(award.invitation)
            if one.accepted and one.decided_at
        ),
        annex=rules.annex(body.prices, body.expenses, _names(members, body)),
        services=_services(body, amount or Decimal(0)),
        subs=_subs(body),
    )


def _months(body: Body, atelier: Atelier, contract: CallOffContract | None) -> int:
    told = contract.duration_months if contract else None
    return told or months_of(body, atelier.framework.duration_max_months)


def _names(members: Sequence[ConsortiumMember], body: Body) -> Sequence[tuple[str, str]]:
    """The lead, its joint contractors, then the subcontractors that the tender declares."""
    ordered = sorted(
        members, key=lambda member: (member.role != MembershipRole.LEAD, member.position)
    )
    named = [(f"m:{member.pk}", member.organisation.name) for member in ordered]
    subs = body.paid_to_subs()
    return [*named, *((f"s:{rank}", f"{told.name} (sous-traitant)") for rank, told, _ in subs)]


def _services(body: Body, amount: Decimal) -> tuple[tuple[str, Decimal], ...]:
    """What is admitted of each phase, or the programme's schedule when nothing prices one."""
    if body.prices:
        parts = rules.parts(body.prices, body.expenses, "")
        return tuple((part.label, part.amount) for part in parts)
    percents = [percent for _, percent, _ in rules.SCHEDULE]
    amounts = rules.instalments(amount, percents)
    labels = (label for label, *_ in rules.SCHEDULE)
    return tuple(zip(labels, amounts, strict=True))


def _subs(body: Body) -> tuple[tuple[str, str, Decimal], ...]:
    return tuple(
        (told.name, told.services, Decimal(cents) / 100) for _, told, cents in body.paid_to_subs()
    )
