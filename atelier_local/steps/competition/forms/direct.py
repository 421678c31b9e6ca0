"""What the buyer's signatory says when no competition takes place."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import QuerySet

from atelier_local.ground.ui.forms import EurosField
from atelier_local.programme.agreement.models import Consortium, Lot

from ..rules.direct import LEAST_SIGNS, Direct
from . import lots
from .acts import ConfirmForm

_SENTENCE = f"Une phrase entière, {LEAST_SIGNS} signes au moins. La décision la reprend."


def _reason(label: str, help_text: str) -> forms.CharField:
    area = forms.Textarea(attrs={"rows": 3})
    return forms.CharField(label=label, help_text=help_text, max_length=2000, widget=area)


class DirectForm(ConfirmForm):
    """The holder, why it alone, what it offers; then the Atelier typed again."""

    lot = lots.LotField()
    consortium = forms.ModelChoiceField(
        Consortium.objects.none(), label="Titulaire", empty_label="–"
    )
    reason = _reason("Raison technique", _SENTENCE)
    sole = _reason(
        "Pourquoi aucun autre titulaire",
        "Ce que les autres n’ont pas et ne peuvent pas réunir. " + _SENTENCE,
    )
    price_eur = EurosField(label="Prix proposé, hors taxes")
    months = forms.IntegerField(label="Durée (mois)", min_value=1, max_value=48)
    received_on = forms.DateField(label="Proposition reçue le")
    upload = forms.FileField(
        label="Proposition écrite",
        help_text="PDF, ODT ou DOCX, 25 Mo au plus. Elle reste au dossier du marché.",
        max_length=250,
    )
    untied = forms.BooleanField(
        label="Je n’ai aucun lien avec ce groupement",
        help_text="Ni intérêt, ni emploi, ni parenté (art. L2141-10). La décision le dit.",
    )
    field_order = (
        "lot",
        "consortium",
        "reason",
        "sole",
        "price_eur",
        "months",
        "received_on",
        "upload",
        "untied",
        "again",
    )

    def __init__(
        self,
        *args: Any,
        holders: QuerySet[Consortium],
        lots_agreed: Sequence[Lot],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        lots.offer(self, lots_agreed)
        field = self.fields["consortium"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = holders

    @property
    def said(self) -> Direct:
        given = self.cleaned_data
        return Direct(
            reason=given["reason"],
            sole=given["sole"],
            price_eur=given["price_eur"],
            months=given["months"],
            received_on=given["received_on"],
            untied=given["untied"],
        )
