"""The file of a competition and of its contract, for whoever must keep it."""

import os
import tempfile
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from atelier_local import clock
from atelier_local.steps.competition.enums import CompetitionState
from atelier_local.steps.competition.models import MiniCompetition
from atelier_local.steps.contract import archive, filing, queries
from atelier_local.steps.contract.models import CallOffContract

_ENDED = (CompetitionState.UNSUCCESSFUL, CompetitionState.DISCONTINUED)


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
        found = MiniCompetition.objects.select_related("atelier", "stream")
        competition = found.filter(atelier__slug=slug).first()
        contract = _contract(slug)
        if competition is None or (contract is None and competition.at_state not in _ENDED):
            raise CommandError(f"L’Atelier {slug} n’a ni marché signé, ni consultation close.")
        pieces = filing.pieces(competition, contract)
        told = archive.manifest(
            _facts(competition, contract), _classes(competition, contract), pieces
        )
        _write(to, archive.bundled(told, pieces))
        self.stdout.write(f"{to} : {len(pieces)} pièces.")


def _contract(slug: str) -> CallOffContract | None:
    related = ("framework", "epci", "stream")
    found = CallOffContract.objects.select_related(
        *(f"atelier__{name}" for name in related),
        "award__competition__stream",
        "award__invitation__consortium",
        "consortium",
    )
    return found.filter(atelier__slug=slug).first()


def _facts(competition: MiniCompetition, contract: CallOffContract | None) -> dict[str, Any]:
    return {
        "atelier": competition.atelier.slug,
        "reference": contract.reference if contract else None,
        "fictitious": competition.atelier.fictitious,
        "made_at": clock.now().isoformat(),
    }


def _classes(competition: MiniCompetition, contract: CallOffContract | None) -> dict[str, Any]:
    if contract:
        kept = queries.retention(contract, clock.today())
    else:
        last = competition.stream.lines.order_by("-seq").values_list("at", flat=True)[0]
        kept = queries.retention_without_contract(clock.day_of(last))
    return {one.kind.value: one.plain() for one in kept}


def _write(to: Path, content: bytes) -> None:
    """The whole file or none; readable by its owner alone, for it holds what losers offered."""
    handle, temporary = tempfile.mkstemp(dir=to.parent)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    os.replace(temporary, to)
