"""What a consortium types beside its tender: its key, the price once more, a file."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from atelier_local.ground.ui.forms import EurosField
from atelier_local.ground.ui.typography import number

from .. import sealing
from ..enums import TenderPart

MOST_AT_ONCE = 2_000_000
"""Bytes of a file sent without script: it stays in memory, and is sealed before it is written."""


class DraftKeyForm(forms.Form):
    key = forms.CharField(
        label="Clé du groupement",
        help_text="Elle commence par AGE-SECRET-KEY-1 ; les espaces et les retours à la ligne ne "
        "comptent pas.",
        widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "off", "spellcheck": "false"}),
    )

    def clean_key(self) -> sealing.Identity:
        try:
            return sealing.identity_of(self.cleaned_data["key"])
        except sealing.WrongKey as wrong:
            raise forms.ValidationError("Cette clé n’est pas entière.") from wrong


class RetypeForm(forms.Form):
    """The irreversible act asks for one fact again: the price, without its cents."""

    price_again = EurosField(
        label="Pour confirmer, recopiez le prix",
        help_text="En euros hors taxe, sans les centimes.",
        widget=forms.TextInput(
            attrs={"inputmode": "numeric", "class": "court", "autocomplete": "off"}
        ),
    )

    def __init__(self, *args: Any, whole_euros: int, **options: Any) -> None:
        self.whole_euros = whole_euros
        super().__init__(*args, **options)

    def clean_price_again(self) -> Any:
        again = self.cleaned_data["price_again"]
        if int(again) != self.whole_euros:
            raise forms.ValidationError(
                f"La somme des prix est de {number(self.whole_euros)} €, sans les centimes."
            )
        return again


class SampleForm(forms.Form):
    """One file at a time, which its part of the tender will name."""

    part = forms.ChoiceField(
        label="Pour quelle partie ?",
        choices=TenderPart.choices,
        initial=TenderPart.SAMPLES,
    )
    upload = forms.FileField(label="Fichier", max_length=200)

    def clean_upload(self) -> UploadedFile:
        upload: UploadedFile = self.cleaned_data["upload"]
        if (upload.size or 0) > MOST_AT_ONCE:
            raise forms.ValidationError(
                "Sans script, un fichier tient dans 2 Mo. Avec un navigateur à jour, il est scellé "
                "sur votre poste et peut être bien plus grand."
            )
        return upload
