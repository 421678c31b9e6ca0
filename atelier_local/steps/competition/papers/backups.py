"""What a paper says of the backup copies, and the minutes of one that was opened."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from atelier_local.ground.files.papers import Heading, Paper, Para, Quote, Signatures
from atelier_local.programme.people.models import Person

from ..letter import moment
from ..models import BackupCopy, MiniCompetition
from . import words
from .frame import article, sheet


def backup_lines(copies: Iterable[BackupCopy]) -> list[str]:
    """A sentence for each: who sent it, on what, when it came, and why it was opened if it was."""
    return [
        f"{one.invitation.name} : {one.said}, reçue le {moment(one.received_at)}{_opened(one)}."
        for one in copies
    ]


def _opened(copy: BackupCopy) -> str:
    if copy.confirmed_at is None or copy.written_by is None or copy.confirmed_by is None:
        return ""
    who = f"{copy.written_by.full_name} et {copy.confirmed_by.full_name}"
    return (
        f" ; ouverte le {moment(copy.confirmed_at)} par {who}, de deux parties, parce que "
        f"{copy.get_ground_display()}. {copy.reason.rstrip('. ')}"
    )


def backup_minutes(
    competition: MiniCompetition, copy: BackupCopy, people: Sequence[Person], *, at: datetime
) -> Paper:
    """What the two found; what the electronic tender said is kept aside, and no longer counts."""
    cited = article(competition, "backup_copy")
    taken = (
        "Elle prend la place de ce qui avait été lu dans le pli électronique, qui est conservé."
        if copy.replaced
        else "Rien n’avait été lu dans le pli électronique."
    )
    return sheet(
        competition,
        "Procès-verbal d’ouverture d’une copie de sauvegarde",
        "backup_minutes",
        (
            Heading(1, "Pourquoi elle est ouverte"),
            Para(
                f"Une copie de sauvegarde ne s’ouvre que dans les cas que le code prévoit{cited}."
            ),
            Para(f"Cas : {copy.get_ground_display()}."),
            Quote(copy.reason, "ce qui l’établit"),
            Heading(1, "Ce qui a été lu"),
            Para(
                f"Prix : {words.price(copy.price_eur)}, lu séparément par les deux "
                f"personnes. {taken}"
            ),
            Heading(1, "Personnes qui ont ouvert"),
            Signatures(tuple(f"{one.full_name}\n{one.organisation}" for one in people)),
        ),
        at=at,
        facts=(
            ("Groupement", copy.invitation.name),
            ("Copie", f"{copy.get_medium_display()}, reçue le {moment(copy.received_at)}"),
            ("Date limite", f"{moment(competition.deadline)}, heure de Paris"),
            ("Ouverture", f"{moment(at)}, heure de Paris"),
        ),
    )
