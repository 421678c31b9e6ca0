"""Who holds the contract today: its lead, its joint contractors, as modifications left them."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal

from django.db.models import Exists, OuterRef, Q

from atelier_local.programme.agreement.enums import MembershipRole
from atelier_local.programme.agreement.models import ConsortiumMember
from atelier_local.programme.people.models import Organisation
from atelier_local.steps.competition import queries as competitions

from ..enums import InstalmentState, ModificationState
from ..models import CallOffContract, Instalment, Modification, Share, TeamMember

_LEAD, _JOINT = MembershipRole.LEAD, MembershipRole.JOINT_CONTRACTOR


@dataclass(frozen=True)
class Holder:
    """A lead or joint contractor: who, under which SIRET, in what capacity."""

    organisation: Organisation
    siret: str
    role: str

    @property
    def leads(self) -> bool:
        return self.role == _LEAD

    @property
    def place(self) -> str:
        """« mandataire », « cotraitant »"""
        return str(MembershipRole(self.role).label)


def group_of(contract: CallOffContract) -> list[ConsortiumMember]:
    """The group as signed: that of the agreement, with what the buyer let change before the
    signature (one query)."""
    return competitions.members_of(contract.consortium_id, contract.atelier_id)


def signed_by(contract: CallOffContract) -> list[Holder]:
    """Lead and joint contractors as signed, in order."""
    return holding_among(group_of(contract))


def holding_among(members: Iterable[ConsortiumMember]) -> list[Holder]:
    """Those whose place is not said hold too; a subcontractor holds nothing."""
    return [
        Holder(m.organisation, m.siret, m.role)
        for m in members
        if m.role != MembershipRole.SUBCONTRACTOR
    ]


def holders(
    contract: CallOffContract,
    notified: Iterable[Modification] | None = None,
    signed: list[Holder] | None = None,
) -> list[Holder]:
    """Who holds it today. Whoever takes a leaving member's place takes its rank and capacity; a
    member that takes another's part over keeps its own.

    `notified` and `signed` spare a query each.
    """
    if notified is None:
        changes = contract.modifications.filter(state=ModificationState.NOTIFIED)
        moving = changes.filter(Q(entering__isnull=False) | Q(mandate__isnull=False))
        notified = moving.select_related("entering", "mandate").order_by("act_number")
    held = signed_by(contract) if signed is None else signed
    for one in notified:
        held = _after(held, one)
    return held


def holders_before(one: Modification) -> list[Holder]:
    """Who held it the moment before this modification, notified, came into force."""
    notified = one.contract.modifications.filter(state=ModificationState.NOTIFIED)
    earlier = notified.exclude(pk=one.pk).select_related("entering", "mandate")
    return holders(one.contract, list(earlier.order_by("act_number")))


def _after(held: list[Holder], one: Modification) -> list[Holder]:
    came = one.entering
    if came is not None and any(h.organisation.pk == came.pk for h in held):
        held = [h for h in held if h.organisation.pk != one.leaving_id]
    elif came is not None:
        held = [
            replace(h, organisation=came, siret=one.entering_siret)
            if h.organisation.pk == one.leaving_id
            else h
            for h in held
        ]
    if one.mandate_id is None:
        return held
    return [_led_by(one, h) for h in held]


def _led_by(one: Modification, holder: Holder) -> Holder:
    """The new lead leads, and whoever led is a member like the others."""
    if holder.organisation.pk == one.mandate_id:
        return replace(holder, role=_LEAD)
    return replace(holder, role=_JOINT) if holder.leads else holder


def firms_after(held: list[Holder], one: Modification) -> set[object]:
    """The keys of the members once a modification is in force."""
    return {h.organisation.pk for h in _after(held, one)}


def lead_among(held: Iterable[Holder]) -> Organisation | None:
    """The lead, else whoever holds the contract first."""
    listed = list(held)
    leads = [holder.organisation for holder in listed if holder.leads]
    return next(iter(leads or [holder.organisation for holder in listed]), None)


def lead_of(contract: CallOffContract) -> Organisation | None:
    return lead_among(holders(contract))


def taken_over(one: Modification) -> list[tuple[Instalment, Decimal]]:
    """What whoever enters takes over of each service that is still to be admitted."""
    if one.entering_id is None or one.notified:
        return []
    waiting = Share.objects.filter(
        instalment__contract=one.contract,
        instalment__state=InstalmentState.EXPECTED,
        organisation=one.leaving_id,
    )
    found: dict[Instalment, Decimal] = {}
    for share in waiting.select_related("instalment").order_by("instalment", "pk"):
        before = found.get(share.instalment, Decimal(0))
        found[share.instalment] = before + share.amount_eur
    return [(instalment, amount) for instalment, amount in found.items() if amount]


@dataclass(frozen=True)
class Handed:
    """What a change of member or of lead takes with it, as its act says."""

    lead: Organisation | None
    services: list[tuple[Instalment, Decimal]]
    following: list[TeamMember]
    leaving: list[TeamMember]

    @property
    def amount(self) -> Decimal:
        return sum((amount for _, amount in self.services), Decimal(0))


def handed(one: Modification) -> Handed:
    """Before it is in force: who leads, what is taken over, who goes on and who loses access."""
    people = people_of(one.contract, one.leaving, one) if one.leaving else []
    return Handed(
        lead=lead_among(holders_before(one)),
        services=taken_over(one),
        following=[member for member in people if member.follows],
        leaving=[member for member in people if not member.follows],
    )


def placed(team: Iterable[TeamMember], held: Iterable[Holder]) -> None:
    """Say of each person of the team what their firm is in the group of today."""
    places = {holder.organisation.pk: holder.place for holder in held}
    for one in team:
        foreseen = one.member.get_role_display() if one.member else ""
        one.place = places.get(one.person.organisation_id, foreseen)


def people_of(
    contract: CallOffContract, firm: Organisation, one: Modification | None = None
) -> list[TeamMember]:
    """Whoever works in the team today for that firm, its subcontractors apart.

    With a modification, each says whether they go on with whoever enters (`follows`).
    """
    there = contract.team.filter(to_on=None, subcontracting=None)
    of_firm = Q(member__organisation=firm) | Q(member=None, person__organisation=firm)
    going_on = Modification.followers.through.objects.filter(
        modification=one.pk if one else None, teammember=OuterRef("pk")
    )
    told = there.filter(of_firm).annotate(going_on=Exists(going_on))
    found = list(told.select_related("person__organisation", "member"))
    for member in found:
        member.follows = member.going_on
    return list(found)
