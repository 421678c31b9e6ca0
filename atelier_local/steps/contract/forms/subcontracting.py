"""A subcontractor declared, identified."""

from collections.abc import Sequence
from typing import Any

from django import forms

from atelier_local.ground.ui.forms import EurosField
from atelier_local.programme.agreement.forms import SiretField

from ..enums import Assignment, PriceVariation
from ..queries import Holder
from .signing import NewcomerForm


class SubcontractingForm(NewcomerForm):
    """The data of a DC4; the person is optional, whole or not at all."""

    firm = forms.CharField(label="Sous-traitant", max_length=200)
    siret = SiretField(label="SIRET du sous-traitant", help_text="14 chiffres.")
    principal = forms.ChoiceField(
        label="Sous-traite pour",
        required=False,
        help_text="Sa part diminue d’autant quand l’acheteur paie le sous-traitant directement.",
    )
    services = forms.CharField(
        label="Prestations sous-traitées",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
    )
    amount_eur = EurosField(label="Montant maximal, en euros hors taxe")
    variation = forms.ChoiceField(label="Variation du prix", choices=PriceVariation)
    duration_months = forms.IntegerField(label="Durée, en mois", min_value=1, max_value=60)
    terms = forms.CharField(
        label="Conditions de paiement", widget=forms.Textarea(attrs={"rows": 2}), max_length=1000
    )

    DECLARED = (
        "firm",
        "siret",
        "services",
        "amount_eur",
        "variation",
        "duration_months",
        "terms",
    )

    def __init__(
        self, *args: Any, holders: Sequence[Holder] = (), real: bool = True, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["siret"].real = real  # type: ignore[attr-defined]
        self.holders = {str(h.organisation.pk): h.organisation for h in holders}
        choices = [(key, firm.name) for key, firm in self.holders.items()]
        self.fields["principal"].choices = choices  # type: ignore[attr-defined]
        for name in NewcomerForm.base_fields:
            self.fields[name].required = False

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        said = [name for name in NewcomerForm.base_fields if given.get(name)]
        if said:
            for name in NewcomerForm.base_fields:
                if not given.get(name) and name not in self.errors:
                    self.add_error(name, "Dites-le aussi, ou laissez vide toute la personne.")
        return given

    @property
    def declared(self) -> dict[str, Any]:
        whole = all(self.cleaned_data.get(name) for name in NewcomerForm.base_fields)
        told = {name: self.cleaned_data[name] for name in self.DECLARED}
        told["principal"] = self.holders.get(self.cleaned_data["principal"])
        return told | {"newcomer": self.newcomer if whole else None}


class SiretForm(forms.Form):
    siret = forms.CharField(label="SIRET du sous-traitant", help_text="14 chiffres.", max_length=20)


class AmendForm(forms.Form):
    """An accepted declaration, declared otherwise: what does not change is left as it is."""

    amount_eur = EurosField(label="Nouveau montant maximal, en euros hors taxe")
    duration_months = forms.IntegerField(label="Durée, en mois", min_value=1, max_value=60)
    services = forms.CharField(
        label="Prestations sous-traitées",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
    )
    terms = forms.CharField(
        label="Conditions de paiement", widget=forms.Textarea(attrs={"rows": 2}), max_length=1000
    )
    why = forms.CharField(
        label="Pourquoi", widget=forms.Textarea(attrs={"rows": 3}), max_length=2000
    )
    agreed_on = forms.DateField(label="Contrat de sous-traitance modifié le")
    assignment = forms.ChoiceField(
        label="Cession de créance", choices=Assignment, widget=forms.RadioSelect
    )

    WHAT = ("amount_eur", "duration_months", "services", "terms")
    CHECKED = ("why", "agreed_on", "assignment")
