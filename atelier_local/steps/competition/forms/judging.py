"""What evaluators type."""

from django import forms


class InterestsForm(forms.Form):
    conflict = forms.TypedChoiceField(
        label="Avez-vous un lien avec l’un des groupements, ou l’un de leurs membres ?",
        choices=[("no", "Aucun lien"), ("yes", "Un lien : je n’évaluerai pas")],
        coerce=lambda answer: answer == "yes",
        widget=forms.RadioSelect,
    )
    note = forms.CharField(
        label="Précision",
        help_text="Quel lien, depuis quand. Elle est consignée avec votre déclaration.",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class MarkForm(forms.Form):
    value = forms.DecimalField(
        label="Ma note sur 10",
        help_text="Par demi-points. 0 ne répond pas, 5 répond en partie, 10 répond pleinement.",
        max_digits=3,
        decimal_places=1,
        localize=True,
    )
    reason = forms.CharField(
        label="Mon motif",
        help_text="Citez l’offre. Il nourrit le rapport d’analyse, communicable au groupement.",
        widget=forms.Textarea(attrs={"rows": 5}),
    )


class CommonMarkForm(forms.Form):
    value = forms.DecimalField(label="Note commune", max_digits=3, decimal_places=1, localize=True)
    reason = forms.CharField(
        label="Motif, repris tel quel dans le rapport d’analyse",
        help_text="Il sera communicable au groupement. Citez l’offre.",
        widget=forms.Textarea(attrs={"rows": 4}),
    )
