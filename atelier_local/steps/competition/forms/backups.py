"""A backup copy: that it came, from whom, on what."""

from collections.abc import Collection, Sequence
from typing import Any

from django import forms

from atelier_local.ground.ui.forms import EurosField

from ..enums import BackupGround, BackupMedium
from ..models import Invitation


class _HolderField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return str(obj.name)


class BackupForm(forms.Form):
    invitation = _HolderField(queryset=Invitation.objects.none(), label="Titulaire")
    medium = forms.ChoiceField(label="Support", choices=BackupMedium, widget=forms.RadioSelect)
    received_at = forms.DateTimeField(
        label="Reçue le",
        help_text="Jour et heure de Paris, ceux du récépissé ou du cachet.",
        widget=forms.DateTimeInput(format="%d/%m/%Y %H:%M"),
    )

    def __init__(self, *args: Any, invitations: Sequence[Invitation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["invitation"]
        assert isinstance(field, _HolderField)
        keys = [one.pk for one in invitations]
        field.queryset = Invitation.objects.filter(pk__in=keys).select_related("consortium")


class BackupOpeningForm(forms.Form):
    """What the first of the two found; only the cases that the minutes of the opening allow."""

    ground = forms.ChoiceField(
        label="Pourquoi cette copie s’ouvre", choices=BackupGround, widget=forms.RadioSelect
    )
    reason = forms.CharField(
        label="Ce qui l’établit",
        help_text="Le procès-verbal le dira : heure d’envoi, message d’erreur, avis d’antivirus.",
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=2_000,
    )
    price_eur = EurosField(label="Prix lu dans la copie, hors taxes", max_value=9_999_999)

    def __init__(self, *args: Any, possible: Collection[BackupGround], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["ground"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(one.value, one.label) for one in BackupGround if one in possible]


class BackupConfirmForm(forms.Form):
    """What the second reads apart."""

    price_eur = EurosField(
        label="Prix que vous lisez dans la copie, hors taxes",
        help_text="À taper depuis la copie, non depuis cet écran.",
        max_value=9_999_999,
    )
