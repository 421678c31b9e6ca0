"""Whom the tender names, and who among them is not in the team yet."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any
from uuid import UUID

from atelier_local.clock import day_of
from atelier_local.programme.agreement.enums import MembershipRole
from atelier_local.programme.agreement.models import ConsortiumMember, Speciality
from atelier_local.programme.people.enums import TicketPurpose
from atelier_local.programme.people.models import Organisation, Person, Ticket
from atelier_local.steps.competition.queries.opened import body_of
from atelier_local.steps.competition.rules.body import Body

from .. import rules
from ..models import CallOffContract, Subcontracting
from ..rules import Called
from .holding import lead_among
from .team import Team, team

type Firm = ConsortiumMember | Subcontracting


@dataclass(frozen=True)
class Named:
    """Someone whom the tender names, the place it gives them, and how far they are from it."""

    contract: CallOffContract
    rank: int
    name: str
    speciality: str
    days: int
    firm: Organisation | None
    member: ConsortiumMember | None
    subcontracting: Subcontracting | None
    holds: bool
    """Whether their firm takes part in the contract today."""
    placed: bool
    """Whether they are, or were, in the team."""
    ticket: Ticket | None
    """The last invitation they were sent."""

    @property
    def subject(self) -> str:
        return f"{subjects(self.contract)}{self.rank}"

    @property
    def invited(self) -> Person | None:
        return self.ticket.person if self.ticket else None

    @property
    def until(self) -> date | None:
        return day_of(self.ticket.expires_at) if self.ticket else None

    def pending(self, at: datetime) -> bool:
        """Whether a link of theirs still opens."""
        return self.ticket is not None and self.ticket.expires_at > at


TENDER = "award__invitation__tender"
"""What to load with a contract, so that its tender costs no query."""


def subjects(contract: CallOffContract) -> str:
    """How the subject of an invitation into this team begins; the rank in the tender follows."""
    return f"contract:{contract.pk}:"


@dataclass(frozen=True)
class Naming:
    """Everyone the tender gives days to, and who may invite them besides the buyer's pilot."""

    people: list[Named]
    lead: Organisation | None
    seen: Team

    @property
    def awaited(self) -> list[Named]:
        """Those who never were in the team, while the contract is under way."""
        waited = (one for one in self.people if one.contract.notified_at and not one.placed)
        return [one for one in waited if not one.contract.ended]

    def place(self, rank: int) -> Named | None:
        """The place of that rank in the tender, from 1; None when it gives nobody days there."""
        return next((one for one in self.people if one.rank == rank), None)

    def invites(self, person: Person) -> bool:
        """Whether they speak for the holder: in the team today, and of its lead."""
        there = any(member.person == person for member in self.seen.present)
        return there and self.lead is not None and person.organisation_id == self.lead.pk


def place_of(ticket: Ticket) -> Named | None:
    """Where an invitation leads, whatever became of the place since."""
    _, contract_id, rank = ticket.subject.split(":")
    found = CallOffContract.objects.select_related(
        TENDER, "consortium", *(f"atelier__{name}" for name in ("epci", "framework", "stream"))
    )
    contract = found.filter(pk=contract_id).first()
    return naming(contract, team(contract)).place(int(rank)) if contract else None


def naming(contract: CallOffContract, seen: Team) -> Naming:
    """At most two queries more than those of the team, for a contract loaded with its TENDER."""
    body = body_of(contract.award.invitation.tender)
    ranked = [(rank, one) for rank, one in enumerate(body.people, 1) if one.name.strip()]
    ranked = [(rank, one) for rank, one in ranked if body.days(one)]
    firms = _firms(seen, body)
    held = {holder.organisation.pk for holder in seen.held}
    called = [Called(one.name, _organisation(firms.get(one.firm))) for _, one in ranked]
    there = [Called(m.person.full_name, m.person.organisation) for m in seen.members]
    absent = {ranked[place][0] for place in rules.absent(called, there)}
    sent = _tickets(contract) if absent else {}
    labels = _labels(body) if absent else {}
    team_ids = {member.person_id for member in seen.members}
    people = [
        _place(
            contract,
            rank,
            name=someone.name,
            speciality=labels.get(someone.speciality, ""),
            days=-(-body.days(someone) // 2),
            firm=firms.get(someone.firm),
            held=held,
            placed=rank not in absent or _came(sent.get(rank, ()), team_ids),
            sent=sent.get(rank, ()),
        )
        for rank, someone in ranked
    ]
    return Naming(people, lead_among(seen.held), seen)


def _place(
    contract: CallOffContract,
    rank: int,
    *,
    firm: Firm | None,
    held: Collection[UUID],
    sent: Sequence[Ticket],
    **told: Any,
) -> Named:
    return Named(
        contract=contract,
        rank=rank,
        firm=_organisation(firm),
        member=firm if isinstance(firm, ConsortiumMember) else None,
        subcontracting=firm if isinstance(firm, Subcontracting) else None,
        holds=_holds(firm, held),
        ticket=next((one for one in sent[::-1] if not one.used_at), None),
        **told,
    )


def _came(sent: Sequence[Ticket], members: Collection[UUID]) -> bool:
    """Whether an invitation brought somebody into the team, whatever the spelling of their name."""
    return any(one.used_at and one.person_id in members for one in sent)


def _labels(body: Body) -> dict[str, str]:
    slugs = {someone.speciality for someone in body.people}
    return dict(Speciality.objects.filter(pk__in=slugs).values_list("slug", "label"))


def _organisation(firm: Firm | None) -> Organisation | None:
    return firm.organisation if firm else None


def _holds(firm: Firm | None, held: Collection[UUID]) -> bool:
    """Whether that firm takes part today: a subcontractor of the group is none of its holders."""
    if isinstance(firm, Subcontracting):
        return firm.accepted
    if firm is None:
        return False
    return firm.role == MembershipRole.SUBCONTRACTOR or firm.organisation_id in held


def _firms(seen: Team, body: Body) -> dict[str, Firm]:
    """Each firm as the tender calls it: a member of the consortium, or a declaration."""
    found: dict[str, Firm] = {f"m:{member.pk}": member for member in seen.consortium}
    for rank, told in enumerate(body.subs, 1):
        named = [sub for sub in seen.subcontractings if sub.organisation.name == told.name]
        if named:
            found[f"s:{rank}"] = next((sub for sub in named if sub.accepted), named[-1])
    return found


def _tickets(contract: CallOffContract) -> dict[int, list[Ticket]]:
    """Every invitation into this team, by rank, the latest last."""
    sent = Ticket.objects.filter(
        purpose=TicketPurpose.TEAM, subject__startswith=subjects(contract)
    ).select_related("person")
    by_rank = sorted(sent.order_by("expires_at"), key=_rank)
    return {rank: list(of_rank) for rank, of_rank in groupby(by_rank, key=_rank)}


def _rank(ticket: Ticket) -> int:
    return int(ticket.subject.rpartition(":")[2])
