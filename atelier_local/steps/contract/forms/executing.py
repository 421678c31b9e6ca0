"""The number at the treasury, and penalties."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms

from atelier_local.ground.ui.forms import EurosField
from atelier_local.ground.ui.typography import euros

from ..models import Instalment


class NumberForm(forms.Form):
    number = forms.CharField(
        label="Numéro d’engagement juridique (Chorus)",
        max_length=20,
        required=False,
        help_text="Dix chiffres, à rappeler sur chaque demande de paiement. Vide s’il n’est pas "
        "encore connu.",
    )


class PenaltyForm(forms.Form):
    amount_eur = EurosField(
        label="Montant, en euros",
        min_value=Decimal("0.01"),
        error_messages={"min_value": "Une pénalité est de plus de 0 €."},
    )
    reason = forms.CharField(
        label="Manquement et calcul",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
        help_text="Ce qui était dû, pour quand, combien de jours de retard, la clause appliquée.",
    )


class AnswerForm(forms.Form):
    answer = forms.CharField(
        label="Observations du titulaire",
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=4000,
    )


class ApplyForm(forms.Form):
    """Out of which payment a penalty comes."""

    instalment = forms.TypedChoiceField(label="Retenue sur", coerce=int)

    def __init__(
        self, *args: Any, payable: Sequence[tuple[Instalment, Decimal]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["instalment"]
        assert isinstance(field, forms.TypedChoiceField)
        field.choices = [
            (one.pk, f"{one.label} : {euros(left)} à payer au titulaire") for one, left in payable
        ]
