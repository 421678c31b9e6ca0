"""Dating a step, pledging, giving news of an action, reviewing all of them."""

from typing import Any

from django import forms
from django.db.models import QuerySet

from atelier_local.programme.governance.forms import DecisionsField
from atelier_local.steps.wall.models import Contribution

from ..enums import MilestoneKind, Progress


class MilestoneForm(forms.Form):
    label = forms.CharField(label="Jalon", max_length=200)
    due_on = forms.DateField(label="Attendu le")
    kind = forms.ChoiceField(
        label="Nature",
        choices=MilestoneKind.choices,
        initial=MilestoneKind.STEP,
        required=False,
        help_text="Une délibération, un dossier ou un marché se lit parmi les dates qui engagent.",
    )

    def clean_kind(self) -> MilestoneKind:
        return MilestoneKind(self.cleaned_data["kind"] or MilestoneKind.STEP)


class PledgeForm(forms.Form):
    words = forms.CharField(
        label="Engagement",
        max_length=500,
        help_text="Mot pour mot, tel qu’il a été dit.",
        widget=forms.Textarea(attrs={"rows": 3, "class": "voix"}),
    )
    by_label = forms.CharField(
        label="Dit par", max_length=200, help_text="Sa fonction : « la présidente de l’EPCI »."
    )


class CommitmentsField(forms.ModelMultipleChoiceField):
    def label_from_instance(self, obj: Contribution) -> str:
        who = ", ".join(filter(None, (obj.who, obj.due)))
        return f"{obj.node.words} ({who})" if who else obj.node.words


class TakeUpForm(forms.Form):
    commitments = CommitmentsField(
        Contribution.objects.none(),
        label="Engagements dits en atelier",
        help_text="Ceux que cette action tient. Qui les a dits le lira avec son reçu.",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Cochez au moins un engagement."},
    )

    def among(self, said: QuerySet[Contribution]) -> None:
        self.fields["commitments"].queryset = said  # type: ignore[attr-defined]


class AskForm(forms.Form):
    email = forms.EmailField(
        label="Adresse électronique", help_text="La personne répond en une minute, sans compte."
    )


class NewsForm(forms.Form):
    """Three answers, under a minute."""

    progress = forms.ChoiceField(
        label="Où en est-elle ?", choices=Progress.choices, widget=forms.RadioSelect
    )
    percent = forms.IntegerField(
        label="Avancement, de 0 à 100",
        min_value=0,
        max_value=100,
        help_text="À peu près : 0 rien n’est fait, 100 tout est fait.",
        error_messages={"required": "Dites à peu près où elle en est, de 0 à 100."},
    )
    news = forms.CharField(
        label="La nouvelle",
        max_length=600,
        required=False,
        help_text="Ce qui a avancé, ou ce qui bloque. Deux phrases suffisent.",
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def clean(self) -> dict[str, Any]:
        """An action that is done is at 100 without having to say so."""
        given = super().clean() or self.cleaned_data
        if progress := given.get("progress"):
            given["progress"] = Progress(progress)
        if given.get("progress") is Progress.DONE:
            given["percent"] = 100
            self.errors.pop("percent", None)
        if not self.errors and not self.has_changed():
            self.add_error("news", "Si rien n’a bougé, dites-le en une phrase.")
        return given


class UpdateForm(NewsForm):
    next_step = forms.CharField(label="La suite", max_length=400, required=False)


class ReviewForm(forms.Form):
    held_on = forms.DateField(label="Tenue le")
    place = forms.CharField(label="Lieu", max_length=200)
    months_after = forms.IntegerField(
        label="Mois après l’Atelier", min_value=0, max_value=240, help_text="Par exemple 6, 12, 24."
    )
    summary = forms.CharField(label="Synthèse", widget=forms.Textarea(attrs={"rows": 5}))
    decisions = DecisionsField()
