"""What people type to apply."""

from django import forms

from atelier_local.programme.agreement.models import FrameworkAgreement, Speciality
from atelier_local.programme.territories.forms import EpciField

from .enums import LetterKind, NoteState


class BeginForm(forms.Form):
    epci = EpciField(label="Territoire")
    question = forms.CharField(
        label="Question posée",
        help_text="Une phrase, dans les mots du territoire. Elle pourra être reformulée.",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3, "class": "voix"}),
    )
    framework = forms.ModelChoiceField(
        FrameworkAgreement.objects.all(),
        label="Accord-cadre",
        help_text="Celui dont les groupements seront consultés.",
        empty_label=None,
    )


class HeadingForm(forms.Form):
    text = forms.CharField(
        label="Texte",
        strip=False,
        required=False,
        widget=forms.Textarea(attrs={"rows": 16}),
    )
    read = forms.IntegerField(widget=forms.HiddenInput, required=False)


class LetterForm(forms.Form):
    kind = forms.ChoiceField(label="Pièce", choices=LetterKind)
    signatory = forms.CharField(label="Signataire", max_length=200)
    received_on = forms.DateField(label="Reçue le")


class NeedsForm(forms.Form):
    specialities = forms.ModelMultipleChoiceField(
        Speciality.objects.filter(parent=None),
        label="Spécialités attendues",
        help_text="Les groupements sauront quelles compétences réunir.",
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )


class DecisionForm(forms.Form):
    outcome = forms.ChoiceField(
        label="Décision",
        choices=[
            (NoteState.SELECTED.value, "Retenir : la consultation peut commencer"),
            (NoteState.RETURNED.value, "Rendre à compléter"),
            (NoteState.REJECTED.value, "Ne pas retenir : l’Atelier s’arrête ici"),
        ],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label="Motif",
        help_text="Lu par le pilote et la collectivité.",
        widget=forms.Textarea(attrs={"rows": 5}),
    )
