"""Writing down what a meeting decided: one decision a line, who carries it, for when."""

from typing import Any

from django import forms
from django.db.models import QuerySet

from atelier_local.programme.people.models import Person

from .rules import Decided, decided


class DecisionsField(forms.CharField):
    """Lines such as « Compter les cars / Région / 15/03/2027 »; cleans to what was decided."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("label", "Décisions")
        options.setdefault(
            "help_text",
            "Une par ligne : la décision, une barre oblique entre deux espaces, qui s’en charge "
            "(une structure ou une fonction, jamais un habitant), une barre encore, pour quand. "
            "Par exemple « Compter les cars / Région / 15/03/2027 ». Qui et quand se laissent de "
            "côté quand il n’y a rien à faire.",
        )
        super().__init__(widget=forms.Textarea(attrs={"rows": 4}), required=False, **options)

    def clean(self, value: Any) -> list[Decided]:
        lines = super().clean(value).splitlines()
        return [decided(line) for line in lines if line.strip()]


class MinutesForm(forms.Form):
    """Who came to a meeting, what was said and decided there."""

    present = forms.ModelMultipleChoiceField(
        Person.objects.none(),
        label="Présents",
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    minutes = forms.CharField(label="Compte rendu", widget=forms.Textarea(attrs={"rows": 7}))
    decisions = DecisionsField()

    def among(self, people: QuerySet[Person]) -> None:
        self.fields["present"].queryset = people  # type: ignore[attr-defined]
