"""What a resident types: where, and the code of their receipt."""

from django import forms

from atelier_local.programme.ateliers.models import Atelier

from . import queries


class ReceiptForm(forms.Form):
    """Codes are unique within an Atelier only, so both are asked."""

    atelier = forms.ModelChoiceField(
        label="Atelier",
        queryset=Atelier.objects.none(),
        to_field_name="slug",
        empty_label="Choisissez le territoire",
        error_messages={
            "required": "Choisissez le territoire où vous avez donné votre carte.",
            "invalid_choice": "Choisissez un territoire de la liste.",
        },
    )
    code = forms.CharField(
        label="Code du reçu",
        help_text="Six caractères, sur le papier ou l’écran de fin. Sans O ni zéro, sans I ni 1.",
        max_length=12,
        widget=forms.TextInput(
            attrs={
                "class": "court num",
                "autocomplete": "off",
                "autocapitalize": "characters",
                "spellcheck": "false",
            }
        ),
        error_messages={"required": "Recopiez le code de votre reçu, par exemple K7M 4TX."},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        field = self.fields["atelier"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = queries.with_receipts()

    @property
    def begun(self) -> bool:
        """Whether any Atelier has given receipts (one query)."""
        return queries.with_receipts().exists()
