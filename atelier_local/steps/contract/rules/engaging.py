"""The price of a tender as the annex of its contract says it: phase by phase, member by member."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from atelier_local.steps.competition.enums import Phase

from .subcontracting import VAT

EXPENSES = "Frais"


@dataclass(frozen=True, slots=True)
class Annex:
    """A grid in euros: a row a phase, a column a firm, then expenses. Empty: no price is shared."""

    firms: tuple[str, ...] = ()
    rows: tuple[tuple[str, tuple[Decimal, ...]], ...] = ()

    @property
    def totals(self) -> tuple[Decimal, ...]:
        """What each firm gets, in the order of `firms`."""
        return tuple(
            sum((cells[place] for _, cells in self.rows), Decimal(0))
            for place in range(len(self.firms))
        )

    @property
    def total(self) -> Decimal:
        return sum(self.totals, Decimal(0))

    def slices(self, wide: int) -> Iterator[slice]:
        """Groups of columns that a page holds, `wide` at most."""
        for start in range(0, len(self.firms), wide):
            yield slice(start, start + wide)


def annex(
    prices: Mapping[str, Mapping[Phase, int]],
    expenses: Mapping[Phase, int],
    names: Sequence[tuple[str, str]],
) -> Annex:
    """`prices` and `expenses` in cents; `names`: each firm's key and name, in the order to print.

    No cent is lost: a firm that has a price and no name stands under its key.
    """
    if not prices:
        return Annex()
    known = dict(names)
    keys = [key for key in known if prices.get(key)]
    keys += [key for key in prices if key not in known and prices[key]]
    columns = [(known.get(key, key), prices[key]) for key in keys]
    if any(expenses.values()):
        columns.append((EXPENSES, expenses))
    rows = (
        (phase.label, tuple(Decimal(cells.get(phase, 0)) / 100 for _, cells in columns))
        for phase in Phase
    )
    return Annex(tuple(name for name, _ in columns), tuple(row for row in rows if any(row[1])))


def vat_on(amount: Decimal) -> Decimal:
    """The tax at the usual rate, to the cent."""
    return (amount * (VAT - 1)).quantize(Decimal("0.01"), ROUND_HALF_UP)
