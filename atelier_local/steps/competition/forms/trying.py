"""Invented tenders, to see what a formula and weights would do."""

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from atelier_local.ground.ui.forms import EurosField
from atelier_local.programme.agreement.models import AwardCriterion

from .. import rules

OFFERS = range(1, 5)
_MARK = re.compile(r"\d{1,2}(?:[.,]\d)?")


class MarksField(forms.CharField):
    """« 6 7,5 8 9 »: a mark out of ten for each invented tender, in the order of the prices."""

    def clean(self, value: Any) -> list[Decimal]:
        words = str(super().clean(value)).replace(";", " ").split()
        if not all(_MARK.fullmatch(word) for word in words):
            raise ValidationError("Écrivez des notes de 0 à 10, séparées par des espaces.")
        marks = [Decimal(word.replace(",", ".")) for word in words]
        for mark in marks:
            if why := rules.against_value(mark):
                raise ValidationError(f"{str(why[0])[0].upper()}{str(why[0])[1:]}.")
        return marks


class TryOutForm(forms.Form):
    """Up to four invented tenders: prices, marks; and the weight of the price."""

    weight = forms.IntegerField(label="Poids du prix (%)", min_value=1, max_value=99)
    estimate = EurosField(label="Estimation, en euros", min_value=1, max_value=9_999_999)
    price_1 = EurosField(label="Premier prix inventé", min_value=1, max_value=9_999_999)
    price_2 = EurosField(label="Deuxième prix inventé", min_value=1, max_value=9_999_999)
    price_3 = EurosField(
        label="Troisième prix inventé", required=False, min_value=1, max_value=9_999_999
    )
    price_4 = EurosField(
        label="Quatrième prix inventé", required=False, min_value=1, max_value=9_999_999
    )

    def __init__(self, *args: Any, criteria: Sequence[AwardCriterion], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.keys = [one.key for one in criteria if not one.is_price]
        for criterion in criteria:
            if not criterion.is_price:
                self.fields[f"marks_{criterion.key}"] = MarksField(
                    label=f"{criterion.label} : notes inventées",
                    help_text="De 0 à 10, une par prix, dans le même ordre.",
                    max_length=40,
                )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        wanted = max((one for one in OFFERS if given.get(f"price_{one}")), default=0)
        for key in self.keys:
            marks = given.get(f"marks_{key}")
            if marks is not None and len(marks) < wanted:
                self.add_error(f"marks_{key}", f"Il faut {wanted} notes, une par prix.")
        return given

    @property
    def prices(self) -> Sequence[Decimal]:
        given = (self.cleaned_data.get(f"price_{rank}") for rank in OFFERS)
        return [price for price in given if price]

    @property
    def offers(self) -> list[tuple[int, Decimal, dict[str, Decimal]]]:
        """Number, price and marks of each."""
        given = self.cleaned_data
        return [
            (rank, price, {key: given[f"marks_{key}"][rank - 1] for key in self.keys})
            for rank in OFFERS
            if (price := given.get(f"price_{rank}"))
        ]
