"""The advance: when it is due, how much, and how it is taken back from what is paid.

Code de la commande publique, art. R2191-3 to R2191-12, and R2193-17 to R2193-21 for whoever is paid
directly; rates and shares come from the dated law.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal

from atelier_local.ground.ui.typography import euros
from atelier_local.refusal import Reasons, reasons

from .paying import spread

_CENT = Decimal("0.01")
_YEAR = 12


@dataclass(frozen=True, slots=True)
class AdvanceLaw:
    """What the law of the day of the signature says, as plain numbers; `article` is cited."""

    threshold: int
    months: int
    percent: int
    percent_small: int
    taken_from: int
    taken_to: int
    article: str = ""


def advance_of(amount: Decimal, percent: Decimal | None) -> Decimal:
    """What is paid in advance, to the cent, out of what the contract owes: never on top of it."""
    return (amount * (percent or Decimal(0)) / 100).quantize(_CENT, ROUND_HALF_UP)


def advance_due(amount: Decimal, months: int | None, law: AdvanceLaw) -> bool:
    """Whether an advance is owed unless the holder refuses it."""
    return amount > law.threshold and (months or 0) > law.months


def least_percent(months: int | None, rate: int) -> Decimal:
    """The share of the signed amount that a rate makes: beyond a year, it counts on twelve months;
    rounded up, so that it is never less than what is owed.
    """
    longer = max(months or 0, _YEAR)
    return (Decimal(rate) * _YEAR / longer).quantize(_CENT, ROUND_CEILING)


def against_advance(
    percent: Decimal | None,
    *,
    refused: bool,
    amount: Decimal,
    months: int | None,
    law: AdvanceLaw,
) -> Reasons:
    """An advance that is due is granted, at the rate of the law at least, or the holder refuses it
    in writing."""
    least = least_percent(months, law.percent)
    due = advance_due(amount, months, law)
    return reasons(
        (
            percent is not None and not 0 <= percent <= 100,
            "une avance est une part du montant, de 0 à 100 %",
        ),
        (refused and bool(percent), "le titulaire refuse l’avance : elle n’a pas de part"),
        (
            due and not percent and not refused,
            f"au-delà de {euros(law.threshold)} HT et de {law.months} mois, une avance est due, "
            f"sauf refus du titulaire ({law.article})",
        ),
        (
            due and bool(percent) and not refused and (percent or 0) < least,
            f"l’avance due est d’au moins {str(least).replace('.', ',')} % du montant signé",
        ),
    )


def advance_parts(
    amount: Decimal,
    percent: Decimal | None,
    holders: Sequence[Decimal],
    direct: Sequence[Decimal],
) -> tuple[list[Decimal], list[Decimal]]:
    """What each holder is paid in advance, then what each subcontractor is if it asks for it.

    Each holder gets its own part, in proportion of what it is to be paid; nothing of it is counted
    on what the buyer pays subcontractors directly (R2193-18), who have theirs (R2193-19).
    """
    own = max(Decimal(0), amount - sum(direct, Decimal(0)))
    return (
        spread(advance_of(own, percent), holders),
        [advance_of(part, percent) for part in direct],
    )


def called_back(direct: Decimal, deducted: Decimal, percent: Decimal | None) -> Decimal:
    """What a holder gives back at once: its part of what the buyer pays directly beyond what its
    advance left out, whichever act said so since (R2193-21).
    """
    return advance_of(max(Decimal(0), direct - deducted), percent)


def may_ask(
    part: Decimal, *, total: Decimal, done: Decimal, left: Decimal, law: AdvanceLaw
) -> bool:
    """Whether a subcontractor may still ask for its advance, `part`: what is left to pay it can
    give it back, and its share is not so far done that all of it would be taken back at once.
    """
    return 0 < part <= left and done * 100 < total * law.taken_from


def against_advancing(
    *, notified: bool, granted: bool, holders: bool, may_ask: bool, asked: bool | None = None
) -> Reasons:
    """An advance is paid once to each. `holders`: they are still to get theirs; `may_ask`: some
    subcontractors too; `asked`: whether one does, None as long as nobody was asked.
    """
    return reasons(
        (not notified, "le marché n’est pas notifié"),
        (not granted, "aucune avance n’est accordée"),
        (granted and not holders and not may_ask, "toute l’avance est déjà versée"),
        (
            granted and not holders and may_ask and asked is False,
            "dites quel sous-traitant demande son avance",
        ),
    )


def against_advancing_on(paid_on: date, *, since: date | None, today: date) -> Reasons:
    """It is paid once the contract, and the acts of all the subcontractors that its amount counts,
    are notified.
    """
    return reasons(
        (
            since is not None and paid_on < since,
            f"elle ne se verse pas avant le {since:%d/%m/%Y} : le marché, ou une sous-traitance "
            "qu’elle compte, est de ce jour",
        ),
        (paid_on > today, "cette date n’est pas encore venue"),
    )


def against_changing_advance(
    *, changes: bool, all_paid: bool, recovering: bool, given: bool = False
) -> Reasons:
    """Once it is paid, or being taken back, an advance no longer moves."""
    return reasons(
        (
            changes and given and not all_paid and not recovering,
            "l’avance est versée : elle ne change plus",
        ),
        (changes and all_paid, "tout est payé : l’avance ne change plus"),
        (
            changes and recovering and not all_paid,
            "l’avance est déjà retenue sur un paiement : elle ne change plus",
        ),
    )


@dataclass(frozen=True, slots=True)
class Executed:
    """A service in the order in which it is admitted: what it is worth, how much of its payment can
    pay the advance back, and what did when it was paid (None while it was not).
    """

    worth: Decimal
    available: Decimal
    taken: Decimal | None = None


def recoveries(
    advance: Decimal,
    total: Decimal,
    services: Sequence[Executed],
    law: AdvanceLaw,
    *,
    over: bool,
    called: Decimal = Decimal(0),
) -> list[Decimal]:
    """What each service takes back of the advance, to the cent: from one share of the contract
    done to another, never more than is paid of it. `over`: nothing more will be done, so that
    payments still to be made, the last first, take back what is left. `called`: what is to be given
    back at once, whatever is done, being subcontracted since it was paid (R2193-21).
    """
    done = back = Decimal(0)
    parts = []
    for one in services:
        done += one.worth
        owed = called + _owed(advance - called, total, done, law)
        wanted = min(owed - back, one.available)
        part = max(Decimal(0), wanted) if one.taken is None else one.taken
        back += part
        parts.append(part)
    left = advance - back
    for place in reversed(range(len(services) if over else 0)):
        one = services[place]
        if one.taken is None:
            more = max(Decimal(0), min(left, one.available - parts[place]))
            parts[place] += more
            left -= more
    return parts


def _owed(advance: Decimal, total: Decimal, done: Decimal, law: AdvanceLaw) -> Decimal:
    """How much of the advance must be back once so much of the contract is done."""
    start, end = total * law.taken_from / 100, total * law.taken_to / 100
    if done >= end:
        return advance
    if done <= start:
        return Decimal(0)
    return (advance * (done - start) / (end - start)).quantize(_CENT, ROUND_HALF_UP)
