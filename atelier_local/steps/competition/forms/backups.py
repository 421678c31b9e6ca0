"""A backup copy: that it came, from whom, on what."""

from collections.abc import Sequence
from typing import Any

from django import forms

from ..enums import BackupMedium
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
