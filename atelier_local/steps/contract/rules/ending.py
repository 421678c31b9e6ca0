"""When a contract may end before its services are done, and what is then owed (CCAG-PI, ch. 7)."""

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from atelier_local.ground.ui.typography import euros
from atelier_local.refusal import Reasons, reasons

from ..enums import TerminationGround

Ground = TerminationGround
_CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class EarlyEnd:
    """An early end as it is asked for. `answer_by`: the last day the formal notice leaves."""

    ground: Ground
    reason: str
    begun: Decimal = Decimal(0)
    compensation: Decimal = Decimal(0)
    agreed_on: date | None = None
    answer_by: date | None = None


@dataclass(frozen=True, slots=True)
class StillDue:
    """The contract as it is: what is still to be admitted of it."""

    notified_on: date | None
    expected: Decimal
    ended: bool


def compensation(initial: Decimal, admitted: Decimal, percent: int) -> Decimal:
    """For an end in the general interest: a share of what will not be ordered, to the cent."""
    left = max(Decimal(0), initial - admitted)
    return (left * percent / 100).quantize(_CENT, ROUND_HALF_UP)


def freed(expected: Decimal, begun: Decimal, compensation: Decimal) -> Decimal:
    """What the agreement gets back: all that was still expected, but for what is owed of it."""
    return max(Decimal(0), expected - begun - compensation)


def against_giving_notice(breach: str, left: StillDue, *, days: int, waiting: bool) -> Reasons:
    """A formal notice says the breach and leaves time to mend it."""
    return (
        *_against_ending(left),
        *reasons(
            (waiting, "une mise en demeure court déjà"),
            (not breach.strip(), "dites quel manquement, et ce qui est demandé"),
            (days < 1, "laissez au titulaire au moins un jour"),
        ),
    )


def _against_ending(left: StillDue) -> Reasons:
    return reasons(
        (left.ended, "le marché est déjà résilié"),
        (left.notified_on is None, "le marché n’est pas notifié : il ne se résilie pas encore"),
        (
            left.notified_on is not None and not left.ended and left.expected <= 0,
            "tout est admis ou rejeté : un marché exécuté ne se résilie plus",
        ),
    )


def against_terminating(asked: EarlyEnd, left: StillDue, today: date) -> Reasons:
    """Every reason why the contract cannot end on that day."""
    fault, agreed = asked.ground is Ground.FAULT, asked.ground is Ground.AGREED
    return (
        *_against_ending(left),
        *reasons(
            (not asked.reason.strip(), "dites pourquoi"),
            (
                fault and asked.answer_by is None,
                "une faute se met d’abord en demeure : écrivez au titulaire ce qu’il doit faire, "
                "et pour quand",
            ),
            (
                fault and asked.answer_by is not None and today <= asked.answer_by,
                "la mise en demeure court jusqu’au "
                f"{f'{asked.answer_by:%d/%m/%Y}' if asked.answer_by else ''}",
            ),
            (agreed and asked.agreed_on is None, "dites quel jour l’accord a été signé"),
            (
                asked.agreed_on is not None and asked.agreed_on > today,
                "l’accord serait signé à une date à venir",
            ),
            (
                asked.agreed_on is not None
                and left.notified_on is not None
                and asked.agreed_on < left.notified_on,
                "l’accord précéderait la notification du marché",
            ),
            (fault and asked.compensation > 0, "une faute n’ouvre droit à aucune indemnité"),
            (asked.begun < 0 or asked.compensation < 0, "un montant n’est pas négatif"),
            (
                asked.begun + (asked.compensation if agreed else 0) > left.expected,
                f"il ne reste que {euros(left.expected)} HT à admettre",
            ),
        ),
    )
