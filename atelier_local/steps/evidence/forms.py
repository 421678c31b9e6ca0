"""Adding what was read and heard, and what it shows."""

from collections.abc import Iterable
from typing import Any

from django import forms

from atelier_local.programme.ateliers.enums import Audience, Family
from atelier_local.programme.thread.forms import SourcesField

from .enums import DocumentKind, Visibility
from .models import Interview

_LONG = forms.Textarea(attrs={"rows": 7})


class DocumentForm(forms.Form):
    title = forms.CharField(label="Titre", max_length=250)
    author = forms.CharField(label="Auteur", max_length=200)
    kind = forms.ChoiceField(label="Nature", choices=DocumentKind.choices)
    year = forms.IntegerField(label="Année", min_value=1800, max_value=2100)
    pages = forms.IntegerField(label="Nombre de pages", min_value=1, required=False)
    note = forms.CharField(
        label="Note de lecture",
        help_text="Une dizaine de lignes : ce qu’il apporte, ce qu’il ne dit pas.",
        widget=_LONG,
        required=False,
    )


class InterviewForm(forms.Form):
    function = forms.CharField(
        label="Fonction",
        max_length=200,
        help_text="Jamais le nom : « maraîchère à Igé », « chef d’établissement ».",
    )
    audience = forms.ChoiceField(label="Public", choices=Audience.choices)
    held_on = forms.DateField(label="Mené le", help_text="Par exemple 24/11/2026.")
    minutes = forms.IntegerField(label="Durée en minutes", min_value=1, required=False)
    synthesis = forms.CharField(label="Synthèse", widget=_LONG)
    visibility = forms.ChoiceField(
        label="Ce que la personne accepte", choices=Visibility.choices, initial=Visibility.INTERNAL
    )


class AskToRereadForm(forms.Form):
    email = forms.EmailField(
        label="Adresse électronique de la personne",
        help_text="Elle sert à envoyer le lien ; la page de l’entretien ne la garde pas.",
    )


SAID_BY_ONESELF = [
    (Visibility.INTERNAL, "Restent dans l’équipe : rien n’est cité en public"),
    (Visibility.ANONYMOUS, "Peuvent être cités sans mon nom"),
    (Visibility.PUBLIC, "Peuvent être cités publiquement"),
]


class RereadForm(forms.Form):
    """What was kept of an interview, as the person may correct it."""

    synthesis = forms.CharField(
        label="Ce que nous avons compris",
        help_text="Corrigez ici même, dans vos mots.",
        widget=forms.Textarea(attrs={"rows": 9}),
    )
    visibility = forms.ChoiceField(
        label="Mes mots",
        choices=SAID_BY_ONESELF,
        widget=forms.RadioSelect,
    )

    def __init__(self, data=None, *, interview: Interview, excerpts: Iterable[Any]):
        known = {"synthesis": interview.synthesis, "visibility": interview.visibility}
        super().__init__(data, initial=known)
        self.excerpts = [one for one in excerpts if not one.fixed]
        for one in self.excerpts:
            number = one.node.number
            self.fields[f"words-{one.pk}"] = forms.CharField(
                label=f"Extrait {number}, mot pour mot",
                help_text="Repris dans un constat." if one.used else "",
                initial=one.node.words,
                error_messages={"required": "Écrivez vos mots, ou retirez l’extrait."},
                widget=forms.Textarea(attrs={"rows": 3}),
            )
            self.fields[f"withdraw-{one.pk}"] = forms.BooleanField(
                label=f"Retirer l’extrait {number}", required=False
            )
        self.order_fields([name for name in self.fields if name != "visibility"])

    def clean(self):
        given = super().clean() or {}
        for one in self.excerpts:
            if given.get(f"withdraw-{one.pk}"):  # its words no longer count, even emptied
                self.errors.pop(f"words-{one.pk}", None)
        return given

    @property
    def told(self) -> dict:
        """What the operation is given."""
        given = self.cleaned_data
        return {
            "synthesis": given["synthesis"],
            "visibility": Visibility(given["visibility"]),
            "words": {one.pk: given.get(f"words-{one.pk}", "") for one in self.excerpts},
            "withdrawn": {one.pk for one in self.excerpts if given[f"withdraw-{one.pk}"]},
        }


class FigureForm(forms.Form):
    label = forms.CharField(
        label="Ce qui est mesuré",
        max_length=200,
        help_text="« Part des actifs allant travailler en voiture »",
    )
    value = forms.CharField(label="Valeur", max_length=40, help_text="« 83,4 »")
    unit = forms.CharField(label="Unité", max_length=40, required=False, help_text="« % »")
    vintage = forms.IntegerField(label="Millésime", min_value=1800, max_value=2100)
    source = forms.CharField(
        label="Source", max_length=200, help_text="« INSEE, recensement de la population »"
    )
    comparator = forms.CharField(
        label="Comparaison",
        max_length=200,
        required=False,
        help_text="« 81,9 % dans l’Orne »",
    )


class ExcerptForm(forms.Form):
    words = forms.CharField(
        label="Extrait", help_text="Mot pour mot.", widget=forms.Textarea(attrs={"rows": 3})
    )
    page = forms.IntegerField(label="Page", min_value=1, required=False)
    family = forms.ChoiceField(
        label="Famille de transition", choices=[("", "Aucune"), *Family.choices], required=False
    )


class FindingForm(forms.Form):
    title = forms.CharField(
        label="Constat",
        max_length=300,
        help_text="Une phrase qui affirme.",
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    text = forms.CharField(
        label="Explication",
        help_text="Citez vos sources par leur numéro entre doubles crochets : [[C-1-047]].",
        widget=_LONG,
    )
    rests_on = SourcesField()
    families = forms.MultipleChoiceField(
        label="Familles de transition",
        choices=Family.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    silent_audiences = forms.MultipleChoiceField(
        label="Publics non entendus sur ce point",
        choices=Audience.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
