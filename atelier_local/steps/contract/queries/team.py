"""The team of a day, its versions, who subcontracts and until when silence may be kept."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.urls import reverse

from atelier_local.programme.agreement.law import Rule, known
from atelier_local.programme.agreement.models import ConsortiumMember
from atelier_local.programme.ateliers.models import RoleGrant
from atelier_local.programme.people.enums import Role
from atelier_local.programme.people.models import Person

from .. import rules
from ..models import CallOffContract, Subcontracting, TeamMember
from .holding import Holder, group_of, holders, holding_among, placed


@dataclass(frozen=True)
class Silence:
    """What the buyer's silence does to a declaration."""

    rule: Rule
    until: date

    @property
    def days(self) -> int:
        return int(self.rule.value)


def silence(sub: Subcontracting) -> Silence:
    rule = known("subcontractor_days", sub.received_on)
    return Silence(rule, rules.tacit_on(sub.received_on, int(rule.value)))


def is_direct(sub: Subcontracting) -> bool:
    """Whether the buyer pays this subcontractor, the holder's share being lowered as much."""
    return rules.direct(sub.amount_eur, int(known("direct_payment", sub.received_on).value))


def subcontracting_url(sub: Subcontracting) -> str:
    slug = sub.contract.atelier.slug
    if sub.pk is None:
        return reverse("contract:team", args=[slug])
    return reverse("contract:subcontracting", args=[slug, sub.pk])


def payments_url(contract: CallOffContract) -> str:
    return reverse("contract:payments", args=[contract.atelier.slug])


def termination_url(contract: CallOffContract) -> str:
    return reverse("contract:termination", args=[contract.atelier.slug])


def pilot_of(contract: CallOffContract) -> Person | None:
    """Who acts for the buyer when a delay does: the first pilot of the Atelier."""
    held = RoleGrant.objects.filter(atelier=contract.atelier, role=Role.PILOT, revoked_at=None)
    first = held.select_related("person").order_by("pk").first()
    return first.person if first else None


@dataclass(frozen=True)
class Version:
    """The team from a day on: who came, who left that day."""

    number: int
    day: date
    came: list[TeamMember]
    left: list[TeamMember]


@dataclass(frozen=True)
class Team:
    """The page of the team."""

    members: list[TeamMember]
    subcontractings: list[Subcontracting]
    consortium: list[ConsortiumMember]
    """Whom the framework agreement says in the group."""
    held: list[Holder]
    """Who holds the contract today."""

    @property
    def present(self) -> list[TeamMember]:
        return [m for m in self.members if m.to_on is None]

    @property
    def versions(self) -> list[Version]:
        """The latest first; the first one is the team as notified."""
        return versions(self.members)[::-1]

    @property
    def days(self) -> int:
        return sum(member.days for member in self.present)


def versions(members: Sequence[TeamMember]) -> list[Version]:
    came = {m.from_on for m in members if m.from_on}
    changes = sorted(came | {m.to_on for m in members if m.to_on})
    return [
        Version(
            number,
            day,
            [m for m in members if m.from_on == day],
            [m for m in members if m.to_on == day],
        )
        for number, day in enumerate(changes, 1)
    ]


def team(contract: CallOffContract) -> Team:
    """Everyone who is or was in the team, and every declaration (four queries)."""
    members = contract.team.select_related(
        "person__organisation", "member", "subcontracting", "replaces__person"
    )
    subs = list(contract.subcontractings.select_related("organisation", "person"))
    for sub in subs:
        sub.contract = contract
    listed = list(members)
    consortium = group_of(contract)
    held = holders(contract, signed=holding_among(consortium))
    placed(listed, held)
    return Team(listed, subs, consortium, held)


def team_on(contract: CallOffContract, day: date) -> list[TeamMember]:
    """Who was in the team that day."""
    there = contract.team.filter(Q(to_on=None) | Q(to_on__gt=day), from_on__lte=day)
    return list(there.select_related("person__organisation"))
