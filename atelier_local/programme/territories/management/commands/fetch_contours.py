from django.core.management.base import BaseCommand, CommandError

from atelier_local import clock
from atelier_local.programme.territories import geo_api, operations
from atelier_local.programme.territories.models import Epci
from atelier_local.refusal import Refused


class Command(BaseCommand):
    help = "Va chercher les contours des communes d’un EPCI sur geo.api.gouv.fr."

    def add_arguments(self, parser):
        parser.add_argument("siren")
        parser.add_argument("--url", default=geo_api.BASE_URL, help="autre adresse de l’API")

    def handle(self, *, siren, url, **options):
        epci = Epci.objects.filter(siren=siren).first()
        if epci is None:
            raise CommandError(f"Aucun EPCI de SIREN {siren}. Avez-vous lancé load_territories ?")
        try:
            collection = geo_api.epci_contours(epci.siren, url)
            saved = operations.import_contours(
                collection, source=geo_api.SOURCE, by=None, at=clock.now()
            )
        except geo_api.Unreachable as error:
            raise CommandError(str(error)) from None
        except Refused as refused:
            listed = "\n".join(f"- {reason}" for reason in refused.reasons)
            raise CommandError(f"Rien n’a été importé pour {epci} :\n{listed}") from None
        self.stdout.write(f"{epci} : {saved} contours importés.")
