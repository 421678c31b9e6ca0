"""Dividing an agreement in lots; part of writing it down, without a line of its own."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import ProtectedError

from atelier_local.refusal import Refused

from ..models import FrameworkAgreement, Lot


def set_lots(framework: FrameworkAgreement, rows: Sequence[Mapping[str, Any]]) -> None:
    """These lots, their holders included, and no other: one keeps its number or goes.

    Refused to take away one that a consultation being prepared names.
    """
    for gone in framework.lots.exclude(number__in=[row["number"] for row in rows]):
        try:
            gone.delete()
        except ProtectedError:
            why = f"une consultation en préparation nomme le lot {gone.number}"
            raise Refused([why]) from None
    for row in rows:
        fields = {name: row[name] for name in ("subject", "ceiling_eur")}
        lot, _ = Lot.objects.update_or_create(
            framework=framework, number=row["number"], defaults=fields
        )
        lot.holders.set(row["holders"])
