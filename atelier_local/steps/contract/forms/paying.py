"""What becomes of a service, when it is paid; the advance."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms

from atelier_local.ground.ui.forms import EurosField
from atelier_local.ground.ui.typography import euros

from ..enums import Verdict
from ..queries import Advanced


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


class AdvanceForm(forms.Form):
    """When the advance was paid, and which subcontractors asked for theirs."""

    paid_on = forms.DateField(label="Versée le")
    asking = forms.TypedMultipleChoiceField(
        label="Sous-traitants payés directement qui demandent leur avance",
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="À leur demande seulement (code de la commande publique, art. R2193-19).",
    )

    def __init__(self, *args: Any, may_ask: Sequence[Advanced], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["asking"]
        assert isinstance(field, forms.TypedMultipleChoiceField)
        field.choices = [
            (one.subcontracting.pk, f"{one.name} : {euros(one.amount)}")
            for one in may_ask
            if one.subcontracting
        ]
        if not may_ask:
            del self.fields["asking"]
