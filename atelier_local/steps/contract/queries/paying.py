"""Who is paid what, instalment by instalment."""

from dataclasses import dataclass
from decimal import Decimal

from atelier_local.clock import day_of
from atelier_local.programme.agreement.enums import MembershipRole

from .. import rules
from ..models import CallOffContract, Instalment, Subcontracting
from .team import is_direct


@dataclass(frozen=True)
class Payments:
    """A table: a row an instalment, a column a payee, the holder last."""

    payees: list[str]
    rows: list[tuple[Instalment, list[Decimal]]]

    @property
    def totals(self) -> list[Decimal]:
        return [
            sum(column, Decimal(0)) for column in zip(*(row for _, row in self.rows), strict=True)
        ]

    @property
    def total(self) -> Decimal:
        return sum(self.totals, Decimal(0))


def payments(contract: CallOffContract) -> Payments:
    """What each instalment owes to direct subcontractors, and to the lead for the rest."""
    instalments = list(contract.instalments.prefetch_related("decisions"))
    subs = [s for s in _accepted(contract) if is_direct(s)]
    dues = [
        rules.Due(i.amount_eur, i.due_eur, day_of(i.accepted_at) if i.accepted_at else None)
        for i in instalments
    ]
    paid = [rules.Paid(s.amount_eur, s.decided_on or s.received_on) for s in subs]
    return Payments(
        payees=[*(s.organisation.name for s in subs), _lead(contract)],
        rows=list(zip(instalments, rules.payments(dues, paid), strict=True)),
    )


def _accepted(contract: CallOffContract) -> list[Subcontracting]:
    subs = contract.subcontractings.select_related("organisation")
    return [sub for sub in subs if sub.accepted]


def _lead(contract: CallOffContract) -> str:
    """The lead receives for the group; how it shares with its members is not said by the tender."""
    lead = contract.consortium.members.filter(role=MembershipRole.LEAD)
    found = lead.select_related("organisation").first()
    return found.organisation.name if found else contract.consortium.name
