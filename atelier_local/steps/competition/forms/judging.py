"""What evaluators type, and what the buyer decides of each tender."""

from decimal import Decimal
from typing import Any

from django import forms

from ..enums import LowVerdict, RegularityVerdict
from ..rules.lint import said
from .acts import ConfirmForm


class InterestsForm(forms.Form):
    conflict = forms.TypedChoiceField(
        label="Avez-vous un lien avec l’un des groupements, ou l’un de leurs membres ?",
        choices=[("no", "Aucun lien"), ("yes", "Un lien : je n’évaluerai pas")],
        coerce=lambda answer: answer == "yes",
        widget=forms.RadioSelect,
    )
    only_reads = forms.BooleanField(
        label="Je ne noterai pas",
        help_text="Vous ouvrez les plis ou conduisez la consultation : votre grille n’est pas "
        "attendue.",
        required=False,
    )
    note = forms.CharField(
        label="Précision",
        help_text="Quel lien, depuis quand. Elle est consignée avec votre déclaration.",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


NO_MARK = "Choisissez une note de 0 à 10, par demi-points."


class MarkForm(forms.Form):
    """The mark is chosen on a bar of buttons, a half-point under each point."""

    value = forms.TypedChoiceField(
        label="Ma note sur 10",
        choices=[(f"{halves / 2:g}", said(halves)) for halves in range(21)],
        coerce=Decimal,
        widget=forms.RadioSelect,
        error_messages={"required": NO_MARK, "invalid_choice": NO_MARK},
    )
    reason = forms.CharField(
        label="Mon motif",
        help_text="Citez l’offre. Il nourrit le rapport d’analyse, communicable au groupement.",
        widget=forms.Textarea(attrs={"rows": 5}),
    )


class CommonMarkForm(forms.Form):
    """The common mark; a disagreement when there is one; why it changes when one stands."""

    value = forms.DecimalField(label="Note commune", max_digits=3, decimal_places=1, localize=True)
    reason = forms.CharField(
        label="Motif, repris tel quel dans le rapport d’analyse",
        help_text="Il sera communicable au groupement. Citez l’offre.",
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    dissent = forms.CharField(
        label="Désaccord, s’il y en a un",
        help_text="Qui tient à quoi. Le désaccord aussi est consigné, et imprimé dans le rapport.",
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    correction = forms.CharField(
        label="Pourquoi la note commune change",
        help_text="Le registre garde les deux notes.",
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, settled: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not settled:
            del self.fields["correction"]


class ConsensusForm(forms.Form):
    """Who of the evaluators was there."""

    present = forms.MultipleChoiceField(
        label="Présents à la mise en commun", widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, people: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["present"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = people


class RegularityForm(forms.Form):
    verdict = forms.TypedChoiceField(
        label="Cette offre est",
        choices=RegularityVerdict,
        coerce=RegularityVerdict,
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label="Motif",
        help_text="Obligatoire si l’offre est écartée : le groupement le lira dans sa lettre.",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class AskLowForm(forms.Form):
    question = forms.CharField(
        label="Ce qui doit être justifié",
        help_text="Mode de calcul, jours, déplacements, sous-traitance. Seul ce groupement le lit.",
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    due_at = forms.DateTimeField(
        label="Réponse attendue avant",
        help_text="Heure de Paris, par exemple 14/07/2026 12:00.",
        widget=forms.DateTimeInput(format="%d/%m/%Y %H:%M"),
    )


class AnswerLowForm(forms.Form):
    text = forms.CharField(
        label="Votre justification",
        help_text="L’acheteur la lit ; elle figure dans son rapport, jamais chez un concurrent.",
        widget=forms.Textarea(attrs={"rows": 8}),
    )


class DecideLowForm(forms.Form):
    verdict = forms.TypedChoiceField(
        label="Décision", choices=LowVerdict, coerce=LowVerdict, widget=forms.RadioSelect
    )
    reason = forms.CharField(
        label="Motif de la décision",
        help_text="Le groupement le lit aussitôt. Un simple écart avec les autres prix ne suffit "
        "pas à écarter une offre.",
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class AwardForm(ConfirmForm):
    """Why, then the name of whom one chooses, typed again."""

    reason = forms.CharField(label="Motif", widget=forms.Textarea(attrs={"rows": 4}))
    field_order = ("reason", "again")


class AcknowledgeForm(forms.Form):
    answer = forms.CharField(
        label="Réponse",
        help_text="Pourquoi la note et le motif restent ainsi. Elle va dans le rapport.",
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
