"""Signing, the team, what the State’s open data ask besides."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from atelier_local.ground.ui.forms import EurosField
from atelier_local.programme.people.models import Person

from ..enums import Modality, Technique
from ..queries import Holder
from ..rules import Newcomer


class SignForm(forms.Form):
    amount_eur = EurosField(
        label="Montant, en euros hors taxe", help_text="Celui de l’offre retenue."
    )
    signed_on = forms.DateField(label="Signé le")


class TeamForm(forms.Form):
    """One line for each person of the consortium who may be in the team; empty lines are out."""

    def __init__(
        self,
        *args: Any,
        people: list[Person],
        tendered: Mapping[str, tuple[str, int]] | None = None,
        **kwargs: Any,
    ) -> None:
        """`tendered`: what the tender says of each name, proposed to whoever notifies."""
        super().__init__(*args, **kwargs)
        self.people = people
        for number, person in enumerate(people):
            speciality, days = (tendered or {}).get(person.full_name, ("", None))
            self.fields[f"speciality_{number}"] = forms.CharField(
                label=f"Ce que {person.full_name} apporte",
                max_length=200,
                required=False,
                initial=speciality,
            )
            self.fields[f"days_{number}"] = forms.IntegerField(
                label=f"Jours de {person.full_name}",
                min_value=0,
                max_value=400,
                required=False,
                initial=days,
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
        help_text="Code de la commande publique, art. R2191-3 et suivants. Vide si le titulaire "
        "la refuse, ou si elle n’est pas due.",
    )
    advance_refused = forms.BooleanField(
        label="Le titulaire refuse l’avance (case de l’acte d’engagement)", required=False
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


class JoinForm(NewcomerForm):
    """Somebody comes into the team for a firm that holds the contract."""

    firm = forms.ChoiceField(label="Pour quelle entreprise")
    field_order = ("firm",)

    def __init__(self, *args: Any, holders: Sequence[Holder], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.holders = {str(h.organisation.pk): h.organisation for h in holders}
        choices = [(key, firm.name) for key, firm in self.holders.items()]
        self.fields["firm"].choices = choices  # type: ignore[attr-defined]


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label="Motif", widget=forms.Textarea(attrs={"rows": 3}), max_length=2000
    )
