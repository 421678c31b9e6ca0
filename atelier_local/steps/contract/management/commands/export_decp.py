from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser

from atelier_local import clock
from atelier_local.ground.files.bundles import put
from atelier_local.ground.files.writing import writing
from atelier_local.refusal import Reasons
from atelier_local.steps.contract import decp, queries
from atelier_local.steps.contract.models import CallOffContract


class Command(BaseCommand):
    help = (
        "Écrit les données essentielles d’un marché (DECP), valides pour le schéma 2.0.3 de "
        "l’État ; refuse, en disant ce qui manque, ce que le portail national refuserait."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug", nargs="?", help="l’adresse de l’Atelier")
        parser.add_argument("--all", action="store_true", help="tous les marchés notifiés")
        parser.add_argument("--to", type=Path, help="fichier à écrire, sinon la sortie")

    def handle(self, slug: str | None, to: Path | None, **options: object) -> None:
        if bool(slug) is bool(options["all"]):
            raise CommandError("Donnez l’adresse d’un Atelier, ou --all.")
        found = CallOffContract.objects.select_related(
            "atelier__framework", "atelier__epci", "award__competition__lot", "consortium"
        ).order_by("decp_id")
        wanted = found.filter(atelier__slug=slug) if slug else found.exclude(notified_at=None)
        if slug and not wanted:
            raise CommandError(f"L’Atelier {slug} n’a pas de marché.")
        document = decp.document([self._told(contract) for contract in wanted])
        self._refuse("Le fichier", decp.invalid(document))
        if to:
            with writing(to):
                put(to, decp.written(document))
        else:
            self.stdout.write(decp.written(document).decode())

    def _told(self, contract: CallOffContract) -> dict[str, object]:
        facts = queries.facts(contract, clock.today())
        self._refuse(f"{contract.reference}, il manque", decp.missing(facts))
        return decp.mapped(facts)

    def _refuse(self, what: str, why: Reasons) -> None:
        if why:
            raise CommandError(f"{what} : " + " ; ".join(map(str, why)))
