"""Who may subcontract, until when the buyer may answer; who may leave the team."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from atelier_local.refusal import Reasons, reasons

VAT = Decimal("1.20")


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Someone who comes into the team, known or not yet."""

    email: str
    first_name: str
    last_name: str
    speciality: str
    days: int


def tacit_on(received: date, days: int) -> date:
    """The last day on which the buyer may still answer; the next one, silence has accepted."""
    return received + timedelta(days=days)


def direct(amount: Decimal, threshold: int) -> bool:
    """Whether a subcontractor is paid by the buyer: from a threshold said with VAT."""
    return amount * VAT >= threshold


def against_declaring_more() -> Reasons:
    """Once no service is expected any more."""
    return reasons((True, "plus aucun service n’est attendu : il n’y a plus rien à sous-traiter"))


def against_subcontracting(
    *,
    siret: str,
    amount: Decimal,
    contract_amount: Decimal,
    already: Decimal,
    active: bool,
    holder: bool,
    days: int,
    person: bool,
    running: bool,
) -> Reasons:
    """What a declaration cannot be; `already` is what active declarations take."""
    return reasons(
        *((True, str(why)) for why in (() if running else against_declaring_more())),
        (not (len(siret) == 14 and siret.isdigit()), "un SIRET compte 14 chiffres"),
        (amount <= 0, "le montant sous-traité est positif"),
        (
            already + amount > contract_amount,
            "les montants sous-traités dépasseraient celui du marché",
        ),
        (active, "ce sous-traitant est déjà déclaré pour ce marché"),
        (holder, "ce membre du groupement est titulaire : il n’est pas son propre sous-traitant"),
        (person and days <= 0, "la personne qui entre dans l’équipe a au moins un jour"),
    )


def against_deciding(state: str, *, received: date, days: int, day: date) -> Reasons:
    """A declaration is decided once, while silence has not accepted it."""
    return reasons(
        (state == "incomplete", "la déclaration est à compléter : le délai ne court pas"),
        (state in {"accepted", "tacit", "refused"}, "cette déclaration est déjà décidée"),
        (
            state == "declared" and day > tacit_on(received, days),
            "le silence a déjà valu acceptation",
        ),
    )


def against_leaving(*, notified: bool, left: bool, alone: bool, reason: str) -> Reasons:
    """A team never has nobody, and a departure says why."""
    return reasons(
        (not notified, "le marché n’est pas notifié"),
        (left, "cette personne n’est plus dans l’équipe"),
        (alone, "l’équipe n’aurait plus personne : nommez un remplaçant"),
        (not reason.strip(), "dites pourquoi"),
    )


def against_team_growing(*, ended: bool) -> Reasons:
    """A contract that ended early has a team that one leaves, and enters no more."""
    return reasons((ended, "le marché est résilié : personne n’entre plus dans l’équipe"))


def against_joining(
    *, notified: bool, ended: bool, holds: bool, theirs: bool, there: bool, days: int
) -> Reasons:
    """Whoever comes into the team under way comes for a firm that holds the contract."""
    return against_team_growing(ended=ended) + reasons(
        (not notified, "le marché n’est pas notifié : l’équipe se nomme à la notification"),
        (not holds, "cette entreprise n’est pas titulaire du marché"),
        (not theirs, "cette adresse est connue pour une autre entreprise"),
        (there, "cette personne est déjà dans l’équipe"),
        (days <= 0, "la personne qui entre dans l’équipe a au moins un jour"),
    )
