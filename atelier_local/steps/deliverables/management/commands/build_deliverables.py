"""The five documents of an Atelier as files, each to read (PDF) and to edit (ODT, DOCX)."""

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from atelier_local import clock
from atelier_local.ground.files.bundles import put
from atelier_local.ground.files.writing import writing
from atelier_local.programme.ateliers.models import Atelier
from atelier_local.refusal import Refused
from atelier_local.steps.deliverables.assembly import data_of, photographs_of
from atelier_local.steps.deliverables.enums import DeliverableKind
from atelier_local.steps.deliverables.press import THEMES, editable, typeset
from atelier_local.steps.deliverables.queries import begun_or_draft

AT_ONCE = 2


class Command(BaseCommand):
    help = (
        "Compose les cinq documents d’un Atelier d’après ce qu’il contient aujourd’hui, chacun en "
        "PDF, ODT et DOCX. Les mêmes données à la même date donnent les mêmes fichiers. Le PDF "
        "figé d’un document se lit sur sa page, et ne change pas."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug", help="l’adresse de l’Atelier")
        parser.add_argument("--out", type=Path, required=True, help="dossier où écrire")
        parser.add_argument(
            "--date",
            type=date.fromisoformat,
            help="date portée par les documents (AAAA-MM-JJ) ; aujourd’hui si elle manque",
        )

        parser.add_argument(
            "--theme",
            choices=THEMES,
            help="neutral ou state ; celui du site s’il manque",
        )

    def handle(
        self, slug: str, out: Path, date: date | None, theme: str | None, **options: object
    ) -> None:
        atelier = Atelier.objects.filter(slug=slug).select_related("epci").first()
        if atelier is None:
            raise CommandError(f"Aucun Atelier à l’adresse {slug}.")
        at = datetime.combine(date, time(12), UTC) if date else clock.now()
        try:
            with writing(out):  # composing writes as well, aside
                made = _composed(atelier, at, theme)
                out.mkdir(parents=True, exist_ok=True)
        except Refused as refused:
            raise CommandError(f"Rien n’a été écrit : {refused}.") from None
        self._write(out, made)

    def _write(self, out: Path, made: Mapping[str, bytes]) -> None:
        """Each file whole; what could not be written leaves the one that was there."""
        for rank, (name, content) in enumerate(made.items()):
            with writing(out / name, done=_so_far(rank, len(made))):
                put(out / name, content)
            self.stdout.write(f"{name} : {len(content) // 1024} Ko")


def _so_far(written: int, wanted: int) -> str:
    if not written:
        return "rien n’a été écrit"
    if written == 1:
        return f"1 fichier sur {wanted} écrit, entier"
    return f"{written} fichiers sur {wanted} écrits, chacun entier"


def _composed(atelier: Atelier, at: datetime, theme: str | None) -> dict[str, bytes]:
    """The files of the five documents, by name: all of them, or `Refused`."""
    with ThreadPoolExecutor(AT_ONCE) as workers:
        asked = []
        for kind in DeliverableKind:  # the next one is read while the last is composed
            data = data_of(begun_or_draft(atelier, kind), at=at)
            data["theme"] = theme or data["theme"]
            asked.append(workers.submit(_files, kind, data))
        return {name: content for files in asked for name, content in files.result().items()}


def _files(kind: DeliverableKind, data: dict[str, Any]) -> dict[str, bytes]:
    shots = photographs_of(data)
    forms = {"pdf": typeset(kind, data, shots)} | editable(kind, data, shots)
    return {f"{kind.stem}.{form}": content for form, content in forms.items()}
