"""A backup copy: that it came; why it is opened, and what it holds."""

from collections.abc import Sequence
from typing import Any

from django import forms

from atelier_local.ground.ui.forms import EurosField
from atelier_local.programme.people.models import Person

from ..enums import BackupGround, BackupMedium
from ..models import Invitation
from .opening import PersonField


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


class OpenBackupForm(forms.Form):
    ground = forms.ChoiceField(
        label="Pourquoi l’ouvrir", choices=BackupGround, widget=forms.RadioSelect
    )
    reason = forms.CharField(
        label="Ce qui a été constaté",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
        help_text="Qui l’a constaté, comment, à quelle heure ; pour un envoi interrompu, ce qui "
        "montre qu’il avait commencé à temps.",
    )
    price_eur = EurosField(label="Prix porté par la copie, en euros hors taxe")
    upload = forms.FileField(
        label="Ce qu’elle contient",
        help_text="PDF, ODT, DOCX ou XLSX, 25 Mo au plus. Une copie sur papier se numérise.",
        max_length=250,
    )

    def __init__(self, *args: Any, people: Sequence[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = Person.objects.filter(pk__in=[one.pk for one in people])
        self.fields["second"] = PersonField(
            choices.select_related("organisation"),
            label="Seconde personne présente",
            help_text="D’une autre partie que la vôtre.",
        )
