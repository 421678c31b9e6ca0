"""When a call-off contract may be signed and notified, how it is paid."""

from collections.abc import Collection
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from atelier_local.programme.ateliers.enums import Stage
from atelier_local.refusal import Reasons, reasons

SCHEDULE: tuple[tuple[str, int, Stage], ...] = (
    ("Note de cadrage validée", 10, Stage.FRAMING),
    ("Premier atelier tenu", 20, Stage.WORKSHOP_1),
    ("Deuxième atelier tenu", 20, Stage.WORKSHOP_2),
    ("Troisième atelier tenu", 20, Stage.WORKSHOP_3),
    ("Cinq livrables admis", 30, Stage.FEEDBACK),
)
"""What is paid, for which share of the amount (%), once which stage is over."""


def against_signing(
    *,
    awarded: bool,
    amount: Decimal,
    tendered: Decimal | None,
    signed_on: date,
    awarded_on: date | None,
    agreement_from: date | None,
    agreement_to: date | None,
) -> Reasons:
    """A call-off contract takes up the tender chosen, while the agreement is valid."""
    return reasons(
        (not awarded, "la consultation n’est pas attribuée"),
        (
            tendered is not None and amount != tendered,
            f"le montant signé est celui de l’offre retenue, {tendered} € HT",
        ),
        (
            awarded_on is not None and signed_on < awarded_on,
            "la signature précéderait l’attribution",
        ),
        # Code de la commande publique, art. R2162-5
        (
            agreement_from is not None and signed_on < agreement_from,
            "l’accord-cadre n’est pas encore valable à cette date",
        ),
        (
            agreement_to is not None and signed_on > agreement_to,
            "l’accord-cadre n’est plus valable à cette date",
        ),
    )


def against_notifying(signed_on: date, day: date, days: Collection[int]) -> Reasons:
    """The team is named when the contract is notified: that day is T0."""
    return reasons(
        (day < signed_on, "la notification précéderait la signature"),
        (not days, "nommez au moins une personne de l’équipe"),
        (any(count <= 0 for count in days), "chaque personne de l’équipe a au moins un jour"),
    )


def against_accepting(*, notified: bool, stage: Stage, due: Stage) -> Reasons:
    """A service is accepted once the stage that produces it is over."""
    return reasons(
        (not notified, "le marché n’est pas notifié"),
        (stage.rank <= due.rank, f"l’étape « {due.label} » n’est pas finie"),
    )


def instalments(amount: Decimal, percents: Collection[int]) -> list[Decimal]:
    """The amounts of the instalments, to the cent; the last one takes what rounding left."""
    cent = Decimal("0.01")
    parts = [(amount * p / 100).quantize(cent, ROUND_HALF_UP) for p in percents]
    if parts:
        parts[-1] += amount - sum(parts)
    return parts
