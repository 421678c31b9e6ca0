"""What a consortium types."""

from typing import Any

from django import forms

from atelier_local.ground.ui.forms import EurosField

from ..enums import Phase, TenderPart
from ..rules.body import Body

_LONG = forms.Textarea(attrs={"rows": 8})


class QuestionForm(forms.Form):
    text = forms.CharField(
        label="Votre question",
        help_text="Lue par tous les groupements, avec la réponse, sans dire qui l’a posée.",
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class TenderForm(forms.Form):
    pitch = forms.CharField(
        label="Ce que nous comprenons de la demande", max_length=40_000, widget=_LONG
    )
    method = forms.CharField(label="Méthode, phase par phase", max_length=40_000, widget=_LONG)
    team_note = forms.CharField(label="Équipe adaptée au besoin", max_length=4_000, widget=_LONG)
    price_eur = EurosField(label="Prix, en euros hors taxe", min_value=1, max_value=9_999_999)
    price_again = EurosField(label="Pour confirmer, recopiez le prix", min_value=1)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        price, again = given.get("price_eur"), given.get("price_again")
        if price is not None and again is not None and price != again:
            self.add_error("price_again", "Les deux prix diffèrent.")
        return given

    @property
    def body(self) -> Body:
        """What the four fields say, the whole price under one phase of no firm in particular."""
        given = self.cleaned_data
        return Body(
            "",
            parts={
                TenderPart.UNDERSTANDING: given["pitch"],
                TenderPart.METHOD: given["method"],
                TenderPart.TEAM: given["team_note"],
            },
            expenses={Phase.PRODUCTION: int(given["price_eur"] * 100)},
        )
