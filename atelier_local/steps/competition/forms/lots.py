"""The lot of the agreement that a contract is one of."""

from collections.abc import Sequence
from typing import Any

from django import forms

from atelier_local.programme.agreement.models import Lot


class LotField(forms.TypedChoiceField):
    """One of the lots offered; nothing is asked where the agreement has none (`offer`)."""

    def __init__(self, **options: Any) -> None:
        super().__init__(label="Lot de l’accord-cadre", empty_value=None, **options)

    def offer(self, lots: Sequence[Lot]) -> None:
        self.choices = [("", "–"), *((one.pk, f"Lot {one.number}, {one.subject}") for one in lots)]
        self.coerce = {str(one.pk): one for one in lots}.get


def offer(form: forms.Form, lots: Sequence[Lot]) -> None:
    """Ask which of these lots, or nothing."""
    field = form.fields["lot"]
    assert isinstance(field, LotField)
    field.offer(lots)
    if not lots:
        del form.fields["lot"]
