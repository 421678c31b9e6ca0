"""The number of a firm."""

import re
from typing import Any

from django import forms


class SirenForm(forms.Form):
    """Nine digits, however one spaces them."""

    siren = forms.CharField(
        label="SIREN",
        max_length=20,
        help_text="Neuf chiffres.",
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "court"}),
    )

    def clean_siren(self) -> Any:
        return re.sub(r"\s", "", self.cleaned_data["siren"])
