"""What becomes of a service, when it is paid."""

from decimal import Decimal
from typing import Any

from django import forms

from atelier_local.ground.ui.forms import EurosField

from ..enums import Verdict


class ServiceForm(forms.Form):
    """What becomes of a service that was done."""

    verdict = forms.ChoiceField(label="Décision", choices=Verdict, widget=forms.RadioSelect)
    reduction_eur = EurosField(
        label="Réfaction, en euros hors taxe",
        required=False,
        help_text="Seulement pour une réfaction : ce qui ne sera pas payé.",
    )
    reason = forms.CharField(
        label="Motif",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
        required=False,
        help_text="Nécessaire, sauf pour un service admis.",
    )

    @property
    def decided(self) -> dict[str, Any]:
        given = self.cleaned_data
        return given | {
            "verdict": Verdict(given["verdict"]),
            "reduction_eur": given["reduction_eur"] or Decimal(0),
        }


class PaidForm(forms.Form):
    paid_on = forms.DateField(label="Payée le")
