"""Tenders that look abnormally low: a signal, never a verdict.

A gap with a rival is not enough to reject: the holder explains, a person decides
(art. L2152-5 and L2152-6).
"""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from datetime import datetime

from atelier_local.refusal import Reasons, reasons

from ..enums import CompetitionState as State
from .body import Body


@dataclass(frozen=True, slots=True)
class Shares:
    """Below which shares (%) a price is signalled; no text says any, a deployment may say its own.

    `others`: of the mean of the other tenders; `estimate`: of the buyer's estimate. The pay of a
    subcontractor, which is justified too (art. L2193-8): `rest`, of a day of the rest of its
    tender; `billed`, of what its tender bills for it.
    """

    others: int
    estimate: int
    rest: int
    billed: int


def signals[Tender: Hashable](
    prices: Mapping[Tender, int], estimate: int | None, shares: Shares
) -> dict[Tender, Reasons]:
    """Why each tender deserves a question, in cents and whole percents; only those that do."""
    found = {tender: _signals(tender, prices, estimate, shares) for tender in prices}
    return {tender: why for tender, why in found.items() if why}


def _signals[Tender: Hashable](
    tender: Tender, prices: Mapping[Tender, int], estimate: int | None, shares: Shares
) -> Reasons:
    price = prices[tender]
    others = [other for one, other in prices.items() if one != tender]
    total, count = sum(others), len(others)
    return reasons(
        (
            bool(others) and price * count * 100 < shares.others * total,
            f"{_below(price * count, total)} sous la moyenne des autres offres",
        ),
        (
            bool(estimate) and price * 100 < shares.estimate * (estimate or 0),
            f"{_below(price, estimate or 0)} sous l’estimation de l’acheteur",
        ),
    )


def subcontracted(body: Body, shares: Shares) -> Reasons:
    """Why what this tender pays a subcontractor deserves a question.

    A subcontractor without a day is only compared with what is billed for it.
    """
    return tuple(
        reason for rank in range(1, len(body.subs) + 1) for reason in _paid(body, rank, shares)
    )


def _paid(body: Body, rank: int, shares: Shares) -> Reasons:
    sub, key = body.subs[rank - 1], f"s:{rank}"
    billed = sum(body.prices.get(key, {}).values())
    pay = sub.amount_cents or billed
    days, all_days = _half_days(body, key), _half_days(body)
    rest, rest_days = sum(body.by_firm().values()) - billed, all_days - days
    part = f"part sous-traitée à {sub.name}, "
    return reasons(
        (
            bool(days and rest_days) and pay * rest_days * 100 < shares.rest * rest * days,
            f"{part}{_below(pay * rest_days, rest * days)} sous le prix d’une journée du reste de "
            "l’offre (art. L2193-8)",
        ),
        (
            pay * 100 < shares.billed * billed,
            f"{part}payée {_below(pay, billed)} de moins que l’offre ne la compte (art. L2193-8)",
        ),
    )


def _half_days(body: Body, firm: str = "") -> int:
    return sum(body.days(one) for one in body.people if firm in ("", one.firm))


def _below(price: int, reference: int) -> str:
    """« 23 % », rounded down: never more than the gap."""
    return f"{100 * (reference - price) // reference if reference else 0} %"


def against_asking(
    state: State, question: str, *, due: datetime, at: datetime, pending: bool
) -> Reasons:
    """Any tender may be questioned, signalled or not: all means of detection are good."""
    return reasons(
        (
            state not in (State.OPENED, State.SCORED),
            "une justification se demande entre l’ouverture des plis et le choix",
        ),
        (pending, "une demande à ce groupement attend déjà sa réponse ou sa décision"),
        (not question.strip(), "écrivez ce qui doit être justifié"),
        (due <= at, "laissez au groupement le temps de répondre"),
    )


def against_answering(*, decided: bool, text: str) -> Reasons:
    """A late answer is received as long as nothing is decided; its time tells that it is late."""
    return reasons(
        (decided, "l’acheteur a déjà décidé"),
        (not text.strip(), "écrivez votre justification"),
    )


def against_deciding(
    state: State, *, answered: bool, due: datetime, at: datetime, reason: str
) -> Reasons:
    """A person decides, after the answer or after the time for it, and says why."""
    return reasons(
        (
            state not in (State.OPENED, State.SCORED),
            "le choix est fait : la décision ne change plus",
        ),
        (
            not answered and at < due,
            "le groupement a encore le temps de répondre",
        ),
        (not reason.strip(), "écrivez le motif de la décision : il va dans le rapport"),
    )
