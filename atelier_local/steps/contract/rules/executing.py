"""What accompanies a contract that runs: its number at the treasury, its penalties."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from atelier_local.ground.ui.typography import euros
from atelier_local.refusal import Reasons, reasons

_NUMBER = re.compile(r"[0-9]{10}")


def against_numbering(number: str) -> Reasons:
    """The number of a legal commitment in Chorus has ten digits; none is allowed for."""
    wrong = bool(number) and not _NUMBER.fullmatch(number)
    return reasons((wrong, "un numéro d’engagement juridique compte dix chiffres"))


@dataclass(frozen=True, slots=True)
class PenaltyLaw:
    """How long the holder is heard, up to which total it is exempt, above which nothing is kept
    back: the general clauses, which the agreement may replace.
    """

    days: int
    exemption: int
    cap_percent: int
    article: str = ""
    divisor: int = 0
    """By which the worth of what is late, times its days, is divided; 0 where no clause says so."""
    in_group: str = ""
    """Who bears a penalty inside a group, as it is told: nothing here shares it out."""


def against_announcing(
    amount: Decimal,
    reason: str,
    *,
    counted: Decimal | None = None,
    notified_on: date | None,
    standing: Decimal,
    worth: Decimal,
    law: PenaltyLaw,
) -> Reasons:
    """`standing`: penalties announced or applied until now; `worth`: what the contract is worth;
    `counted`: what the days of a delay make, if it is one.
    """
    most = worth * law.cap_percent / 100
    return reasons(
        (notified_on is None, "le marché n’est pas notifié"),
        (amount <= 0, "une pénalité est de plus de 0 €"),
        (
            counted is None and not reason.strip(),
            "dites quel manquement, et comment le montant est compté",
        ),
        (
            counted is not None and amount != counted and not reason.strip(),
            f"les jours de retard font {euros(counted or 0)} : dites pourquoi un autre montant",
        ),
        (
            standing + amount > most,
            f"les pénalités dépasseraient {law.cap_percent} % du montant du marché, soit "
            f"{euros(most)} ({law.article})",
        ),
    )


def against_telling(*, reachable: bool) -> Reasons:
    """No delay begins with a letter that leaves for nobody."""
    return reasons(
        (
            not reachable,
            "personne n’est joignable pour le titulaire : la lettre ne partirait à personne et "
            "aucun délai ne courrait. Faites d’abord entrer quelqu’un de son mandataire dans "
            "l’équipe",
        )
    )


def against_recording_answer(answer: str, *, decided: bool, lifted: bool) -> Reasons:
    """What the holder says is written down as long as nothing is decided."""
    return reasons(
        (decided, "la pénalité est déjà appliquée"),
        (lifted, "la pénalité est déjà retirée"),
        (not answer.strip(), "écrivez ce que dit le titulaire"),
    )


@dataclass(frozen=True, slots=True)
class Announced:
    """A penalty to be decided: until when the holder may be heard, and whether it was."""

    amount: Decimal
    decided: bool
    lifted: bool
    answer_by: date | None
    answered: bool


def against_deciding_penalty(
    one: Announced, *, today: date, standing: Decimal, law: PenaltyLaw
) -> Reasons:
    """The holder is heard first; below the exemption nothing is kept back. `standing`: penalties
    announced or applied, this one included.
    """
    until = one.answer_by
    return reasons(
        (one.decided, "la pénalité est déjà appliquée"),
        (one.lifted, "la pénalité est déjà retirée"),
        (
            until is not None and today <= until and not one.answered,
            "le titulaire peut encore présenter ses observations, jusqu’au "
            f"{f'{until:%d/%m/%Y}' if until else ''} ({law.article})",
        ),
        (
            standing <= law.exemption,
            f"le total des pénalités, {euros(standing)}, ne dépasse pas "
            f"{euros(law.exemption)} : le titulaire en est exonéré ({law.article})",
        ),
    )


def against_keeping_back(amount: Decimal, *, left: Decimal, payable: bool) -> Reasons:
    """What is kept back comes out of a payment still to be made. `left`: what holders are still to
    get of it, other penalties off.
    """
    return reasons(
        (not payable, "cette échéance n’est plus à payer"),
        (
            payable and amount > left,
            f"il ne reste que {euros(left)} à payer sur cette échéance",
        ),
    )


@dataclass(frozen=True, slots=True)
class Keepable:
    """A payment in its order: how much of it holders get, the penalties applied to it, and what
    was kept back when it was paid (None while it was not).
    """

    available: Decimal
    own: Decimal
    kept: Decimal | None = None


def kept_back(total: Decimal, payments: Sequence[Keepable]) -> list[Decimal]:
    """What each payment keeps back of penalties, in all no more than `total` as far as what was
    paid allows: first its own, then what another no longer can, its service being rejected, reduced
    or ended.
    """
    parts = [one.kept or Decimal(0) for one in payments]
    left = total - sum(parts)
    for wanted in ([one.own for one in payments], [one.available for one in payments]):
        for place, one in enumerate(payments):
            if one.kept is None:
                more = min(left, min(wanted[place], one.available) - parts[place])
                parts[place] += max(Decimal(0), more)
                left -= max(Decimal(0), more)
    return parts


def against_lifting_penalty(reason: str, *, lifted: bool) -> Reasons:
    """Any penalty may be lifted, once, for a reason that is said."""
    return reasons(
        (lifted, "cette pénalité est déjà retirée"),
        (not reason.strip(), "dites pourquoi elle est retirée"),
    )
