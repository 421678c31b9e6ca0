"""Inviting someone into an Atelier."""

from django import forms

from atelier_local.programme.ateliers.models import Atelier
from atelier_local.programme.people.enums import ATELIER_ROLES
from atelier_local.programme.people.forms import InvitationForm
from atelier_local.programme.people.models import Organisation


class MemberForm(InvitationForm):
    """Someone of one of the parties, and the role they are given."""

    organisation = forms.ModelChoiceField(
        label="Organisation",
        queryset=Organisation.objects.none(),
        empty_label="Choisissez l’organisation",
        help_text="L’une des parties de l’Atelier.",
    )
    role = forms.ChoiceField(
        label="Rôle dans l’Atelier",
        choices=[("", "Choisissez le rôle"), *((role.value, role.label) for role in ATELIER_ROLES)],
    )
    field_order = ("organisation", "role", "first_name", "last_name", "email", "function")

    def __init__(self, *args, atelier: Atelier, **kwargs):
        super().__init__(*args, **kwargs)
        field = self.fields["organisation"]
        assert isinstance(field, forms.ModelChoiceField)
        parties = atelier.parties.values("organisation")
        field.queryset = Organisation.objects.filter(pk__in=parties)
