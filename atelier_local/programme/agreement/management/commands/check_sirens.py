from time import sleep

from django.core.management.base import BaseCommand

from atelier_local import clock
from atelier_local.programme.agreement import operations, queries, siren
from atelier_local.refusal import Refused


class Command(BaseCommand):
    help = "Vérifie dans l’annuaire de l’État les entreprises des groupements qui ont un SIREN."

    def add_arguments(self, parser):
        parser.add_argument(
            "--pause", type=float, default=0.3, help="secondes entre deux questions (7 par s max)"
        )

    def handle(self, *, pause, **options):
        if not siren.is_on():
            self.stdout.write("Le contrôle est éteint : donnez son adresse au réglage SIREN_API.")
            return
        real = [row for row in queries.firms() if not row.organisation.fictitious]
        known = [row for row in real if row.siren]
        for row in known:
            self.stdout.write(f"{row.organisation} : {self._check(row)}")
            sleep(pause)
        self.stdout.write(f"{len(known)} vérifiées, {len(real) - len(known)} sans SIREN.")

    def _check(self, row):
        try:
            found = operations.check_siren(row.organisation, row.siren, by=None, at=clock.now())
        except siren.NoAnswer:
            return "pas de réponse, à refaire"
        except Refused as refused:
            return str(refused)
        return found.get_state_display()
