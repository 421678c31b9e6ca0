"""Calling the holders, moving an hour, writing down what was said."""

from typing import Any

from django import forms

_HOUR = forms.DateTimeInput(format="%d/%m/%Y %H:%M")


class CallForm(forms.Form):
    first_at = forms.DateTimeField(
        label="Première audition",
        help_text="Heure de Paris, par exemple 14/07/2026 14:00.",
        widget=_HOUR,
    )
    pause = forms.IntegerField(
        label="Minutes entre deux auditions",
        help_text="Pour que les groupements ne se croisent pas.",
        min_value=0,
        max_value=240,
        initial=15,
    )
    place = forms.CharField(label="Lieu, ou lien de visioconférence", max_length=200)
    topics = forms.CharField(
        label="Points abordés, les mêmes pour tous",
        help_text="Chaque groupement les reçoit avec son heure. L’offre se précise, rien n’en "
        "change.",
        widget=forms.Textarea(attrs={"rows": 5}),
    )


class MoveHearingForm(forms.Form):
    starts_at = forms.DateTimeField(
        label="Nouvelle heure", help_text="Heure de Paris.", widget=_HOUR
    )
    why = forms.CharField(
        label="Pourquoi l’heure change",
        help_text="Le groupement le lit.",
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class HearingRecordForm(forms.Form):
    present = forms.CharField(
        label="Présents pour le groupement",
        help_text="Noms et qualités ; ou que personne n’est venu.",
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    heard_by = forms.MultipleChoiceField(
        label="Évaluateurs présents", widget=forms.CheckboxSelectMultiple
    )
    minutes = forms.CharField(
        label="Ce qui a été demandé et répondu",
        help_text="Le groupement le lira aussi, et il va dans le rapport d’analyse.",
        widget=forms.Textarea(attrs={"rows": 10}),
    )

    def __init__(self, *args: Any, people: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["heard_by"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = people
