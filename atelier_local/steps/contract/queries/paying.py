"""Who is paid what, instalment by instalment."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import Prefetch, QuerySet

from atelier_local.clock import day_of
from atelier_local.programme.agreement.law import Rule, known
from atelier_local.programme.people.models import Organisation

from .. import rules
from ..enums import InstalmentState
from ..models import CallOffContract, Instalment, Share, Subcontracting
from .holding import lead_of
from .team import is_direct


@dataclass(frozen=True)
class Payments:
    """A table: a row an instalment, a column a payee, direct subcontractors before the holders."""

    payees: list[str]
    subs: list[Subcontracting]
    holders: list[Organisation]
    """Empty when no price is shared out: the group is then one payee."""
    rows: list[tuple[Instalment, list[Decimal]]]
    foreseen: list[Decimal]
    """What each payee gets in all if every service is admitted."""
    held_by: list[int]
    """Out of which holder's part each subcontractor is paid, by its place."""
    delay: Rule

    @property
    def direct(self) -> int:
        return len(self.subs)

    @property
    def running(self) -> bool:
        """Whether some service is still to be admitted, as `runs_on` asks of the database."""
        return any(i.state == InstalmentState.EXPECTED for i, _ in self.rows)

    @property
    def ended(self) -> bool:
        """An early end closes at least one service that was expected."""
        return any(i.state == InstalmentState.ENDED for i, _ in self.rows)

    def due_to(self, sub: Subcontracting) -> Decimal:
        """What is due to a subcontractor for services admitted, paid or not."""
        if sub not in self.subs:
            return Decimal(0)
        place = self.subs.index(sub)
        admitted = (row for i, row in self.rows if i.state == InstalmentState.ACCEPTED)
        return sum((row[place] for row in admitted), Decimal(0))

    @property
    def totals(self) -> list[Decimal]:
        return [
            sum(column, Decimal(0)) for column in zip(*(row for _, row in self.rows), strict=True)
        ]

    @property
    def total(self) -> Decimal:
        return sum(self.totals, Decimal(0))

    @property
    def paid(self) -> Decimal:
        return sum((i.due_eur for i, _ in self.rows if i.paid_on), Decimal(0))

    @property
    def waiting(self) -> list[tuple[Instalment, date]]:
        """What is admitted and not paid, with the last day to pay it."""
        days = timedelta(days=int(self.delay.value))
        owed = [i for i, _ in self.rows if i.accepted_at and not i.paid_on and i.due_eur > 0]
        return [(i, day_of(i.accepted_at) + days) for i in owed if i.accepted_at]

    @property
    def headings(self) -> list[tuple[str, bool]]:
        """Each payee, and whether it subcontracts."""
        return [(payee, place < self.direct) for place, payee in enumerate(self.payees)]

    @property
    def by_payee(self) -> list[tuple[str, bool, Decimal]]:
        """Each payee, whether it subcontracts, and all that it gets."""
        told = zip(self.headings, self.totals, strict=True)
        return [(name, direct, total) for (name, direct), total in told]

    @property
    def cells(self) -> list[tuple[Instalment, list[tuple[str, Decimal]]]]:
        """Each instalment with what each payee gets, named."""
        return [(i, list(zip(self.payees, parts, strict=True))) for i, parts in self.rows]


def payments(contract: CallOffContract, *, decisions: bool = False) -> Payments:
    """What each instalment owes to direct subcontractors, then to each holder (three queries, one
    more with what was decided of each).
    """
    shares = Prefetch("shares", Share.objects.select_related("organisation"))
    told = ("decisions", shares) if decisions else (shares,)
    instalments = list(contract.instalments.prefetch_related(*told))
    holders = _holders(instalments)
    shared = {s.subcontracting_id for i in instalments for s in i.shares.all() if s.amount_eur}
    subs = [s for s in _accepted(contract) if is_direct(s) or s.pk in shared] if holders else []
    dues = [_due(instalment, holders) for instalment in instalments]
    paid = [_paid(sub, instalments, holders) for sub in subs]
    names = [s.organisation.name for s in subs]
    names += [h.name for h in holders] or [contract.consortium.name]
    rows = list(zip(instalments, rules.payments(dues, paid), strict=True))
    whole = [replace(due, amount=sum(due.planned, Decimal(0))) for due in dues]
    return Payments(
        payees=names,
        subs=subs,
        holders=holders,
        rows=rows,
        foreseen=[sum(column) for column in zip(*rules.payments(whole, paid), strict=True)],
        held_by=[one.holder for one in paid],
        delay=known("payment_days", contract.signed_on),
    )


def left_to_holder(sub: Subcontracting) -> QuerySet[Share]:
    """What the holder of a subcontractor has left to have admitted, direct payments apart."""
    waiting = Share.objects.filter(
        instalment__contract=sub.contract,
        instalment__state=InstalmentState.EXPECTED,
        organisation=sub.principal or lead_of(sub.contract),
        subcontracting=None,
    )
    return waiting.order_by("instalment", "pk")


def _holders(instalments: Sequence[Instalment]) -> list[Organisation]:
    """Whoever has a share, in the order they first come."""
    return list(
        {s.organisation_id: s.organisation for i in instalments for s in i.shares.all()}.values()
    )


def _due(instalment: Instalment, holders: Sequence[Organisation]) -> rules.Due:
    """Without a share, the whole of it goes to the group."""
    shares = instalment.shares.all()
    planned = tuple(_sum(s for s in shares if s.organisation_id == h.pk) for h in holders)
    settled = day_of(instalment.accepted_at) if instalment.accepted_at else None
    return rules.Due(planned or (instalment.amount_eur,), instalment.due_eur, settled)


def _paid(
    sub: Subcontracting, instalments: Sequence[Instalment], holders: Sequence[Organisation]
) -> rules.Paid:
    """A subcontractor has shares, said by the tender or since it was accepted; one accepted before
    shares existed has an amount to spread.
    """
    mine = [[s for s in i.shares.all() if s.subcontracting_id == sub.pk] for i in instalments]
    own = [_sum(shares) for shares in mine]
    places = {h.pk: place for place, h in enumerate(holders)}
    usual = places.get(sub.principal_id, 0) if sub.principal_id else 0
    return rules.Paid(
        sub.amount_eur,
        sub.decided_on or sub.received_on,
        usual,
        tuple(own) if any(own) else (),
        tuple(places[shares[0].organisation_id] if shares else usual for shares in mine),
    )


def _sum(shares: Iterable[Share]) -> Decimal:
    return sum((share.amount_eur for share in shares), Decimal(0))


def _accepted(contract: CallOffContract) -> list[Subcontracting]:
    subs = contract.subcontractings.select_related("organisation")
    return [sub for sub in subs if sub.accepted]
