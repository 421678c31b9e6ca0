"""A call-off contract without competition, which only its agreement may foresee.

Code de la commande publique, art. R2162-10, last paragraph: when, for technical reasons, one holder
alone is able to perform it.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from atelier_local.refusal import Reasons, reasons

from ..enums import CompetitionState as State

ARTICLE = "(art. R2162-10)"
LEAST_SIGNS = 60
"""What a reason takes to be one: less is a word, not a reason that a judge could weigh."""


@dataclass(frozen=True, slots=True)
class Direct:
    """What the buyer's signatory says of it; the price is in euros, before tax."""

    reason: str
    sole: str
    price_eur: Decimal | None
    months: int | None
    received_on: date
    untied: bool
    """Whether whoever signs declares that nothing ties them to the holder."""


@dataclass(frozen=True, slots=True)
class Agreed:
    """What the agreement says that day."""

    clause: str
    valid_from: date | None
    valid_to: date | None
    least_months: int
    most_months: int


def against_foreseeing(clause: str) -> Reasons:
    """Nothing of the kind without its clause."""
    return reasons(
        (
            not clause.strip(),
            "l’accord-cadre ne prévoit aucun marché sans remise en concurrence : tous ses "
            f"titulaires sont consultés {ARTICLE}",
        )
    )


def against_direct(
    state: State | None, *, at_stage: bool, specified: bool, agreed: Agreed, day: date
) -> Reasons:
    """Why no contract can be given without competition here, whoever holds it."""
    return against_foreseeing(agreed.clause) + reasons(
        (not at_stage, "la candidature n’est pas encore retenue"),
        (
            state not in (None, State.DRAFT),
            "la consultation est déjà publiée ou close : elle suit son cours",
        ),
        (not specified, "le cahier des charges n’est pas établi"),
        (
            agreed.valid_from is not None and day < agreed.valid_from,
            "l’accord-cadre n’est pas encore valable (art. R2162-5)",
        ),
        (
            agreed.valid_to is not None and day > agreed.valid_to,
            "l’accord-cadre n’est plus valable (art. R2162-5)",
        ),
    )


def against_deciding_directly(said: Direct, *, holds: bool, agreed: Agreed, day: date) -> Reasons:
    """Why this decision would not stand: each thing that the law or the agreement asks of it."""
    months = said.months or 0
    return reasons(
        (not holds, "ce groupement n’est pas titulaire de l’accord-cadre, ou de ce lot"),
        (
            len(said.reason.strip()) < LEAST_SIGNS,
            f"écrivez la raison technique en une phrase entière, de {LEAST_SIGNS} signes au moins "
            f"{ARTICLE}",
        ),
        (
            len(said.sole.strip()) < LEAST_SIGNS,
            "dites, en une phrase entière, pourquoi aucun autre titulaire ne peut exécuter ce "
            f"marché {ARTICLE}",
        ),
        (not said.price_eur or said.price_eur <= 0, "il manque le prix que propose le titulaire"),
        (
            not agreed.least_months <= months <= agreed.most_months,
            f"l’accord-cadre demande une durée de {agreed.least_months} à {agreed.most_months} "
            "mois",
        ),
        (said.received_on > day, "la proposition serait reçue à une date à venir"),
        (
            not said.untied,
            "déclarez que vous n’avez aucun lien avec ce groupement (art. L2141-10), "
            "ou laissez quelqu’un d’autre décider",
        ),
    )
