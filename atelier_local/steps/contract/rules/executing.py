"""What accompanies a contract that runs: its number at the treasury, its advance, its penalties."""

import re
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from atelier_local.refusal import Reasons, reasons

_CENT = Decimal("0.01")
_NUMBER = re.compile(r"[0-9]{10}")


def against_numbering(number: str) -> Reasons:
    """The number of a legal commitment in Chorus has ten digits; none is allowed for."""
    wrong = bool(number) and not _NUMBER.fullmatch(number)
    return reasons((wrong, "un numéro d’engagement juridique compte dix chiffres"))


def advance_of(amount: Decimal, percent: Decimal | None) -> Decimal:
    """What is paid in advance, to the cent, out of what the contract owes: never on top of it."""
    return (amount * (percent or Decimal(0)) / 100).quantize(_CENT, ROUND_HALF_UP)


def against_penalty(
    amount: Decimal,
    reason: str,
    decided_on: date,
    *,
    notified_on: date | None,
    today: date,
    kept: Decimal,
    most: Decimal,
) -> Reasons:
    """`kept`: penalties until now; `most`: what the contract is worth."""
    return reasons(
        (notified_on is None, "le marché n’est pas notifié"),
        (amount <= 0, "une pénalité est un montant"),
        (not reason.strip(), "dites quel manquement, et comment le montant est compté"),
        (decided_on > today, "cette date n’est pas encore venue"),
        (
            notified_on is not None and decided_on < notified_on,
            "une pénalité ne précède pas la notification",
        ),
        (kept + amount > most, "les pénalités dépasseraient le montant du marché"),
    )


def against_lifting_penalty(reason: str, *, lifted: bool) -> Reasons:
    """Any penalty may be lifted, once, for a reason that is said."""
    return reasons(
        (lifted, "cette pénalité est déjà retirée"),
        (not reason.strip(), "dites pourquoi elle est retirée"),
    )
