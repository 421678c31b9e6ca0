"""When a call-off contract may be signed and notified, how it is paid."""

import calendar
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal

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


def spread(amount: Decimal, over: Collection[Decimal]) -> list[Decimal]:
    """`amount` shared out in proportion of `over`, to the cent; the last takes what is left."""
    total, cent = sum(over, Decimal(0)), Decimal("0.01")
    if not total:
        return [Decimal(0) for _ in over]
    parts = [(amount * part / total).quantize(cent, ROUND_FLOOR) for part in over]
    parts[-1] += amount - sum(parts)
    return parts


@dataclass(frozen=True, slots=True)
class Due:
    """An instalment as payment sees it: foreseen, owed once decided, and settled since when."""

    planned: Decimal
    amount: Decimal
    settled_on: date | None


@dataclass(frozen=True, slots=True)
class Paid:
    """A subcontractor paid directly: how much in all, from which day on."""

    amount: Decimal
    since: date


def payments(dues: Sequence[Due], paid: Sequence[Paid]) -> list[list[Decimal]]:
    """For each instalment what each direct subcontractor gets, then what is left to the holder.

    A subcontractor's amount is spread over the instalments not settled when they were accepted,
    as they were foreseen: what is decided of one never changes what another already paid.
    """
    columns = [_column(dues, one) for one in paid]
    rows = []
    for place, due in enumerate(dues):
        left, row = due.amount, []
        for column in columns:
            part = min(column[place], left)
            row.append(part)
            left -= part
        rows.append([*row, left])
    return rows


def _column(dues: Sequence[Due], one: Paid) -> list[Decimal]:
    over = [
        Decimal(0) if due.settled_on and due.settled_on < one.since else due.planned for due in dues
    ]
    return spread(min(one.amount, sum(over, Decimal(0))), over)


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


# --- Subcontracting and team ----------------------------------------------------------------------

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
) -> Reasons:
    """What a declaration cannot be; `already` is what active declarations take."""
    return reasons(
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
