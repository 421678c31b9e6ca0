"""A contract that ends early: what was told, what is then owed, to whom one writes."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Q, QuerySet

from atelier_local.clock import day_of
from atelier_local.ground.files.models import Filed
from atelier_local.programme.agreement.law import Rule, known
from atelier_local.programme.people.models import Person
from atelier_local.steps.competition import queries as competitions

from .. import rules
from ..enums import InstalmentState, TerminationGround, TerminationState
from ..models import CallOffContract, Penalty, Termination
from .advancing import advances
from .executing import Accounts, Penalties, accounts, penalties
from .holding import lead_of
from .paying import Payments, payments

Ground = TerminationGround


def terminations(contract: CallOffContract) -> list[Termination]:
    """Every notice and decision, the latest first (one query)."""
    found = contract.terminations.select_related("notice", "paper")
    return list(found.order_by("-at", "-pk"))


def ended(listed: Iterable[Termination]) -> Termination | None:
    """The decision that ended the contract."""
    return next((one for one in listed if one.decided), None)


def termination_of(contract: CallOffContract) -> Termination | None:
    """The same, for a page that needs nothing else (one query)."""
    return contract.terminations.filter(state=TerminationState.DECIDED).first()


def running_notice(listed: Iterable[Termination]) -> Termination | None:
    """The formal notice that runs, or whose time is over."""
    return next((one for one in listed if one.waits), None)


def termination_law(contract: CallOffContract) -> dict[Ground, Rule]:
    """The general clauses of the day of the signature, ground by ground."""
    return {ground: known(ground.law, contract.signed_on) for ground in Ground}


@dataclass(frozen=True)
class Standing:
    """All that an early end is weighed against, and its statement made of."""

    contract: CallOffContract
    seen: Payments
    kept: Penalties
    account: Accounts

    @property
    def worth(self) -> Decimal:
        """What the contract is worth today: what its services make up."""
        return sum((one.amount_eur for one, _ in self.seen.rows), Decimal(0))

    @property
    def ended(self) -> bool:
        return self.seen.ended

    @property
    def admitted(self) -> Decimal:
        admitted = (i for i, _ in self.seen.rows if i.state == InstalmentState.ACCEPTED)
        return sum((one.due_eur for one in admitted), Decimal(0))

    @property
    def expected(self) -> Decimal:
        waiting = (i for i, _ in self.seen.rows if i.state == InstalmentState.EXPECTED)
        return sum((one.amount_eur for one in waiting), Decimal(0))

    @property
    def still_due(self) -> rules.StillDue:
        notified = self.contract.notified_at
        return rules.StillDue(day_of(notified) if notified else None, self.expected, self.ended)

    def compensation(self, ground: Ground, begun: Decimal, agreed: Decimal) -> Decimal:
        """By agreement what both said; in the general interest what the clauses say."""
        if ground is Ground.INTEREST:
            percent = int(termination_law(self.contract)[ground].value)
            return rules.compensation(self.contract.amount_eur, self.admitted + begun, percent)
        return agreed


def standing_to_end(contract: CallOffContract, *, decisions: bool = False) -> Standing:
    """Four queries, one more with what was decided of each service, another with an advance."""
    seen, kept = payments(contract, decisions=decisions), penalties(contract)
    account = accounts(contract, seen, kept, advances(contract, seen))
    return Standing(contract, seen, kept, account)


@dataclass(frozen=True)
class Statement:
    """What is owed once the contract has ended, line by line; a line taken off is negative."""

    lines: tuple[tuple[str, Decimal], ...]

    @property
    def balance(self) -> Decimal:
        """What is left to pay; below nothing, what the holder gives back."""
        return sum((amount for _, amount in self.lines), Decimal(0))


def statement(now: Standing, one: Termination) -> Statement:
    """Of the contract as it was when it ended: `now` is read before its services are closed."""
    lines = (
        ("Services admis", one.admitted_eur),
        ("Prestations commencées avant la résiliation", one.begun_eur),
        ("Indemnité de résiliation", one.compensation_eur),
        ("Pénalités appliquées", -now.kept.total),
        ("Avance déjà versée", -now.account.advances.given),
        ("Déjà payé pour des services", -now.account.paid),
    )
    always = ("Services admis", "Déjà payé pour des services")
    return Statement(tuple(line for line in lines if line[1] or line[0] in always))


def written_to(contract: CallOffContract) -> list[Person]:
    """Who is written to for the holder: the people of its lead in the team, else its agents."""
    lead = lead_of(contract)
    there = contract.team.filter(to_on=None, subcontracting=None, person__organisation=lead)
    team = [member.person for member in there.select_related("person")] if lead else []
    return team or competitions.agents([contract.award.invitation_id])[contract.consortium_id]


def letters(contract: CallOffContract) -> QuerySet[Filed]:
    """Every letter to the holder about penalties and an early end."""
    penalised = Penalty.objects.filter(contract=contract)
    ends = Termination.objects.filter(contract=contract)
    kept = Q()
    for found, name in (
        (penalised, "announcement"),
        (penalised, "decision"),
        (ends, "notice"),
        (ends, "paper"),
    ):
        kept |= Q(pk__in=found.exclude(**{name: None}).values(name))
    return Filed.objects.filter(kept)
