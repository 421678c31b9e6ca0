"""Bringing people into an Atelier."""

from django import forms

from atelier_local.programme.people.enums import ATELIER_ROLES, Role
from atelier_local.programme.people.forms import InvitationForm

GIVEN = [role for role in ATELIER_ROLES if role is not Role.TEAM]
"""The team comes with the notified contract, not one person at a time."""


class ParticipantForm(InvitationForm):
    role = forms.ChoiceField(
        label="Rôle dans l’Atelier", choices=[(role.value, role.label) for role in GIVEN]
    )
    organisation = forms.CharField(
        label="Organisation",
        max_length=200,
        help_text="Écrite comme ci-contre si elle participe déjà.",
    )
    field_order = ("role", "organisation", "first_name", "last_name", "email", "function")
