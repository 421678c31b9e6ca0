"""When a call-off contract may be signed and notified, and in what parts it is paid."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from atelier_local.programme.ateliers.enums import Stage
from atelier_local.refusal import Reasons, reasons
from atelier_local.steps.competition.enums import Phase

SCHEDULE: tuple[tuple[str, int, Stage], ...] = (
    ("Note de cadrage validée", 10, Stage.FRAMING),
    ("Premier atelier tenu", 20, Stage.WORKSHOP_1),
    ("Deuxième atelier tenu", 20, Stage.WORKSHOP_2),
    ("Troisième atelier tenu", 20, Stage.WORKSHOP_3),
    ("Cinq livrables admis", 30, Stage.FEEDBACK),
)
"""What is paid, for which share of the amount (%), once which stage is over: the programme's
schedule, for tenders that do not price each phase."""

SERVICES: dict[Phase, tuple[str, Stage]] = {
    Phase.FRAMING: ("Note de cadrage validée", Stage.FRAMING),
    Phase.WORKSHOP_1: ("Premier atelier tenu", Stage.WORKSHOP_1),
    Phase.BETWEEN_1: ("Premier inter-atelier rendu", Stage.INTERIM_1),
    Phase.WORKSHOP_2: ("Deuxième atelier tenu", Stage.WORKSHOP_2),
    Phase.BETWEEN_2: ("Deuxième inter-atelier rendu", Stage.INTERIM_2),
    Phase.WORKSHOP_3: ("Troisième atelier tenu", Stage.WORKSHOP_3),
    Phase.PRODUCTION: ("Cinq livrables admis", Stage.FEEDBACK),
}
"""What is admitted of each phase that a tender prices, and once which stage is over."""


def against_signing(
    *,
    awarded: bool,
    amount: Decimal,
    tendered: Decimal | None,
    signed_on: date,
    today: date,
    awarded_on: date | None,
    agreement_from: date | None,
    agreement_to: date | None,
) -> Reasons:
    """A call-off contract takes up the tender chosen, while the agreement is valid. A day to come
    is no day of signature: whatever waits for a day to pass would not have waited."""
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
        (signed_on > today, "un marché ne se signe pas à une date à venir"),
        # Code de la commande publique, art. R2162-5
        (
            agreement_from is not None and signed_on < agreement_from,
            "l’accord-cadre n’est pas encore valable à cette date (art. R2162-5)",
        ),
        (
            agreement_to is not None and signed_on > agreement_to,
            "l’accord-cadre n’est plus valable à cette date (art. R2162-5)",
        ),
    )


def against_signing_ever(awarded_on: date, agreement_to: date | None) -> Reasons:
    """No day is left between the choice and the end of the agreement."""
    return reasons(
        (
            agreement_to is not None and awarded_on > agreement_to,
            "l’accord-cadre a pris fin avant l’attribution : ce marché ne peut plus être conclu "
            "(art. R2162-5)",
        )
    )


def against_notifying(signed_on: date, day: date, days: Collection[int]) -> Reasons:
    """The team is named when the contract is notified: that day is T0."""
    return reasons(
        (day < signed_on, "la notification précéderait la signature"),
        (not days, "nommez au moins une personne de l’équipe"),
        (any(count <= 0 for count in days), "chaque personne de l’équipe a au moins un jour"),
    )


def instalments(amount: Decimal, percents: Collection[int]) -> list[Decimal]:
    """The amounts of the instalments, to the cent; the last one takes what rounding left."""
    cent = Decimal("0.01")
    parts = [(amount * p / 100).quantize(cent, ROUND_HALF_UP) for p in percents]
    if parts:
        parts[-1] += amount - sum(parts)
    return parts


@dataclass(frozen=True, slots=True)
class Part:
    """An instalment as a tender prices it: `cells` says for which firm, and how much."""

    label: str
    stage: Stage
    cells: tuple[tuple[str, Decimal], ...]

    @property
    def amount(self) -> Decimal:
        return sum((amount for _, amount in self.cells), Decimal(0))


def parts(
    prices: Mapping[str, Mapping[Phase, int]], expenses: Mapping[Phase, int], lead: str
) -> list[Part]:
    """One instalment for each phase that costs something, in order, the lead first; expenses are
    the lead's.

    `prices`: cents by firm, then by phase. No cent is lost: each cell is in one part, once.
    """
    found = []
    for phase, (label, stage) in SERVICES.items():
        cents = {lead: expenses.get(phase, 0)}
        for firm, row in prices.items():
            cents[firm] = cents.get(firm, 0) + row.get(phase, 0)
        cells = tuple((firm, Decimal(worth) / 100) for firm, worth in cents.items() if worth)
        if cells:
            found.append(Part(label, stage, cells))
    return found
