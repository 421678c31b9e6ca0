"""The number at the treasury, and penalties."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms

from atelier_local.ground.ui.forms import EurosField
from atelier_local.ground.ui.typography import euros

from ..models import Instalment
from ..rules import Late


class NumberForm(forms.Form):
    number = forms.CharField(
        label="Numéro d’engagement juridique (Chorus)",
        max_length=20,
        required=False,
        help_text="Dix chiffres, à rappeler sur chaque demande de paiement. Vide s’il n’est pas "
        "encore connu.",
    )


class PenaltyForm(forms.Form):
    """A breach and its amount; of a delay, the service and two days make it, where a clause says
    what a day costs (`counts`).
    """

    service = forms.TypedChoiceField(
        label="Service en retard", coerce=int, required=False, empty_value=None
    )
    due_on = forms.DateField(label="Dû le", required=False)
    done_on = forms.DateField(
        label="Remis le", required=False, help_text="Vide tant que rien n’est remis."
    )
    amount_eur = EurosField(
        label="Montant, en euros",
        min_value=Decimal("0.01"),
        required=False,
        error_messages={"min_value": "Une pénalité est de plus de 0 €."},
        help_text="Vide, il est celui que font les jours de retard.",
    )
    reason = forms.CharField(
        label="Manquement",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=1500,
        required=False,
        help_text="La clause appliquée ; pourquoi un autre montant que celui des jours de retard. "
        "Sans jours comptés : ce qui était dû, pour quand, comment le montant est compté.",
    )

    def __init__(
        self, *args: Any, services: Sequence[Instalment], counts: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        if not counts:
            for name in ("service", "due_on", "done_on"):
                del self.fields[name]
            amount, reason = self.fields["amount_eur"], self.fields["reason"]
            amount.required = reason.required = True
            amount.help_text = ""
            reason.help_text = (
                "La clause appliquée ; ce qui était dû, pour quand, comment le montant est compté."
            )
            return
        self._services = {one.pk: one for one in services}
        field = self.fields["service"]
        assert isinstance(field, forms.TypedChoiceField)
        told = [(one.pk, f"{one.label} : {euros(one.amount_eur)}") for one in services]
        field.choices = [("", "Aucun : ce n’est pas un retard"), *told]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if "service" not in self.fields:
            return given
        days = any(given.get(name) for name in ("due_on", "done_on"))
        if given.get("service") and not given.get("due_on") and "due_on" not in self.errors:
            self.add_error("due_on", "Dites pour quand ce service était dû.")
        elif days and not given.get("service") and "service" not in self.errors:
            self.add_error("service", "Dites quel service est en retard.")
        elif not given.get("service") and not given.get("amount_eur") and not self.errors:
            self.add_error("amount_eur", "Écrivez un montant, ou le service en retard.")
        return given

    @property
    def late(self) -> Late | None:
        given = self.cleaned_data
        if not given.get("service"):
            return None
        one = self._services[given["service"]]
        return Late(one.label, one.amount_eur, given["due_on"], given["done_on"])


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
