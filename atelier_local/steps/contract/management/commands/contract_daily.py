from collections.abc import Iterable

from django.core.management.base import BaseCommand

from atelier_local import clock
from atelier_local.steps.contract.enums import SubcontractingState
from atelier_local.steps.contract.models import Subcontracting, SubcontractingAmendment
from atelier_local.steps.contract.operations import settle_amendment, settle_silence


class Command(BaseCommand):
    help = (
        "Ce que le temps fait aux marchés, à lancer chaque jour : le silence de l’acheteur vaut "
        "acceptation d’un sous-traitant (recommencer est sans effet)."
    )

    def handle(self, **options: object) -> None:
        waiting = Subcontracting.objects.filter(state=SubcontractingState.DECLARED)
        found = waiting.select_related("contract__atelier__stream", "organisation", "person")
        settled = [sub for sub in found if settle_silence(sub, by=None, at=clock.now())]
        acts = _waiting_acts()
        changed = [one for one in acts if settle_amendment(one, by=None, at=clock.now())]
        self.stdout.write(f"{len(settled)} sous-traitance(s) acceptée(s) par silence.")
        self.stdout.write(f"{len(changed)} acte(s) modificatif(s) accepté(s) par silence.")


def _waiting_acts() -> Iterable[SubcontractingAmendment]:
    waiting = SubcontractingAmendment.objects.filter(state=SubcontractingState.DECLARED)
    return waiting.select_related(
        "subcontracting__contract__atelier__stream",
        "subcontracting__contract__consortium",
        "subcontracting__organisation",
        "subcontracting__principal",
    )
