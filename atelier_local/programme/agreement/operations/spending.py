"""What call-off contracts take off the ceiling."""

from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import Sum

from atelier_local.ground.journal.operations import append, programme_stream
from atelier_local.programme.people.models import Person
from atelier_local.refusal import refuse_if

from .. import rules
from ..models import Commitment, FrameworkAgreement


@transaction.atomic
def commit(
    framework: FrameworkAgreement,
    *,
    reference: str,
    amount: Decimal,
    by: Person | None,
    at: datetime,
) -> Commitment:
    """Take an amount off the ceiling, once for each reference; refused when it would be crossed,
    even by two at once.
    """
    locked = FrameworkAgreement.objects.select_for_update().get(pk=framework.pk)
    known = locked.commitments.filter(reference=reference).first()
    if known:
        return known
    committed = locked.commitments.aggregate(sum=Sum("amount"))["sum"] or Decimal(0)
    refuse_if(rules.commitment(locked.ceiling_eur, committed, amount))
    commitment = Commitment.objects.create(
        framework=locked, reference=reference, amount=amount, at=at
    )
    payload = {"framework": locked.pk, "reference": reference, "amount": str(amount)}
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
) -> Commitment:
    """Give back to the ceiling what a contract will not order after all, once for each reference:
    a commitment of less than nothing, so that the list says what happened.
    """
    locked = FrameworkAgreement.objects.select_for_update().get(pk=framework.pk)
    known = locked.commitments.filter(reference=reference).first()
    if known:
        return known
    committed = locked.commitments.aggregate(sum=Sum("amount"))["sum"] or Decimal(0)
    refuse_if(rules.against_releasing(committed, amount))
    given_back = Commitment.objects.create(
        framework=locked, reference=reference, amount=-amount, at=at
    )
    payload = {"framework": locked.pk, "reference": reference, "amount": str(amount)}
    append(programme_stream(), "agreement.released", payload, by=by, at=at)
    return given_back
