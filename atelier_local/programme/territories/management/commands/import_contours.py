import json
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from atelier_local import clock
from atelier_local.programme.territories import operations
from atelier_local.refusal import Refused


class Command(BaseCommand):
    help = "Importe les contours de communes d’un fichier GeoJSON, tous ou aucun."

    def add_arguments(self, parser):
        parser.add_argument("file", metavar="FICHIER.geojson", type=Path)
        parser.add_argument(
            "--source", default="", help="source et licence, montrées sous la carte"
        )

    def handle(self, *, file, source, **options):
        try:
            saved = operations.import_contours(
                self._read(file), source=source or file.name, by=None, at=clock.now()
            )
        except Refused as refused:
            listed = "\n".join(f"- {reason}" for reason in refused.reasons)
            raise CommandError(f"Rien n’a été importé de {file} :\n{listed}") from None
        self.stdout.write(f"{saved} contours importés.")

    def _read(self, file):
        try:
            return json.loads(file.read_text("utf-8"))
        except OSError as error:
            raise CommandError(f"{file} ne peut pas être lu : {error.strerror}.") from None
        except (ValueError, RecursionError):
            raise CommandError(f"{file} n’est pas un fichier JSON en UTF-8.") from None
