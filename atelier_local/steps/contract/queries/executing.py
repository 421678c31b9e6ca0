"""What a contract that runs owes in advance, and what is kept back."""

from dataclasses import dataclass
from decimal import Decimal

from .. import rules
from ..models import CallOffContract, Penalty


@dataclass(frozen=True)
class Penalties:
    """Each penalty decided, in order, and the sum of those that were not lifted."""

    listed: list[Penalty]

    @property
    def total(self) -> Decimal:
        standing = (one.amount_eur for one in self.listed if one.lifted_at is None)
        return sum(standing, Decimal(0))


def penalties(contract: CallOffContract) -> Penalties:
    """One query."""
    return Penalties(list(contract.penalties.all()))


def advance(contract: CallOffContract) -> Decimal:
    """On the amount as signed."""
    return rules.advance_of(contract.amount_eur, contract.advance_percent)
