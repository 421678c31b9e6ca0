"""The file of a competition and of its contract, for whoever must keep it."""

import os
import tempfile
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser

from atelier_local import clock
from atelier_local.ground.files.writing import writing
from atelier_local.refusal import Refused
from atelier_local.steps.contract.archive import Written
from atelier_local.steps.contract.filing import Dossier, dossier
from atelier_local.steps.contract.operations import record_archive


class Command(BaseCommand):
    help = (
        "Écrit le dossier d’une consultation et de son marché à conserver (ZIP) : lettre, offres "
        "telles qu’ouvertes, analyse, marché, paiements, registres, et un manifeste qui dit de "
        "chaque pièce son empreinte, sa classe, sa durée de conservation et son sort."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug", help="l’adresse de l’Atelier")
        parser.add_argument("--to", type=Path, required=True, help="fichier ZIP à écrire")

    def handle(self, slug: str, to: Path, **options: object) -> None:
        if to.exists():
            raise CommandError(f"{to} existe déjà.")
        found = dossier(slug)
        if found is None:
            raise CommandError(f"L’Atelier {slug} n’a ni marché signé, ni consultation close.")
        try:
            with writing(to):
                written = _write(found, to)
        except Refused as refused:
            raise CommandError(f"Rien n’a été écrit : {refused}.") from None
        self.stdout.write(f"{to} : {written.pieces} pièces.")


def _write(found: Dossier, to: Path) -> Written:
    """The whole file or none; readable by its owner alone, for it holds what losers offered. It
    gets its name once the audit has its line.
    """
    handle, temporary = tempfile.mkstemp(dir=to.parent)
    at = clock.now()
    try:
        with os.fdopen(handle, "wb") as file:
            written = found.write(file, at)
            file.flush()
            os.fsync(file.fileno())
        record_archive(found.competition.atelier, written, by=None, at=at)
        os.replace(temporary, to)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
    return written
