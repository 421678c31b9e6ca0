"""What a competition needs before it is published."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from atelier_local.refusal import Reasons, reasons

from ..enums import CompetitionState as State


@dataclass(frozen=True, slots=True)
class Bounds:
    """Within which a competition weighs one criterion of the agreement (%)."""

    label: str
    least: int
    most: int


def against_weights(weights: Mapping[str, int], agreed: Mapping[str, Bounds]) -> Reasons:
    """Every criterion of the agreement and no other, within its bounds, 100 in all."""
    total = sum(weights.values())
    return reasons(
        *(
            (key not in weights, f"le critère « {bounds.label} » n’a pas de poids")
            for key, bounds in agreed.items()
        ),
        *(
            (key not in agreed, f"« {key} » n’est pas un critère de l’accord-cadre")
            for key in weights
        ),
        *(
            (
                not bounds.least <= weights[key] <= bounds.most,
                f"« {bounds.label} » : {weights[key]} %, l’accord-cadre demande "
                f"de {bounds.least} à {bounds.most} %",
            )
            for key, bounds in agreed.items()
            if key in weights
        ),
        (total != 100, f"les poids font {total} %, il en faut 100"),
    )


def against_preparing(
    state: State | None, *, at_stage: bool, deadline: datetime, at: datetime
) -> Reasons:
    return reasons(
        (not at_stage, "la candidature n’est pas encore retenue"),
        (state not in (None, State.DRAFT), "la consultation est publiée : elle ne change plus"),
        (deadline <= at, "la date limite est déjà passée"),
    )


def against_publishing(
    *,
    keys: Reasons,
    deadline: datetime,
    at: datetime,
    agreement_ends: date | None,
    day: date,
    unreachable: Iterable[str],
) -> Reasons:
    """`keys`: what the keys lack; `unreachable`: the consortia that nobody could be written to."""
    return keys + reasons(
        (deadline <= at, "la date limite est déjà passée"),
        (
            agreement_ends is not None and day > agreement_ends,
            "l’accord-cadre n’est plus valable",  # Code de la commande publique, art. R2162-5
        ),
        *((True, f"{name} n’a pas de représentant à qui écrire") for name in unreachable),
    )
