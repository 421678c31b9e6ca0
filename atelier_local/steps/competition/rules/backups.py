"""When a backup copy is written down, and when one is opened.

Code de la commande publique, art. R2132-11: a copy stays closed, unless the electronic tender holds
a malicious program, came late or incomplete though it was sent in time, or cannot be opened.
"""

from collections.abc import Collection
from datetime import datetime
from decimal import Decimal

from atelier_local.refusal import Reasons, reasons

from ..enums import BackupGround, EvaluationCollege
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


def against_opening_backup(
    state: State,
    possible: Collection[BackupGround],
    *,
    in_time: bool,
    opened: bool,
    judged: bool,
    returned: bool,
) -> Reasons:
    """`possible`: the cases that what was found of the electronic tender allows; `judged`: whether
    somebody marked it already, said it regular, questioned its price or heard its holder;
    `returned`: whether a grid that counts is in, which would never mark what the copy says.
    """
    return reasons(
        (opened, "cette copie est ouverte"),
        (
            state is not State.OPENED,
            "une copie s’ouvre entre l’ouverture des plis et la remise de la première grille",
        ),
        (
            state is State.OPENED and returned,
            "une grille est déjà rendue : l’offre de cette copie ne serait pas notée par tous. "
            "Elle reste fermée : poursuivez sans elle, ou renoncez et consultez de nouveau",
        ),
        (not in_time, "cette copie est arrivée après la date limite : elle reste fermée"),
        (
            not possible,
            "aucun pli électronique de ce titulaire n’est arrivé : sa copie reste fermée",
        ),
        (
            judged,
            "l’offre lue dans le pli électronique est déjà jugée ou notée, son prix questionné ou "
            "son titulaire entendu",
        ),
    )


def against_writing_backup(
    possible: Collection[BackupGround],
    ground: BackupGround,
    *,
    reason: str,
    price: Decimal,
    party: EvaluationCollege | None,
) -> Reasons:
    """What the first of the two writes: the case, what shows it, the price that the copy says."""
    return reasons(
        (party is None, "vous n’êtes pas parmi les personnes qui peuvent ouvrir les plis"),
        (
            ground not in possible,
            "ce n’est pas ce que le procès-verbal de l’ouverture dit de ce pli",
        ),
        (not reason.strip(), "écrivez ce qui l’établit : le procès-verbal le dira"),
        (price <= 0, "le prix lu est positif"),
    )


def against_confirming_backup(
    *,
    written: bool,
    party: EvaluationCollege | None,
    first: EvaluationCollege | None,
    same_person: bool,
    first_left: bool,
    same_price: bool,
) -> Reasons:
    """What the second reads apart: they are somebody else, of another party, and read the same
    price. `first_left`: whether the first may not open a tender any more.
    """
    return reasons(
        (not written, "l’ouverture de cette copie n’est pas écrite"),
        (party is None, "vous n’êtes pas parmi les personnes qui peuvent ouvrir les plis"),
        (
            written and party is not None and party is first,
            "la seconde personne est d’une autre partie que la première",
        ),
        (same_person, "vous avez écrit cette ouverture : une autre personne la confirme"),
        (
            first_left,
            "la première personne n’a plus accès aux offres : récrivez l’ouverture, puis une autre "
            "personne la confirme",
        ),
        (written and not same_price, "vous n’avez pas lu le même prix : relisez la copie ensemble"),
    )
