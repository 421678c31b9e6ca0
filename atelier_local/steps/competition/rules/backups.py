"""When a backup copy is written down.

Code de la commande publique, art. R2132-11 says when one is opened; none is opened here.
"""

from datetime import datetime

from atelier_local.refusal import Reasons, reasons

from ..enums import CompetitionState as State


def against_recording_backup(
    state: State,
    *,
    on_place: bool,
    received_at: datetime,
    deadline: datetime,
    at: datetime,
    known: bool,
) -> Reasons:
    """Between the deadline and the opening: before, it would tell who answers."""
    return reasons(
        (on_place, "les copies de sauvegarde d’un dépôt sur PLACE se consignent sur PLACE"),
        (
            at < deadline,
            "la date limite n’est pas passée : consigner une copie dirait qui répond",
        ),
        (state is not State.OPEN, "les plis sont ouverts : leur procès-verbal est établi"),
        (received_at > at, "cette heure n’est pas encore venue"),
        (known, "la copie de ce titulaire est déjà consignée"),
    )
