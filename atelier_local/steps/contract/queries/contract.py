"""Reading a contract: its parties, its team, its instalments."""

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Exists, OuterRef

from atelier_local.clock import day_of
from atelier_local.programme.agreement import queries as agreements
from atelier_local.programme.agreement.models import Speciality
from atelier_local.programme.ateliers.enums import Stage
from atelier_local.programme.ateliers.models import Atelier
from atelier_local.programme.people.models import Organisation, Person
from atelier_local.refusal import Reasons
from atelier_local.steps.competition import queries as competitions
from atelier_local.steps.competition.models import Award
from atelier_local.steps.competition.queries.opened import body_of

from .. import rules
from ..enums import InstalmentState, TerminationState
from ..models import CallOffContract, Instalment, TeamMember, Termination
from .ending import termination_of
from .holding import Holder, group_of, holders, lead_among, placed
from .modifying import InEffect, effect_of, notified_of


@dataclass(frozen=True)
class ContractView:
    """All that the page of a contract shows."""

    contract: CallOffContract
    team: list[TeamMember]
    instalments: list[Instalment]
    effect: InEffect
    held: list[Holder]
    ended: Termination | None

    @property
    def lead(self) -> Organisation | None:
        return lead_among(self.held)

    @property
    def schedule(self) -> list[tuple[Instalment, Reasons]]:
        """Each instalment, and why its service cannot be accepted yet."""
        notified, stage = self.contract.notified_at is not None, self.contract.atelier.at_stage
        return [
            (
                instalment,
                rules.against_accepting(
                    notified=notified, stage=stage, due=Stage(instalment.due_stage)
                ),
            )
            for instalment in self.instalments
        ]

    @property
    def days(self) -> int:
        return sum(member.days for member in self.team)

    @property
    def most_days(self) -> int:
        return max((member.days for member in self.team), default=0)

    @property
    def accepted_eur(self) -> Decimal:
        accepted = (i.due_eur for i in self.instalments if i.state == InstalmentState.ACCEPTED)
        return sum(accepted, Decimal(0))


def contract_of(atelier: Atelier, *related: str) -> CallOffContract | None:
    """The contract of the Atelier, with what `related` names besides, in one query; `running` says
    whether a service is still expected of it, `ended` whether it ended early.
    """
    read = ("consortium", "award__competition__lot", "atelier__framework")
    waiting = Instalment.objects.filter(contract=OuterRef("pk"), state=InstalmentState.EXPECTED)
    found = CallOffContract.objects.select_related(*read, *related)
    over = Termination.objects.filter(contract=OuterRef("pk"), state=TerminationState.DECIDED)
    found = found.annotate(waiting=Exists(waiting), over=Exists(over))
    contract = found.filter(atelier=atelier).order_by().first()
    if contract:
        contract.running, contract.ended = contract.waiting, contract.over
        atelier.framework = contract.atelier.framework
        contract.atelier = atelier
    return contract


def view(contract: CallOffContract) -> ContractView:
    """The contract with its team of today and its instalments (five queries)."""
    there = contract.team.filter(to_on=None)
    team = list(there.select_related("person__organisation", "member", "subcontracting"))
    notified = notified_of(contract)
    held = holders(contract, notified)
    placed(team, held)
    instalments = list(contract.instalments.all())
    over = termination_of(contract)
    return ContractView(contract, team, instalments, effect_of(contract, notified), held, over)


def award_of(atelier: Atelier) -> Award | None:
    """The choice that stands, with all that its signature reads (one query)."""
    read = ("invitation__consortium", "invitation__tender", "competition__lot")
    awards = Award.objects.filter(competition__atelier=atelier, withdrawn_at=None)
    award = awards.select_related(*read, "competition__atelier__framework").first()
    if award:
        atelier.framework = award.competition.atelier.framework
        award.competition.atelier = atelier
        award.invitation.competition = award.competition
    return award


def against_signing_ever(award: Award) -> Reasons:
    """Why no day of signature would do: the ceiling, or an agreement that ended before the choice
    (one query)."""
    framework = award.competition.atelier.framework
    price = award.invitation.tender.price_eur or Decimal(0)
    return rules.against_signing_ever(
        day_of(award.decided_at), framework.valid_to
    ) + agreements.against_committing(framework, price, award.competition.lot)


def possible_team(contract: CallOffContract) -> list[Person]:
    """People of the firms of the consortium, and those who act for it."""
    firms = [member.organisation_id for member in group_of(contract)]
    agents = competitions.acting([contract.award.invitation_id]).values("person")
    people = Person.objects.filter(organisation__in=firms) | Person.objects.filter(pk__in=agents)
    return list(people.select_related("organisation").distinct())


def tendered_team(contract: CallOffContract) -> dict[str, tuple[str, int]]:
    """Each person whom the tender names: what they bring, and their days, rounded up."""
    body = body_of(contract.award.invitation.tender)
    slugs = {someone.speciality for someone in body.people}
    labels = dict(Speciality.objects.filter(pk__in=slugs).values_list("slug", "label"))
    return {
        someone.name: (labels.get(someone.speciality, ""), -(-body.days(someone) // 2))
        for someone in body.people
    }
