"""What a delay costs, counted from its days: by the general clauses, or those of the agreement."""

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from atelier_local.ground.ui.typography import euros, number
from atelier_local.refusal import Reasons, reasons


@dataclass(frozen=True, slots=True)
class Late:
    """A service handed in late, or not yet (`done_on` is None): what it is worth, before tax."""

    service: str
    worth: Decimal
    due_on: date
    done_on: date | None = None

    def days(self, today: date) -> int:
        """From the day after it was due (CCAG-PI, art. 14.1), Sundays included."""
        return ((self.done_on or today) - self.due_on).days


def against_counting(late: Late | None, *, today: date, divisor: int) -> Reasons:
    """`divisor`: 0 where no clause says what a delay costs."""
    if divisor <= 0:
        return reasons((True, "aucune clause ne chiffre les retards : écrivez le montant"))
    if late is None:
        return reasons((True, "dites quel service est en retard, et pour quand il était dû"))
    return reasons(
        (late.days(today) <= 0, "il n’y a pas de retard entre ces deux jours"),
        (
            late.done_on is not None and late.done_on > today,
            "le jour de la remise n’est pas encore venu",
        ),
    )


def late_penalty(late: Late, *, today: date, divisor: int) -> Decimal:
    """V × R / 3 000: the worth of what is late, times its days, to the cent."""
    whole = late.worth * late.days(today) / divisor
    return whole.quantize(Decimal("0.01"), ROUND_HALF_UP)


def counting(late: Late, *, today: date, divisor: int) -> str:
    """How it is counted, as the letter says it."""
    counted = late_penalty(late, today=today, divisor=divisor)
    days, handed = late.days(today), f"remis le {late.done_on:%d/%m/%Y}" if late.done_on else ""
    return (
        f"{late.service} : dû le {late.due_on:%d/%m/%Y}, "
        f"{handed or f'pas encore remis le {today:%d/%m/%Y}'}, soit {number(days)} "
        f"{'jours' if days > 1 else 'jour'} de retard. "
        f"{euros(late.worth)} × {number(days)} / {number(divisor)} = {euros(counted)}."
    )
