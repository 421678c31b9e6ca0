from django.core.management.base import BaseCommand

from atelier_local import clock
from atelier_local.steps.contract.enums import SubcontractingState
from atelier_local.steps.contract.models import Subcontracting
from atelier_local.steps.contract.operations import settle_silence


class Command(BaseCommand):
    help = (
        "Ce que le temps fait aux marchés, à lancer chaque jour : le silence de l’acheteur vaut "
        "acceptation d’un sous-traitant (recommencer est sans effet)."
    )

    def handle(self, **options: object) -> None:
        waiting = Subcontracting.objects.filter(state=SubcontractingState.DECLARED)
        found = waiting.select_related("contract__atelier__stream", "organisation", "person")
        settled = [sub for sub in found if settle_silence(sub, by=None, at=clock.now())]
        self.stdout.write(f"{len(settled)} sous-traitance(s) acceptée(s) par silence.")
