from django.core.management.base import BaseCommand

from atelier_local import clock
from atelier_local.programme.territories import operations


class Command(BaseCommand):
    help = (
        "Charge les communes, EPCI, départements et contours fournis (recommencer est sans effet)."
    )

    def handle(self, **options):
        counts = operations.load(by=None, at=clock.now())
        self.stdout.write(
            "{communes} communes, {epcis} EPCI, {departments} départements et collectivités, "
            "{contours} contours.".format(**counts)
        )
