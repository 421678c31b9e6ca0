"""What call-off contracts take off the ceiling."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from atelier_local.ground.journal.operations import append, programme_stream
from atelier_local.programme.people.models import Person
from atelier_local.refusal import refuse_if

from .. import queries, rules
from ..models import Commitment, FrameworkAgreement, Lot


@transaction.atomic
def commit(
    framework: FrameworkAgreement,
    *,
    reference: str,
    amount: Decimal,
    by: Person | None,
    at: datetime,
    lot: Lot | None = None,
) -> Commitment:
    """Take an amount off the ceiling, and off that of its lot where there are lots, once for each
    reference; refused when one of them would be crossed, even by two at once.
    """
    locked = FrameworkAgreement.objects.select_for_update().get(pk=framework.pk)
    known = locked.commitments.filter(reference=reference).first()
    if known:
        return known
    refuse_if(queries.against_naming(locked, lot))
    refuse_if(queries.against_committing(locked, amount, lot))
    commitment = Commitment.objects.create(
        framework=locked, lot=lot, reference=reference, amount=amount, at=at
    )
    payload = _told(locked, lot, reference, amount)
    append(programme_stream(), "agreement.committed", payload, by=by, at=at)
    return commitment


@transaction.atomic
def release(
    framework: FrameworkAgreement,
    *,
    reference: str,
    amount: Decimal,
    by: Person | None,
    at: datetime,
    lot: Lot | None = None,
) -> Commitment:
    """Give back to the ceiling what a contract will not order after all, once for each reference:
    a commitment of less than nothing, so that the list says what happened.
    """
    locked = FrameworkAgreement.objects.select_for_update().get(pk=framework.pk)
    known = locked.commitments.filter(reference=reference).first()
    if known:
        return known
    refuse_if(queries.against_naming(locked, lot))
    whose = f"le lot {lot.number}" if lot else "l’accord-cadre"
    committed = queries.consumptions(locked, lot)[-1].committed
    refuse_if(rules.against_releasing(committed, amount, whose=whose))
    given_back = Commitment.objects.create(
        framework=locked, lot=lot, reference=reference, amount=-amount, at=at
    )
    payload = _told(locked, lot, reference, amount)
    append(programme_stream(), "agreement.released", payload, by=by, at=at)
    return given_back


def _told(
    framework: FrameworkAgreement, lot: Lot | None, reference: str, amount: Decimal
) -> dict[str, Any]:
    payload = {"framework": framework.pk, "reference": reference, "amount": str(amount)}
    return payload | {"lot": lot.number} if lot else payload
