"""Validity, ceiling and criteria: what an agreement allows, and what is to be seen coming."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from atelier_local.ground.ui.typography import euros, short_date
from atelier_local.refusal import Reason, Reasons, reasons

EXPIRY_STEPS = ((92, "trois mois"), (183, "six mois"), (365, "un an"))
"""Days before the end from which it is said, the nearest first."""
CEILING_NOTICE = Decimal("0.8")


def commitment(
    ceiling: Decimal | None,
    committed: Decimal,
    amount: Decimal,
    *,
    of: str = "de l’accord-cadre",
) -> Reasons:
    """Why an amount cannot be committed (CCP, art. R2162-4: a framework has a maximum, and each of
    its lots may have one). `of`: whose ceiling it is.
    """
    if amount <= 0:
        return (Reason("le montant engagé est positif"),)
    if ceiling is not None and committed + amount > ceiling:
        left = max(ceiling - committed, Decimal(0))
        return (
            Reason(
                f"le montant maximal {of} serait dépassé : il reste {euros(left)} HT, "
                f"on en engage {euros(amount)} (art. R2162-4)"
            ),
        )
    return ()


def against_using(valid_to: date | None, ceiling: Decimal | None) -> Reasons:
    """Why nobody may be consulted under an agreement whose bounds are not written down: without a
    maximum it says to nobody how much they compete for (CCP, art. R2162-4), without an end nothing
    tells until when a contract may be signed (art. L2125-1 and R2162-5).
    """
    return reasons(
        (
            ceiling is None,
            "l’accord-cadre n’a pas de montant maximal, et il en faut un (art. R2162-4) : "
            "la DGALN l’inscrit",
        ),
        (
            valid_to is None,
            "l’accord-cadre n’a pas de date de fin, et sa durée est limitée (art. L2125-1) : "
            "la DGALN l’inscrit",
        ),
    )


def against_releasing(
    committed: Decimal, amount: Decimal, *, whose: str = "l’accord-cadre"
) -> Reasons:
    """Only what was committed is given back."""
    return reasons(
        (amount <= 0, "le montant rendu est positif"),
        (amount > committed, f"{whose} n’a pas engagé autant"),
    )


def last_day_to_consult(valid_to: date | None, days_to_sign: int) -> date | None:
    """The latest day from which a call-off contract can still be signed within the validity.

    What counts is the signature (CCP, art. R2162-5), so many days after the letter leaves.
    """
    return valid_to - timedelta(days=days_to_sign) if valid_to else None


def alerts(
    valid_to: date | None,
    ceiling: Decimal | None,
    committed: Decimal,
    today: date,
    *,
    running: Decimal = Decimal(0),
    days_to_sign: int = 0,
    steps: Sequence[tuple[int, str]] = EXPIRY_STEPS,
) -> Reasons:
    """What whoever holds the framework agreement must see coming.

    `running` is what consultations under way may still commit.
    """
    said = _of_time(valid_to, today, days_to_sign, steps) if valid_to else []
    if ceiling:
        said += _of_ceiling(ceiling, committed, running)
    return tuple(Reason(one) for one in said)


def _of_time(
    valid_to: date, today: date, days_to_sign: int, steps: Sequence[tuple[int, str]]
) -> list[str]:
    if valid_to < today:
        return [f"l’accord-cadre a expiré le {short_date(valid_to)}"]
    left = (valid_to - today).days
    step = next((label for days, label in sorted(steps) if left <= days), None)
    said = []
    if step:
        said.append(
            f"moins de {step} avant la fin : l’accord-cadre expire le {short_date(valid_to)}, "
            f"dans {left} jour{'s' if left > 1 else ''}"
        )
    last = last_day_to_consult(valid_to, days_to_sign)
    if last and days_to_sign and last < today:
        said.append(
            f"le dernier jour pour consulter, le {short_date(last)}, est passé : "
            "un marché risque de ne plus être signé à temps"
        )
    return said


def _of_ceiling(ceiling: Decimal, committed: Decimal, running: Decimal) -> list[str]:
    said = []
    if committed >= ceiling:
        said.append("le montant maximal est atteint : plus aucun marché ne peut être conclu")
    elif committed >= ceiling * CEILING_NOTICE:
        said.append(f"{int(100 * committed / ceiling)} % du montant maximal est engagé")
    if running and committed < ceiling < committed + running:
        over = committed + running - ceiling
        said.append(
            f"les consultations en cours dépasseraient le montant maximal de {euros(over)} HT"
        )
    return said


def of_a_lot(number: int, ceiling: Decimal | None, committed: Decimal) -> Reasons:
    """What is to be seen coming of one lot, whose consultations under way are not estimated."""
    said = _of_ceiling(ceiling, committed, Decimal(0)) if ceiling else []
    return tuple(Reason(f"lot {number} : {one}") for one in said)


def against_amending(used_on: date | None, changed: Iterable[str]) -> Reasons:
    """Nothing that a consultation rests on changes after the first one: bidders compare them.

    `changed` are the labels of what would change.
    """
    return reasons(
        *(
            (
                used_on is not None,
                f"« {label} » ne change plus : une consultation a été publiée "
                f"le {short_date(used_on)} sous cet accord-cadre",
            )
            for label in changed
            if used_on
        )
    )


def against_filling_in(
    ceiling: Decimal | None, end: date | None, committed: Decimal, used_on: date | None
) -> Reasons:
    """A maximum or an end written late covers what was already done under the agreement."""
    return reasons(
        (
            ceiling is not None and ceiling < committed,
            f"{euros(committed)} HT sont déjà engagés : le montant maximal ne peut pas être "
            "au-dessous",
        ),
        (
            end is not None and used_on is not None and end < used_on,
            f"une consultation a été publiée le {short_date(used_on) if used_on else ''} : "
            "l’accord-cadre n’a pas pu finir avant",
        ),
    )


def against_bounds(fields: Mapping[str, Any]) -> Reasons:
    """Bounds that contradict each other. A field left out or empty contradicts nothing."""
    pairs = (
        ("valid_from", "valid_to", "l’accord-cadre finirait avant d’avoir commencé"),
        (
            "duration_min_months",
            "duration_max_months",
            "la durée minimale dépasse la durée maximale",
        ),
        (
            "session_days_min",
            "session_days_max",
            "le nombre minimal de jours par phase dépasse le nombre maximal",
        ),
    )
    return reasons(
        *(
            (low is not None and high is not None and low > high, label)
            for first, second, label in pairs
            for low, high in [(fields.get(first), fields.get(second))]
        )
    )


def against_criteria(rows: Sequence[Mapping[str, Any]]) -> Reasons:
    """Why these criteria could not be weighed: each within its range, one hundred in all."""
    prices = sum(bool(row.get("is_price")) for row in rows)
    twice = [key for key, times in Counter(row["key"] for row in rows).items() if times > 1]
    least, most = (sum(row[f"weight_{end}"] for row in rows) for end in ("min", "max"))
    return reasons(
        (not rows, "il faut au moins un critère"),
        *((True, f"deux critères portent le nom « {key} »") for key in twice),
        *(
            (
                not 0 <= row["weight_min"] <= row["weight_max"] <= 100,
                f"« {row['label']} » : la pondération va du moins au plus, entre 0 et 100 %",
            )
            for row in rows
        ),
        (bool(rows) and prices != 1, "un critère, et un seul, est celui du prix"),
        (
            any(row.get("is_price") and row.get("is_environmental") for row in rows),
            "le critère du prix ne peut pas être aussi celui de l’environnement",
        ),
        (
            any(row.get("is_price") and row.get("is_social") for row in rows),
            "le critère du prix ne peut pas être aussi un critère social",
        ),
        *(
            (
                bool(row.get("is_environmental")) and row["weight_max"] == 0,
                f"« {row['label']} » : un critère environnemental qui pèse 0 % n’en est pas un",
            )
            for row in rows
        ),
        (least > 100, f"les pondérations minimales font {least} %, plus que 100"),
        (bool(rows) and most < 100, f"les pondérations maximales font {most} %, moins que 100"),
    )


def subcriteria(guidance: str) -> tuple[str, ...]:
    """What is appreciated under a criterion: a line each, without its dash."""
    lines = (line.strip(" -–•\t") for line in guidance.splitlines())
    return tuple(line for line in lines if line)


def share(part: Decimal, whole: Decimal) -> int | None:
    """Whole percents, None of nothing."""
    if not whole:
        return None
    return int((100 * part / whole).quantize(Decimal(1), rounding=ROUND_HALF_UP))
