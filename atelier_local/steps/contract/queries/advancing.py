"""Who was paid in advance, or is to be, and what each payment takes back of it."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import F

from atelier_local.programme.people.models import Organisation
from atelier_local.refusal import Reasons

from .. import rules
from ..enums import InstalmentState
from ..models import Advance, CallOffContract, Instalment, Subcontracting
from .paying import Payments


@dataclass(frozen=True)
class Paid:
    """An advance that was paid, and what each payment, by its key, took back of it."""

    record: Advance
    taken: dict[int, Decimal]

    @property
    def left(self) -> Decimal:
        return self.record.amount_eur - sum(self.taken.values())


@dataclass(frozen=True)
class Advanced:
    """The advance of one payee: what it is paid under its own name, or that of whoever it took
    over from, pays it back.
    """

    name: str
    organisation: Organisation | None
    subcontracting: Subcontracting | None
    amount: Decimal
    places: tuple[int, ...]
    """Its columns among the payees of the contract."""
    records: tuple[Paid, ...] = ()
    called: Decimal = Decimal(0)
    """What it gives back at once: its part of what was subcontracted since (R2193-21)."""

    @property
    def direct(self) -> bool:
        return self.subcontracting is not None

    @property
    def accepted_on(self) -> date | None:
        """Since when a subcontractor may ask for it (R2193-20)."""
        return self.subcontracting.decided_on if self.subcontracting else None

    @property
    def paid_on(self) -> date | None:
        return max((one.record.paid_on for one in self.records), default=None)

    def taken_by(self, instalment: Instalment) -> Decimal:
        """What a payment is recorded to have taken back."""
        told = (one.taken.get(instalment.pk, Decimal(0)) for one in self.records)
        return sum(told, Decimal(0))


@dataclass(frozen=True)
class Advances:
    """Those that count, and those still to be paid."""

    counted: list[Advanced]
    """Paid; as long as nothing is, what holders are to be paid."""
    waiting: list[Advanced]
    """Holders, until they are paid; subcontractors, if they ask for it."""

    @property
    def total(self) -> Decimal:
        return sum((one.amount for one in self.counted), Decimal(0))

    @property
    def given(self) -> Decimal:
        """What is recorded as paid."""
        return sum((one.amount for one in self.counted if one.records), Decimal(0))

    @property
    def recorded(self) -> bool:
        return any(one.records for one in self.counted)

    @property
    def holders_waiting(self) -> list[Advanced]:
        return [one for one in self.waiting if not one.direct]

    @property
    def may_ask(self) -> list[Advanced]:
        return [one for one in self.waiting if one.direct]


def advances(contract: CallOffContract, seen: Payments) -> Advances:
    """One query; none when no advance is granted. What was not paid before an early end is due no
    more.
    """
    percent = contract.advance_percent
    if not percent:
        return Advances([], [])
    paid = _paid(contract)
    own, direct = rules.advance_parts(
        contract.amount_eur, percent, seen.foreseen[seen.direct :], seen.foreseen[: seen.direct]
    )
    firms: list[Organisation | None] = [*seen.holders] or [None]
    holders = [
        Advanced(seen.payees[place], firm, None, part, (place,))
        for place, (firm, part) in enumerate(zip(firms, own, strict=True), seen.direct)
    ]
    subs: list[Advanced] = []
    may_ask: list[Advanced] = []
    for place, (sub, part) in enumerate(zip(seen.subs, direct, strict=True)):
        records = tuple(one for one in paid if one.record.subcontracting_id == sub.pk)
        amount = records[0].record.amount_eur if records else part
        one = Advanced(sub.organisation.name, sub.organisation, sub, amount, (place,), records)
        if records:
            subs.append(one)
        elif _still_paid(seen, place):
            may_ask.append(one)
    held = [one for one in paid if one.record.subcontracting_id is None]
    if held:
        return Advances([*_of_holders(contract, seen, held, holders), *subs], may_ask)
    if seen.ended:
        return Advances([], [])
    due = [one for one in holders if one.amount]
    return Advances([*due, *subs], [*due, *may_ask])


def _still_paid(seen: Payments, place: int) -> bool:
    """Whether a payment is left from which that payee would give its advance back."""
    return any(parts[place] and not instalment.paid_on for instalment, parts in seen.rows)


def _paid(contract: CallOffContract) -> list[Paid]:
    """Each advance that was paid, with what was taken back of it: a row for each payment."""
    rows = contract.advances.select_related("organisation", "held_by").annotate(
        instalment=F("recoveries__instalment"), taken=F("recoveries__amount_eur")
    )
    found: dict[int, Paid] = {}
    for row in rows:
        one = found.setdefault(row.pk, Paid(row, {}))
        if row.instalment is not None:
            one.taken[row.instalment] = row.taken
    return list(found.values())


def against_advancing(
    contract: CallOffContract, told: Advances, *, asked: bool | None = None
) -> Reasons:
    """Why nothing more is paid in advance (no query)."""
    return rules.against_advancing(
        notified=contract.notified_at is not None,
        granted=bool(contract.advance_percent),
        holders=bool(told.holders_waiting),
        may_ask=bool(told.may_ask),
        asked=asked,
    )


def _of_holders(
    contract: CallOffContract, seen: Payments, paid: Sequence[Paid], columns: Sequence[Advanced]
) -> list[Advanced]:
    """Whoever took a member's place, or its part, gives the advance of that member back."""
    called = _called(contract, seen, min(one.record.paid_on for one in paid))
    found = []
    for firm in dict.fromkeys(one.record.held_by for one in paid):
        records = tuple(one for one in paid if one.record.held_by == firm)
        firms = {firm, *(one.record.organisation for one in records)}
        places = tuple(p for one in columns if one.organisation in firms for p in one.places)
        amount = sum((one.record.amount_eur for one in records), Decimal(0))
        back = min(amount, sum((called[place] for place in places), Decimal(0)))
        name = firm.name if firm else contract.consortium.name
        found.append(Advanced(name, firm, None, amount, places, records, back))
    return found


def _called(contract: CallOffContract, seen: Payments, since: date) -> dict[int, Decimal]:
    """By holder's column, its part of the advance on what it subcontracted since it was paid."""
    found: dict[int, Decimal] = defaultdict(Decimal)
    for place, (sub, holder) in enumerate(zip(seen.subs, seen.held_by, strict=True)):
        if sub.decided_on and sub.decided_on > since:
            part = rules.advance_of(seen.foreseen[place], contract.advance_percent)
            found[seen.direct + holder] += part
    return found


def taken_back(
    one: Advanced,
    ordered: Sequence[tuple[Instalment, Sequence[Decimal]]],
    kept: Sequence[Sequence[Decimal]],
    paid: Sequence[Decimal | None],
    seen: Payments,
    law: rules.AdvanceLaw,
) -> list[Decimal]:
    """What each service takes back of one payee's advance. `kept`: penalties by service and column;
    `paid`: what was taken by the services already paid.
    """
    services, waits = [], False
    for (instalment, parts), off, taken in zip(ordered, kept, paid, strict=True):
        worth = sum((parts[place] for place in one.places), Decimal(0))
        free = worth - sum((off[place] for place in one.places), Decimal(0))
        services.append(rules.Executed(worth, max(Decimal(0), free), taken))
        waits = waits or (worth > 0 and instalment.state == InstalmentState.EXPECTED)
    total = sum((seen.foreseen[place] for place in one.places), Decimal(0))
    return rules.recoveries(one.amount, total, services, law, over=not waits, called=one.called)
