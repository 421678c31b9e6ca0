"""Who opened what of a consultation, and when: read from the journal, never from what was kept."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from atelier_local.clock import PARIS
from atelier_local.ground.journal.enums import StreamKind
from atelier_local.ground.journal.models import Line, Stream
from atelier_local.programme.agreement.models import Consortium
from atelier_local.programme.people.models import Person
from atelier_local.refusal import Reasons, reasons
from atelier_local.steps.competition.models import MiniCompetition

ACTS = {
    "competition.key_turned": "Clé tournée",
    "competition.opened": "Plis ouverts",
    "competition.place_opening_recorded": "Ouverture de PLACE consignée",
    "competition.place_file_brought": "Fichier apporté de PLACE",
    "competition.backup_recorded": "Copie de sauvegarde consignée",
    "competition.backup_written": "Ouverture d’une copie de sauvegarde écrite",
    "competition.backup_opened": "Copie de sauvegarde ouverte",
    "competition.minutes_signed": "Procès-verbal confirmé",
    "competition.interests_declared": "Intérêts déclarés",
    "competition.evaluator_withdrawn": "Retrait de l’évaluation",
    "competition.prices_read": "Prix lus",
    "competition.tender_read": "Offre lue",
    "competition.report_made": "Rapport d’analyse établi",
    "contract.archive_taken": "Dossier d’archives téléchargé",
    "contract.access_log_taken": "Registre des accès téléchargé",
}
"""What gives access to a tender, or is an access. Deposits, and what others wrote, are not here."""

HEADER = (
    "Le (heure de Paris)", "Qui", "Organisation", "Acte", "Groupement", "Pièce", "Registre",
    "Ligne", "Empreinte de la ligne",
)  # fmt: skip


@dataclass(frozen=True)
class Access:
    """One line of the journal, with the names of today."""

    at: datetime
    who: str
    organisation: str
    act: str
    consortium: str
    piece: str
    stream: str
    seq: int
    hash: str

    @property
    def row(self) -> tuple[object, ...]:
        return (
            f"{self.at.astimezone(PARIS):%d/%m/%Y %H:%M:%S}", self.who, self.organisation,
            self.act, self.consortium, self.piece, self.stream, self.seq, self.hash,
        )  # fmt: skip


def against_taking_log(competition: MiniCompetition) -> Reasons:
    """Before the opening nobody had access to anything, and nothing is said."""
    return reasons((competition.opened_at is None, "les plis ne sont pas ouverts"))


def accesses(competition: MiniCompetition) -> list[Access]:
    """In the order in which they were written down (four queries)."""
    audit = Stream.objects.filter(kind=StreamKind.AUDIT, subject=competition.atelier.slug)
    lines = list(
        Line.objects.filter(kind__in=ACTS)
        .filter(stream__in=[competition.stream_id, *audit.values_list("pk", flat=True)])
        .select_related("stream")
        .order_by("received_at", "stream", "seq")
    )
    return list(_told(lines))


def _told(lines: list[Line]) -> Iterator[Access]:
    ids = {line.by.removeprefix("person:") for line in lines if line.by.startswith("person:")}
    known = Person.objects.filter(pk__in=ids).select_related("organisation")
    people = {one.ref: one for one in known}
    names = {one.pk: one.name for one in Consortium.objects.filter(pk__in=_consortia(lines))}
    for line in lines:
        who, payload = people.get(line.by), line.payload or {}
        yield Access(
            at=line.at,
            who=who.full_name if who else "",
            organisation=str(who.organisation) if who else "",
            act=ACTS[line.kind],
            consortium=names.get(payload.get("consortium", 0), ""),
            piece=str(payload.get("file", "")),
            stream=line.stream.get_kind_display(),
            seq=line.seq,
            hash=bytes(line.hash).hex(),
        )


def _consortia(lines: list[Line]) -> set[int]:
    found = ((line.payload or {}).get("consortium") for line in lines)
    return {one for one in found if isinstance(one, int)}
