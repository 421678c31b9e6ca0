"""A contract that ends early."""

from decimal import Decimal
from typing import Any

from django import forms

from atelier_local.ground.ui.forms import EurosField

from ..enums import TerminationGround


class NoticeForm(forms.Form):
    breach = forms.CharField(
        label="Manquement, et ce qui est demandé",
        widget=forms.Textarea(attrs={"rows": 5}),
        max_length=4000,
        help_text="Ce que le marché demandait, ce qui manque, ce que le titulaire doit faire.",
    )
    days = forms.IntegerField(label="Délai laissé au titulaire, en jours", min_value=1)


class TerminationForm(forms.Form):
    """Irreversible: the reference of the contract is typed again."""

    ground = forms.ChoiceField(label="Motif", choices=TerminationGround, widget=forms.RadioSelect)
    reason = forms.CharField(
        label="Justification", widget=forms.Textarea(attrs={"rows": 4}), max_length=4000
    )
    begun_eur = EurosField(
        label="Prestations commencées et admises, en euros hors taxe",
        required=False,
        help_text="Ce qui est fait d’un service qui n’est pas encore admis. Laissez vide sinon.",
    )
    agreed_on = forms.DateField(
        label="Accord signé le",
        required=False,
        help_text="D’un commun accord seulement.",
    )
    compensation_eur = EurosField(
        label="Indemnité convenue, en euros",
        required=False,
        help_text="D’un commun accord seulement ; pour l’intérêt général, elle se calcule.",
    )
    again = forms.CharField(max_length=80)

    def __init__(self, *args: Any, reference: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.reference = reference
        self.fields["again"].label = f"Pour confirmer, recopiez la référence : {reference}"
        self.fields["again"].widget.attrs |= {"data-retype": reference, "autocomplete": "off"}

    def clean_again(self) -> str:
        again: str = self.cleaned_data["again"]
        if again.strip().casefold() != self.reference.casefold():
            raise forms.ValidationError(f"Recopiez exactement : {self.reference}.")
        return again

    @property
    def decided(self) -> dict[str, Any]:
        given = self.cleaned_data
        return {
            "ground": TerminationGround(given["ground"]),
            "reason": given["reason"],
            "begun_eur": given["begun_eur"] or Decimal(0),
            "compensation_eur": given["compensation_eur"] or Decimal(0),
            "agreed_on": given["agreed_on"],
        }
