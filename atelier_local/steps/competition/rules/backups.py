"""When a backup copy is written down, and when it may be opened.

Code de la commande publique, art. R2132-11: it is opened where a malicious program is found in the
electronic tender, or where that one came late, incomplete or cannot be opened though its sending
had begun in time. Otherwise it stays closed.
"""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from atelier_local.refusal import Reasons, reasons

from ..enums import BackupGround, Electronic, EvaluationCollege
from ..enums import CompetitionState as State

_GROUNDS = {
    Electronic.OPENED: BackupGround.MALWARE,
    Electronic.FAULTY: BackupGround.UNREADABLE,
    Electronic.SHUT: BackupGround.UNREADABLE,
    Electronic.LATE: BackupGround.LATE,
}


def ground_of(electronic: str) -> BackupGround | None:
    """The one ground that what was found leaves room for."""
    return _GROUNDS.get(Electronic(electronic)) if electronic else None


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


def against_opening_backup(
    state: State,
    ground: BackupGround,
    parties: Sequence[EvaluationCollege | None],
    *,
    electronic: str,
    in_time: bool,
    opened: bool,
    reason: str,
    price: Decimal,
) -> Reasons:
    """By two people of two parties, once the electronic tender was seen not to open."""
    found, allowed = Electronic(electronic) if electronic else None, ground_of(electronic)
    return reasons(
        (state is not State.OPENED, "une copie s’ouvre entre l’ouverture et la fin des grilles"),
        (opened, "cette copie est déjà ouverte"),
        (not in_time, "cette copie est arrivée après la date limite : elle reste fermée"),
        (
            found is Electronic.NONE,
            "aucun pli électronique n’est arrivé de ce titulaire : sa copie reste fermée",
        ),
        (
            found is Electronic.OPENED and ground is not allowed,
            "son pli électronique s’est ouvert et se lit : sa copie reste fermée, sauf programme "
            "malveillant",
        ),
        (
            allowed is not None and found is not Electronic.OPENED and ground is not allowed,
            f"l’ouverture a trouvé autre chose : « {allowed.label.lower() if allowed else ''} »",
        ),
        (not reason.strip(), "dites ce qui a été constaté"),
        (price <= 0, "dites le prix que la copie porte"),
        (
            None in parties or len(set(parties)) < 2,
            "il faut deux personnes, de deux parties différentes",
        ),
    )
