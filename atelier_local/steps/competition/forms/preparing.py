"""What the buyer types before publishing, and answers after."""

from typing import Any

from django import forms

from atelier_local.programme.agreement.models import AwardCriterion

from ..enums import PriceFormula


class PrepareForm(forms.Form):
    """One weight for each criterion of the agreement, then the deadline and the formula."""

    deadline = forms.DateTimeField(
        label="Date limite",
        help_text="Heure de Paris. Une offre reçue à cette seconde exacte est en retard.",
        widget=forms.DateTimeInput(format="%d/%m/%Y %H:%M"),
    )
    formula = forms.ChoiceField(
        label="Formule de prix",
        help_text="Figée dès la publication. L’offre la moins chère obtient toujours 10.",
        choices=PriceFormula,
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, criteria: list[AwardCriterion], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.criteria = criteria
        for criterion in criteria:
            self.fields[f"weight_{criterion.key}"] = forms.IntegerField(
                label=criterion.label,
                help_text=f"De {criterion.weight_min} à {criterion.weight_max} %.",
                min_value=0,
                max_value=100,
            )
        self.order_fields([*(name for name in self.fields if name.startswith("weight_"))])

    @property
    def weights(self) -> dict[str, int]:
        return {c.key: self.cleaned_data[f"weight_{c.key}"] for c in self.criteria}


class AnswerForm(forms.Form):
    text = forms.CharField(label="Réponse à tous", widget=forms.Textarea(attrs={"rows": 4}))
