"""What a contract that runs owes in advance, what is kept back, and what is then left to pay."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from atelier_local.ground.ui.typography import euros
from atelier_local.programme.agreement.law import in_force, known, rows
from atelier_local.refusal import Reasons, refuse_if

from .. import rules
from ..models import CallOffContract, Instalment, Penalty
from .advancing import Advanced, Advances, advance_law, taken_back
from .paying import Payments


@dataclass(frozen=True)
class Penalties:
    """Each penalty, in order; `law`: below its exemption the holder owes nothing."""

    listed: list[Penalty]
    law: rules.PenaltyLaw

    @property
    def standing(self) -> Decimal:
        """Those announced or applied that were not lifted."""
        return sum((one.amount_eur for one in self.listed if one.stands), Decimal(0))

    @property
    def applied(self) -> Decimal:
        return sum((one.amount_eur for one in self.listed if one.applied), Decimal(0))

    @property
    def exempt(self) -> bool:
        """Whether what was applied is too little to be kept back after all."""
        return 0 < self.applied <= self.law.exemption

    @property
    def total(self) -> Decimal:
        """What is to be kept back."""
        return Decimal(0) if self.exempt else self.applied

    def on(self, instalment: Instalment) -> Decimal:
        """What was applied to the payment of an instalment."""
        own = (one for one in self.listed if one.instalment_id == instalment.pk and one.applied)
        return sum((one.amount_eur for one in own), Decimal(0))


def penalties(contract: CallOffContract) -> Penalties:
    """One query."""
    found = contract.penalties.select_related("instalment")
    return Penalties(list(found), penalty_law(contract))


@dataclass(frozen=True)
class Counted:
    """A delay counted: the amount its days make, and how."""

    amount: Decimal
    how: str

    def said(self, amount: Decimal) -> str:
        """With the amount that the buyer wants instead, if it is another."""
        if amount == self.amount:
            return self.how
        return f"{self.how}\nMontant retenu par l’acheteur : {euros(amount)}."


def count_days(contract: CallOffContract, late: rules.Late | None, today: date) -> Counted:
    """Refused where there is no delay, or no clause on it (no query)."""
    divisor = penalty_law(contract).divisor
    refuse_if(rules.against_counting(late, today=today, divisor=divisor))
    assert late is not None
    amount = rules.late_penalty(late, today=today, divisor=divisor)
    return Counted(amount, rules.counting(late, today=today, divisor=divisor))


def penalty_law(contract: CallOffContract) -> rules.PenaltyLaw:
    """The general clauses of the day of the signature."""
    day = contract.signed_on
    hearing, group = known("penalty_hearing_days", day), in_force(rows(), "penalty_in_group", day)
    return rules.PenaltyLaw(
        days=int(hearing.value),
        exemption=int(known("penalty_exemption", day).value),
        cap_percent=int(known("penalty_cap", day).value),
        article=hearing.article,
        divisor=int(known("penalty_divisor", day).value),
        in_group=f"{group.label} ({group.cited})." if group and group.value else "",
    )


@dataclass(frozen=True)
class Balance:
    """What is left to pay of an instalment: what is owed, the advance and penalties off."""

    instalment: Instalment
    direct: Decimal
    """What goes to subcontractors: neither the advance nor penalties come out of it."""
    back: tuple[tuple[Advanced, Decimal], ...]
    """What is taken back of each advance."""
    penalty: Decimal

    @property
    def recovered(self) -> Decimal:
        return sum((part for _, part in self.back), Decimal(0))

    @property
    def unsaid(self) -> bool:
        """Whether it takes back an advance that nobody said was paid."""
        return any(part and not one.records for one, part in self.back)

    @property
    def to_holders(self) -> Decimal:
        """What a penalty can still come out of."""
        return self.instalment.due_eur - self.direct - self.penalty

    @property
    def left(self) -> Decimal:
        return self.instalment.due_eur - self.recovered - self.penalty

    @property
    def moved(self) -> bool:
        return bool(self.recovered or self.penalty)


@dataclass(frozen=True)
class Accounts:
    """The balances of a contract, in its order: with the advance, they make up what is owed."""

    advances: Advances
    balances: dict[int, Balance]
    due: bool
    """Whether the law wants an advance that was neither granted nor refused."""
    proposed: Decimal
    """The share that a small firm is owed, of the signed amount (%)."""
    law: rules.AdvanceLaw
    penalties_left: Decimal
    """Penalties that no payment covers; below nothing, what a payment kept back in excess, a
    penalty being lifted since."""

    @property
    def advance(self) -> Decimal:
        """Paid in advance, or to be."""
        return self.advances.total

    @property
    def recovered(self) -> Decimal:
        return sum((one.recovered for one in self.balances.values()), Decimal(0))

    @property
    def advance_left(self) -> Decimal:
        """What no payment takes back."""
        return self.advance - self.recovered

    @property
    def penalties(self) -> Decimal:
        return sum((one.penalty for one in self.balances.values()), Decimal(0))

    @property
    def penalties_back(self) -> Decimal:
        """What the holder is to be given back."""
        return max(Decimal(0), -self.penalties_left)

    @property
    def left(self) -> Decimal:
        return sum((one.left for one in self.balances.values()), Decimal(0))

    @property
    def paid(self) -> Decimal:
        """What was paid for services, the advance apart."""
        settled = (one for one in self.balances.values() if one.instalment.paid_on)
        return sum((one.left for one in settled), Decimal(0))

    @property
    def frozen(self) -> tuple[bool, bool]:
        """Whether all is paid; whether a payment has taken some of the advance back."""
        listed = [one.instalment for one in self.balances.values()]
        owed = [one for one in listed if one.due_eur > 0]
        taken = any(one.recovered_eur for one in listed)
        return bool(owed) and all(one.paid_on for one in owed), taken

    def balance(self, instalment: Instalment) -> Balance:
        return self.balances[instalment.pk]


def accounts(
    contract: CallOffContract, seen: Payments, kept: Penalties, advanced: Advances
) -> Accounts:
    """No query: instalments make up the amount of the contract, modifications included."""
    law = advance_law(contract.signed_on)
    ordered = sorted(seen.rows, key=lambda row: _order(row[0]))
    direct = [sum(parts[: seen.direct], Decimal(0)) for _, parts in ordered]
    penalties = rules.kept_back(
        kept.total,
        [
            rules.Keepable(
                available=one.due_eur - apart,
                own=kept.on(one),
                kept=(one.kept_eur or Decimal(0)) if one.paid_on else None,
            )
            for (one, _), apart in zip(ordered, direct, strict=True)
        ],
    )
    back = _taken_back(seen, ordered, penalties, advanced, law)
    balances = {
        one.pk: Balance(one, apart, told, off)
        for (one, _), apart, told, off in zip(ordered, direct, back, penalties, strict=True)
    }
    months = contract.duration_months
    return Accounts(
        advances=advanced,
        balances={one.pk: balances[one.pk] for one, _ in seen.rows},
        due=not contract.advance_percent
        and not contract.advance_refused
        and rules.advance_due(contract.amount_eur, months, law),
        proposed=rules.least_percent(months, law.percent_small),
        law=law,
        penalties_left=kept.total - sum(penalties),
    )


def _taken_back(
    seen: Payments,
    ordered: Sequence[tuple[Instalment, list[Decimal]]],
    penalties: Sequence[Decimal],
    advanced: Advances,
    law: rules.AdvanceLaw,
) -> list[tuple[tuple[Advanced, Decimal], ...]]:
    """Service by service, what is taken back of each advance: from its own payee."""
    kept = [
        [Decimal(0)] * seen.direct + rules.spread(off, parts[seen.direct :])
        for (_, parts), off in zip(ordered, penalties, strict=True)
    ]
    counted = advanced.counted
    paid = [_taken(one, counted) for one, _ in ordered]
    columns = [
        taken_back(one, ordered, kept, [told[place] for told in paid], seen, law)
        for place, one in enumerate(counted)
    ]
    rows = zip(*columns, strict=True) if columns else [()] * len(ordered)
    return [tuple(zip(counted, row, strict=True)) for row in rows]


def _taken(one: Instalment, counted: Sequence[Advanced]) -> list[Decimal | None]:
    """What a payment took back of each advance, None while it is not made. One recorded before
    advances were told apart took it from each in proportion.
    """
    if not one.paid_on:
        return [None] * len(counted)
    told = [each.taken_by(one) for each in counted]
    whole = one.recovered_eur or Decimal(0)
    return [*told] if any(told) else [*rules.spread(whole, [each.amount for each in counted])]


def _order(one: Instalment) -> tuple[bool, float, int]:
    """Services admitted in their order, then those expected in that of the contract."""
    return one.accepted_at is None, one.accepted_at.timestamp() if one.accepted_at else 0, one.pk


def against_applying(penalty: Penalty, kept: Penalties, today: date) -> Reasons:
    """Why it cannot be applied yet, to any payment (no query)."""
    told = rules.Announced(
        penalty.amount_eur,
        decided=penalty.decided_on is not None,
        lifted=penalty.lifted_at is not None,
        answer_by=penalty.answer_by,
        answered=penalty.answered_on is not None,
    )
    return rules.against_deciding_penalty(told, today=today, standing=kept.standing, law=kept.law)


def payable(account: Accounts) -> list[tuple[Instalment, Decimal]]:
    """What a penalty may be kept back from, and how much of it."""
    return [
        (one.instalment, one.to_holders)
        for one in account.balances.values()
        if not one.instalment.paid_on and one.to_holders > 0
    ]
