"""What is typed before an act that cannot be undone."""

from typing import Any

from django import forms


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
