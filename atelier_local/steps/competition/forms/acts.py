"""What is typed before an act that cannot be undone."""

from typing import Any

from django import forms

from ..enums import Sending


class ConfirmForm(forms.Form):
    """Before an irreversible act: one fact to type again."""

    again = forms.CharField(label="Pour confirmer", max_length=200)

    def __init__(self, *args: Any, fact: str, ask: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fact = fact
        self.fields["again"].label = ask
        self.fields["again"].widget.attrs |= {"data-retype": fact, "autocomplete": "off"}

    def clean_again(self) -> str:
        again: str = self.cleaned_data["again"]
        if _plain(again) != _plain(self.fact):
            raise forms.ValidationError(f"Recopiez exactement : {self.fact}.")
        return again


def _plain(text: str) -> str:
    return "".join(text.split()).casefold()


class ReasonForm(forms.Form):
    reason = forms.CharField(label="Motif", widget=forms.Textarea(attrs={"rows": 4}))


class SendingForm(forms.Form):
    """A letter of the choice sent otherwise than from here."""

    sending = forms.ChoiceField(label="Voie d’envoi", choices=Sending, widget=forms.RadioSelect)
    sent_on = forms.DateField(
        label="Envoyée le", help_text="Le jour de l’envoi, non celui de la réception."
    )
    proof = forms.CharField(
        label="Ce qui le prouve",
        max_length=300,
        help_text="Accusé de PLACE, numéro du recommandé, récépissé signé.",
    )
    upload = forms.FileField(
        label="Pièce jointe",
        required=False,
        max_length=250,
        help_text="PDF, JPEG ou PNG, 25 Mo au plus.",
    )

    @property
    def recorded(self) -> tuple[Any, ...]:
        given = self.cleaned_data
        sending = Sending(given["sending"])
        return sending, given["sent_on"], given["proof"], given["upload"]
