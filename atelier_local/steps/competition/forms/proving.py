"""A receipt, as it was downloaded."""

import json
from typing import Any

from django import forms


class ReceiptForm(forms.Form):
    receipt = forms.CharField(
        label="Le contenu du fichier recu.json",
        help_text="Ouvrez le fichier, copiez tout, collez ici.",
        max_length=4_000,
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false"}),
    )

    def clean_receipt(self) -> dict[str, Any]:
        try:
            told = json.loads(self.cleaned_data["receipt"])
        except (ValueError, RecursionError) as wrong:
            raise forms.ValidationError("Ce n’est pas le contenu d’un reçu.") from wrong
        if not isinstance(told, dict):
            raise forms.ValidationError("Ce n’est pas le contenu d’un reçu.")
        return told
