"""Adding what was read and heard, and what it shows."""

from django import forms

from atelier_local.programme.ateliers.enums import Audience, Family
from atelier_local.programme.thread.forms import SourcesField

from .enums import DocumentKind, Visibility

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
