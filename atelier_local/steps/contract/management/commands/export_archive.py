"""The file of a contract, for whoever must keep it."""

import os
import tempfile
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from atelier_local import clock
from atelier_local.steps.contract import archive, filing, queries
from atelier_local.steps.contract.models import CallOffContract


class Command(BaseCommand):
    help = (
        "Écrit le dossier d’un marché à conserver (ZIP) : pièces de la consultation, offres telles "
        "qu’ouvertes, analyse, marché, paiements, registres, et un manifeste qui dit de chaque "
        "pièce son empreinte, sa classe, sa durée de conservation et son sort."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug", help="l’adresse de l’Atelier")
        parser.add_argument("--to", type=Path, required=True, help="fichier ZIP à écrire")

    def handle(self, slug: str, to: Path, **options: object) -> None:
        contract = (
            CallOffContract.objects.select_related(
                "atelier__framework",
                "atelier__epci",
                "atelier__stream",
                "award__competition__stream",
                "consortium",
            )
            .filter(atelier__slug=slug)
            .first()
        )
        if contract is None:
            raise CommandError(f"L’Atelier {slug} n’a pas de marché signé : rien à archiver.")
        if to.exists():
            raise CommandError(f"{to} existe déjà.")
        pieces = filing.pieces(contract)
        told = archive.manifest(self._facts(contract), self._classes(contract), pieces)
        _write(to, archive.bundled(told, pieces))
        self.stdout.write(f"{to} : {len(pieces)} pièces.")

    def _facts(self, contract: CallOffContract) -> dict[str, Any]:
        return {
            "atelier": contract.atelier.slug,
            "reference": contract.reference,
            "fictitious": contract.atelier.fictitious,
            "made_at": clock.now().isoformat(),
        }

    def _classes(self, contract: CallOffContract) -> dict[str, Any]:
        kept = queries.retention(contract, clock.today())
        return {one.kind.value: one.plain() for one in kept}


def _write(to: Path, content: bytes) -> None:
    """The whole file or none; readable by its owner alone, for it holds what losers offered."""
    handle, temporary = tempfile.mkstemp(dir=to.parent)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    os.replace(temporary, to)
