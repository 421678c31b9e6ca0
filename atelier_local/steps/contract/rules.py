"""When a call-off contract may be signed and notified, how it is paid."""

import calendar
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


# --- Essential data -------------------------------------------------------------------------------


def decp_prefix(year: int) -> str:
    return f"{year}AL"


def next_decp_id(year: int, last: str) -> str:
    """The number after `last` (empty: the first of the year), of sixteen signs at most."""
    prefix = decp_prefix(year)
    rank = int(last.removeprefix(prefix)) + 1 if last else 1
    return f"{prefix}{rank:04d}"


def publication_due(notified_on: date, months: int) -> date:
    """So many months later, on the same day, or on the last one of a shorter month."""
    years, month = divmod(notified_on.month - 1 + months, 12)
    year = notified_on.year + years
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(notified_on.day, last))


def against_describing(
    *,
    duration_months: int,
    advance_percent: Decimal | None,
    techniques: Collection[str],
    modalities: Collection[str],
) -> Reasons:
    """What the State's schema would refuse."""
    alone = "« Sans objet » ne se joint à aucune autre réponse"
    return reasons(
        (duration_months < 1, "un marché dure au moins un mois"),
        (
            advance_percent is not None and not 0 <= advance_percent <= 100,
            "une avance est une part du montant, de 0 à 100 %",
        ),
        (not techniques, "dites la technique d’achat, ou « Sans objet »"),
        (not modalities, "dites la modalité d’exécution, ou « Sans objet »"),
        (any(len(v) > 1 and "Sans objet" in v for v in (techniques, modalities)), alone),
    )


def against_recording(published_on: date, notified_on: date, today: date) -> Reasons:
    """A publication comes after what it publishes, and not tomorrow."""
    return reasons(
        (published_on < notified_on, "la publication précéderait la notification"),
        (published_on > today, "cette date n’est pas encore venue"),
    )
