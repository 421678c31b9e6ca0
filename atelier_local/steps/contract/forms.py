"""Signing, and naming the team."""

from decimal import Decimal
from typing import Any

from django import forms

from atelier_local.ground.ui.forms import EurosField
from atelier_local.programme.people.models import Person

from .enums import Modality, PriceVariation, Technique, Verdict
from .rules import Newcomer


class SignForm(forms.Form):
    amount_eur = EurosField(
        label="Montant, en euros hors taxe", help_text="Celui de l’offre retenue."
    )
    signed_on = forms.DateField(label="Signé le")


class TeamForm(forms.Form):
    """One line for each person of the consortium who may be in the team; empty lines are out."""

    def __init__(self, *args: Any, people: list[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = people
        for number, person in enumerate(people):
            self.fields[f"speciality_{number}"] = forms.CharField(
                label=f"Ce que {person.full_name} apporte", max_length=200, required=False
            )
            self.fields[f"days_{number}"] = forms.IntegerField(
                label=f"Jours de {person.full_name}", min_value=0, max_value=400, required=False
            )

    @property
    def lines(self) -> list[tuple[Person, Any, Any]]:
        """Each person with their two fields, to be drawn side by side."""
        return [
            (person, self[f"speciality_{number}"], self[f"days_{number}"])
            for number, person in enumerate(self.people)
        ]

    @property
    def team(self) -> list[tuple[Person, str, int]]:
        given = self.cleaned_data
        return [
            (person, given[f"speciality_{number}"], given[f"days_{number}"])
            for number, person in enumerate(self.people)
            if given[f"days_{number}"]
        ]


class PurchaseForm(forms.Form):
    """What the State's open data ask and the tender does not say."""

    duration_months = forms.IntegerField(
        label="Durée du marché, en mois", min_value=1, max_value=120
    )
    advance_percent = forms.DecimalField(
        label="Avance versée au titulaire, en % du montant",
        min_value=0,
        max_value=100,
        max_digits=5,
        decimal_places=2,
        required=False,
        localize=True,
        help_text="Laissez vide s’il n’y en a pas. Code de la commande publique, art. R2191-3 "
        "et suivants (à vérifier).",
    )
    techniques = forms.MultipleChoiceField(
        label="Technique d’achat",
        choices=Technique,
        widget=forms.CheckboxSelectMultiple,
        help_text="Pour un marché subséquent, « Sans objet » à côté du numéro de l’accord-cadre "
        "(usage à vérifier).",
    )
    modalities = forms.MultipleChoiceField(
        label="Modalité d’exécution", choices=Modality, widget=forms.CheckboxSelectMultiple
    )


class PublishedForm(forms.Form):
    published_on = forms.DateField(label="Publié sur le portail national le")


class NewcomerForm(forms.Form):
    """Someone who comes into the team."""

    first_name = forms.CharField(label="Prénom", max_length=80)
    last_name = forms.CharField(label="Nom", max_length=80)
    email = forms.EmailField(
        label="Adresse électronique", help_text="Un accès lui est proposé à cette adresse."
    )
    speciality = forms.CharField(label="Ce que cette personne apporte", max_length=200)
    days = forms.IntegerField(label="Jours", min_value=1, max_value=400)

    @property
    def newcomer(self) -> Newcomer:
        return Newcomer(**{name: self.cleaned_data[name] for name in NewcomerForm.base_fields})


class ReplaceForm(NewcomerForm):
    reason = forms.CharField(
        label="Pourquoi ce remplacement", widget=forms.Textarea(attrs={"rows": 3}), max_length=1000
    )


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label="Motif", widget=forms.Textarea(attrs={"rows": 3}), max_length=2000
    )


class SubcontractingForm(NewcomerForm):
    """The data of a DC4; the person is optional, whole or not at all."""

    firm = forms.CharField(label="Sous-traitant", max_length=200)
    siret = forms.RegexField(
        r"^[0-9]{14}$",
        label="SIRET du sous-traitant",
        help_text="14 chiffres.",
        error_messages={"invalid": "Un SIRET compte 14 chiffres, sans espace."},
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

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
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
        return told | {"newcomer": self.newcomer if whole else None}


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
