"""The number at the treasury, and penalties."""

from django import forms

from atelier_local.ground.ui.forms import EurosField


class NumberForm(forms.Form):
    number = forms.CharField(
        label="Numéro d’engagement juridique (Chorus)",
        max_length=20,
        required=False,
        help_text="Dix chiffres, à rappeler sur chaque demande de paiement. Vide s’il n’est pas "
        "encore connu.",
    )


class PenaltyForm(forms.Form):
    amount_eur = EurosField(label="Montant, en euros")
    reason = forms.CharField(
        label="Manquement et calcul",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
        help_text="Ce qui était dû, pour quand, combien de jours de retard, la clause appliquée.",
    )
    decided_on = forms.DateField(label="Décidée le")
