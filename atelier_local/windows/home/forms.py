"""Inviting someone into an Atelier."""

from typing import Any

from django import forms

from atelier_local.programme.ateliers.models import Atelier
from atelier_local.programme.people.enums import ATELIER_ROLES, Role
from atelier_local.programme.people.forms import InvitationForm
from atelier_local.programme.people.models import Organisation

GIVEN = [role for role in ATELIER_ROLES if role is not Role.TEAM]
"""Roles given by hand: the team comes with the notified contract."""


class MemberForm(InvitationForm):
    """Someone of a party, old or new, and the role they are given."""

    party = forms.ModelChoiceField(
        label="Organisation",
        queryset=Organisation.objects.none(),
        empty_label="Une autre, que je nomme",
        required=False,
    )
    other = forms.CharField(
        label="Nom de l’organisation",
        help_text="Si elle ne participe pas encore : elle entre avec cette personne.",
        max_length=200,
        required=False,
    )
    role = forms.ChoiceField(
        label="Rôle dans l’Atelier",
        choices=[("", "Choisissez le rôle"), *((role.value, role.label) for role in GIVEN)],
    )
    field_order = ("party", "other", "role", "first_name", "last_name", "email", "function")

    def __init__(self, *args: Any, atelier: Atelier, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["party"]
        assert isinstance(field, forms.ModelChoiceField)
        parties = atelier.parties.values("organisation")
        field.queryset = Organisation.objects.filter(pk__in=parties)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        party, other = given.pop("party", None), given.pop("other", "").strip()
        if bool(party) == bool(other):
            self.add_error("other", "Choisissez une organisation, ou nommez-en une autre.")
        return given | {"organisation": party.name if party else other}
