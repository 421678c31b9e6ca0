"""Accepting what was done, so that it is paid."""

from datetime import datetime

from django.db import transaction

from atelier_local.ground.journal.operations import append
from atelier_local.programme.ateliers.enums import Stage
from atelier_local.programme.ateliers.models import Atelier
from atelier_local.programme.people.models import Person
from atelier_local.refusal import refuse_if

from .. import rules
from ..enums import InstalmentState
from ..models import Instalment


@transaction.atomic
def accept_service(instalment: Instalment, *, by: Person, at: datetime) -> None:
    """Certify that the service was done, so that its share is paid."""
    contract = instalment.contract
    atelier: Atelier = contract.atelier
    refuse_if(
        rules.against_accepting(
            notified=contract.notified_at is not None,
            stage=atelier.at_stage,
            due=Stage(instalment.due_stage),
        )
    )
    expected = Instalment.objects.filter(pk=instalment.pk, state=InstalmentState.EXPECTED)
    if not expected.update(state=InstalmentState.ACCEPTED, accepted_at=at):
        return
    instalment.refresh_from_db()
    payload = {"instalment": instalment.pk, "amount_eur": str(instalment.amount_eur)}
    append(atelier.stream, "contract.service_accepted", payload, by=by, at=at)
