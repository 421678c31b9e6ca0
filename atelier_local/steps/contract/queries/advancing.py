"""Who was paid in advance, or is to be, and what each payment takes back of it."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import F, Max

from atelier_local.programme.agreement.law import known
from atelier_local.programme.people.models import Organisation
from atelier_local.refusal import Reasons

from .. import rules
from ..enums import ACCEPTED_STATES, InstalmentState
from ..models import (
    Advance,
    CallOffContract,
    Instalment,
    Subcontracting,
    SubcontractingAmendment,
)
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
    deducted: Decimal = Decimal(0)
    """What the buyer pays directly of its part today, and that its own leaves out."""
    called: Decimal = Decimal(0)
    """What it gives back at once: its part of what was subcontracted since (R2193-21)."""

    @property
    def direct(self) -> bool:
        return self.subcontracting is not None

    @property
    def paid_on(self) -> date | None:
        days = (one.record.paid_on for one in self.records)
        return max((day for day in days if day), default=None)

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


def advance_law(day: date) -> rules.AdvanceLaw:
    threshold = known("advance_threshold", day)
    return rules.AdvanceLaw(
        threshold=int(threshold.value),
        months=int(known("advance_months", day).value),
        percent=int(known("advance_percent", day).value),
        percent_small=int(known("advance_percent_small", day).value),
        taken_from=int(known("advance_recovery_from", day).value),
        taken_to=int(known("advance_recovery_to", day).value),
        article=threshold.cited,
    )


def advances(contract: CallOffContract, seen: Payments) -> Advances:
    """One query; none when no advance is granted. What was not paid before an early end is due no
    more.
    """
    percent = contract.advance_percent
    if not percent:
        return Advances([], [])
    paid, law = _paid(contract), advance_law(contract.signed_on)
    own, direct = rules.advance_parts(
        contract.amount_eur, percent, seen.foreseen[seen.direct :], seen.foreseen[: seen.direct]
    )
    firms: list[Organisation | None] = [*seen.holders] or [None]
    deducted = _direct(seen)
    holders = [
        Advanced(seen.payees[place], firm, None, part, (place,), deducted=deducted[place])
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
        elif _may_ask(one, seen, law):
            may_ask.append(one)
    held = [one for one in paid if one.record.subcontracting_id is None]
    if held:
        return Advances([*_of_holders(contract, seen, held, holders), *subs], may_ask)
    if seen.ended:
        return Advances([], [])
    due = [one for one in holders if one.amount]
    return Advances([*due, *subs], [*due, *may_ask])


def _direct(seen: Payments) -> dict[int, Decimal]:
    """By holder's column, what of its part the buyer pays directly."""
    found: dict[int, Decimal] = defaultdict(Decimal)
    for place, holder in enumerate(seen.held_by):
        found[seen.direct + holder] += seen.foreseen[place]
    return found


def _may_ask(one: Advanced, seen: Payments, law: rules.AdvanceLaw) -> bool:
    (place,) = one.places
    told = [(instalment, parts[place]) for instalment, parts in seen.rows]
    return rules.may_ask(
        one.amount,
        total=seen.foreseen[place],
        done=sum((p for i, p in told if i.state == InstalmentState.ACCEPTED), Decimal(0)),
        left=sum((part for i, part in told if not i.paid_on), Decimal(0)),
        law=law,
    )


def counted_since(subs: Collection[Subcontracting]) -> date | None:
    """Since when these are paid what they are: the latest of their acts (one query)."""
    acts = SubcontractingAmendment.objects.filter(
        subcontracting__in=subs, state__in=ACCEPTED_STATES
    )
    days = [sub.decided_on for sub in subs] + [acts.aggregate(last=Max("decided_on"))["last"]]
    return max((day for day in days if day), default=None)


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
    found = []
    for firm in dict.fromkeys(one.record.held_by for one in paid):
        records = tuple(one for one in paid if one.record.held_by == firm)
        firms = {firm, *(one.record.organisation for one in records)}
        places = tuple(p for one in columns if one.organisation in firms for p in one.places)
        amount = sum((one.record.amount_eur for one in records), Decimal(0))
        now = sum((one.deducted for one in columns if one.organisation in firms), Decimal(0))
        then = sum((one.record.deducted_eur for one in records), Decimal(0))
        called = min(amount, rules.called_back(now, then, contract.advance_percent))
        name = firm.name if firm else contract.consortium.name
        found.append(Advanced(name, firm, None, amount, places, records, now, called))
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
