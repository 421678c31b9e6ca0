"""The lots of an agreement: who holds which, and which one a consultation is for."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal
from typing import Any

from atelier_local.ground.ui.typography import euros
from atelier_local.refusal import Reason, Reasons, reasons


def against_lots(
    rows: Sequence[Mapping[str, Any]], holders: Mapping[int, str], ceiling: Decimal | None
) -> Reasons:
    """Why an agreement could not be divided so. `holders`: the name of each by its id; each holds
    one lot at least. `ceiling`: that of the agreement, which no lot exceeds.
    """
    times = Counter(row["number"] for row in rows)
    held = {one for row in rows for one in row["holders"]}
    return reasons(
        *((n > 1, f"deux lots portent le numéro {number}") for number, n in times.items()),
        *((not row["subject"].strip(), f"écrivez l’objet du lot {row['number']}") for row in rows),
        *(
            (
                None not in (ceiling, most := row["ceiling_eur"]) and most > ceiling,
                f"le montant maximal du lot {row['number']} dépasse celui de l’accord-cadre, "
                f"{euros(ceiling or 0)} HT",
            )
            for row in rows
        ),
        (bool(held - holders.keys()), "un lot n’est tenu que par un titulaire de l’accord-cadre"),
        *(
            (bool(rows) and key not in held, f"« {name} » n’est titulaire d’aucun lot")
            for key, name in holders.items()
        ),
    )


def against_holding(named: Collection[int], numbers: Collection[int]) -> Reasons:
    """Why a new holder cannot hold the lots named, out of the `numbers` of the agreement."""
    return reasons(
        (bool(numbers) and not named, "dites de quel lot ce groupement est titulaire"),
        (not set(named) <= set(numbers), "ce lot n’est pas de cet accord-cadre"),
    )


def against_naming(named: int | None, numbers: Collection[int]) -> Reasons:
    """A contract under an agreement divided in lots is one of a lot, and of one only: its holders,
    all of them and no other, are consulted (CCP, art. R2162-10, 1°). `named`: the number of the
    lot, zero for one of another agreement.
    """
    return reasons(
        (
            named is None and bool(numbers),
            "l’accord-cadre est divisé en lots : dites duquel il s’agit (art. R2162-10)",
        ),
        (named is not None and named not in numbers, "ce lot n’est pas de cet accord-cadre"),
    )


def without_holder(number: int, holders: int) -> Reasons:
    """Nobody would be consulted on it."""
    return () if holders else (Reason(f"le lot {number} n’a pas de titulaire à consulter"),)
