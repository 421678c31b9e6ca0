"""When a service is paid, and to whom, to the cent."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_FLOOR, Decimal

from atelier_local.programme.ateliers.enums import Stage
from atelier_local.refusal import Reasons, reasons


def against_accepting(*, notified: bool, stage: Stage, due: Stage) -> Reasons:
    """A service is accepted once the stage that produces it is over."""
    return reasons(
        (not notified, "le marché n’est pas notifié"),
        (stage.rank <= due.rank, f"l’étape « {due.label} » n’est pas finie"),
    )


def against_deciding_service(
    verdict: str, *, amount: Decimal, reduction: Decimal, reason: str
) -> Reasons:
    """A service that is not simply admitted is told why; a reduction takes a part of it."""
    reduced = verdict == "reduced"
    return reasons(
        (verdict != "admitted" and not reason.strip(), "dites pourquoi"),
        (
            reduced and not 0 < reduction < amount,
            "une réfaction est une part du montant de l’échéance",
        ),
        (not reduced and reduction != 0, "seule une réfaction diminue le montant"),
    )


def against_paying(
    *,
    accepted_on: date | None,
    due: Decimal,
    paid: bool,
    paid_on: date,
    today: date,
    unsaid: bool = False,
) -> Reasons:
    """A payment follows a service admitted, once, on a day that came. `unsaid`: it would take back
    an advance that nobody said was paid.
    """
    return reasons(
        (accepted_on is None, "le service n’est pas admis"),
        (accepted_on is not None and due <= 0, "rien n’est dû de ce service"),
        (paid, "le paiement est déjà enregistré"),
        (
            accepted_on is not None and paid_on < accepted_on,
            "le paiement précéderait le service fait",
        ),
        (paid_on > today, "cette date n’est pas encore venue"),
        (unsaid, "enregistrez d’abord le versement de l’avance que ce paiement retient"),
    )


def spread(amount: Decimal, over: Collection[Decimal]) -> list[Decimal]:
    """`amount` shared out in proportion of `over`, to the cent: what rounding leaves goes, a cent
    each, to those it wronged most; never more than their own `over` when `amount` is not more.
    """
    total, cent = sum(over, Decimal(0)), Decimal("0.01")
    if not total:
        return [Decimal(0) for _ in over]
    exact = [amount * part / total for part in over]
    parts = [part.quantize(cent, ROUND_FLOOR) for part in exact]
    left = int((amount - sum(parts)) / cent)
    wronged = sorted(range(len(parts)), key=lambda i: parts[i] - exact[i])
    for place in wronged[:left]:
        parts[place] += cent
    return parts


@dataclass(frozen=True, slots=True)
class Due:
    """An instalment as payment sees it: foreseen for each holder, owed in all once decided, and
    settled since when.
    """

    planned: tuple[Decimal, ...]
    amount: Decimal
    settled_on: date | None


@dataclass(frozen=True, slots=True)
class Paid:
    """A subcontractor paid directly, from which day on, out of which holder's share.

    `planned`: what each instalment foresees for it, when the tender says so; else its amount is
    spread over what the holder had left to do. `holders`: out of whose share each instalment pays
    it, when its holder was replaced under way.
    """

    amount: Decimal
    since: date
    holder: int = 0
    planned: tuple[Decimal, ...] = ()
    holders: tuple[int, ...] = ()

    def held_by(self, place: int) -> int:
        return self.holders[place] if self.holders else self.holder


def payments(dues: Sequence[Due], paid: Sequence[Paid]) -> list[list[Decimal]]:
    """For each instalment what each direct subcontractor gets, then what each holder gets.

    A subcontractor's amount is spread over the instalments not settled when they were accepted,
    as they were foreseen: what is decided of one never changes what another already paid. What is
    not paid of a service lacks to the holders, in proportion of their shares.
    """
    left = [list(due.planned) for due in dues]
    columns = []
    for one in paid:
        column = _column(dues, one, [row[one.held_by(place)] for place, row in enumerate(left)])
        for place, (row, part) in enumerate(zip(left, column, strict=True)):
            row[one.held_by(place)] -= part
        columns.append(column)
    rows = []
    for place, due in enumerate(dues):
        rest, row = due.amount, []
        for column in columns:
            part = min(column[place], rest)
            row.append(part)
            rest -= part
        rows.append([*row, *spread(rest, left[place])])
    return rows


def _column(dues: Sequence[Due], one: Paid, left: Sequence[Decimal]) -> list[Decimal]:
    """What each instalment foresees for a subcontractor: nothing once it was settled."""
    settled = [bool(due.settled_on and due.settled_on < one.since) for due in dues]
    over = [Decimal(0) if done else part for done, part in zip(settled, left, strict=True)]
    if one.planned:
        return [min(part, said) for part, said in zip(over, one.planned, strict=True)]
    return spread(min(one.amount, sum(over, Decimal(0))), over)
