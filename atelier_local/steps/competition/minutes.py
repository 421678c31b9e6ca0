"""The minutes of an opening as a paper, and what each holder is given of them.

The extract is cut from the paper itself: it cannot say something else, and says nothing of others.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from atelier_local.ground.files.models import Filed
from atelier_local.ground.files.papers import (
    Block,
    Bullets,
    Heading,
    Paper,
    Para,
    Signatures,
    Table,
    from_json,
)
from atelier_local.ground.ui.typography import euros

from .letter import moment
from .models import MiniCompetition

_FOUND = "Constat, titulaire par titulaire"
_NONE = "–"


@dataclass(frozen=True)
class Heard:
    """What the opening found of one holder; several when it sent something late too."""

    name: str
    said: str
    at: datetime | None = None
    digest: str = ""
    price_eur: Decimal | None = None

    @property
    def row(self) -> tuple[str, ...]:
        return (
            self.name,
            self.said,
            moment(self.at) if self.at else _NONE,
            self.digest or _NONE,
            euros(self.price_eur) if self.price_eur is not None else _NONE,
        )


def paper(
    competition: MiniCompetition,
    *,
    course: Sequence[str],
    signatories: Sequence[str],
    heard: Sequence[Heard],
    came: int,
    shut: int,
    waits: bool,
    at: datetime,
) -> Paper:
    """`course`: what was done, in order; `came`: how many tenders are open in the end;
    `shut`: how many envelopes did not open, of which nobody knows what they hold; `waits`: a backup
    copy came in time for one of those.
    """
    atelier = competition.atelier
    blocks: list[Block] = [
        Heading(1, "Déroulement"),
        Bullets(tuple(course)),
        Heading(1, "Ce qui a été trouvé"),
        Table(
            _FOUND,
            ("Titulaire", "Constat", "Reçu le (heure de Paris)", "Empreinte du pli", "Prix HT"),
            tuple(one.row for one in heard),
            (3, 4, 4, 5, 2),
            frozenset({4}),
        ),
        Heading(1, "Conclusion"),
        Para(_conclusion(came, shut, waits=waits)),
        Heading(1, "Personnes qui ont ouvert"),
        Signatures(tuple(signatories)),
    ]
    return Paper(
        title=f"Procès-verbal d’ouverture des plis, {atelier.name}",
        kind="opening_minutes",
        facts=(
            ("Accord-cadre", competition.under),
            ("Consultation", competition.object_text or str(atelier)),
            ("Date limite", f"{moment(competition.deadline)}, heure de Paris"),
            ("Ouverture", f"{moment(at)}, heure de Paris"),
        ),
        blocks=tuple(blocks),
        fictitious=atelier.fictitious,
    )


def _conclusion(came: int, shut: int, *, waits: bool) -> str:
    if waits:
        first = f"{_opened(came)}." if came else _nothing(shut)
        return (
            f"{first} Une copie de sauvegarde est arrivée à temps : elle s’ouvre à deux, si l’un "
            "des cas que prévoit le code est établi, avant qu’une première grille soit rendue."
        )
    if not came:
        return (
            f"{_nothing(shut)} La consultation est infructueuse : tous les titulaires en sont "
            "informés."
        )
    return f"{_opened(came)}. L’analyse peut commencer, après déclaration des intérêts."


def _opened(came: int) -> str:
    return "Une offre est ouverte" if came == 1 else f"{came} offres sont ouvertes"


def _nothing(shut: int) -> str:
    if not shut:
        return "Aucune offre n’a été reçue dans les délais."
    kept = "un pli est resté fermé" if shut == 1 else f"{shut} plis sont restés fermés"
    return f"Aucune offre n’a pu être ouverte : {kept}, pour la raison dite au constat."


def extract(filed: Filed, name: str) -> Paper:
    """The hour, the two who opened, and the holder's own lines."""
    whole = from_json(filed.paper)
    blocks = tuple(
        replace(block, rows=tuple(row for row in block.rows if row[0] == name))
        for block in whole.blocks
        if isinstance(block, Table)
    )
    opened = next(block for block in whole.blocks if isinstance(block, Signatures))
    return replace(
        whole,
        title=f"Extrait du {whole.title[0].lower()}{whole.title[1:]}",
        kind="opening_extract",
        facts=(*whole.facts, ("Pour", name), ("Procès-verbal, empreinte", filed.digest)),
        blocks=(
            Para("Les plis ont été ouverts à deux, de deux parties :"),
            Bullets(tuple(one.replace("\n", ", ") for one in opened.names)),
            *blocks,
            Para("Cet extrait ne dit rien des autres titulaires."),
        ),
    )
