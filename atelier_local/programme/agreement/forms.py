"""Qualifying the members of a consortium, and saying who acts for it."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.db.models import QuerySet

from atelier_local.programme.people.forms import InvitationForm

from .enums import MembershipRole
from .models import ConsortiumMember

CHOICES = [(role.value, role.label) for role in MembershipRole if role != MembershipRole.LEAD]


class _MemberField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return str(obj.organisation)


class AgentForm(InvitationForm):
    """Someone of a member who will act for the consortium."""

    member = _MemberField(
        label="Membre", queryset=ConsortiumMember.objects.none(), empty_label="Choisir"
    )
    lead = forms.BooleanField(
        label="Mandataire",
        help_text="Dépose l’offre et signe ; les autres la préparent.",
        required=False,
    )
    field_order = ("member", "first_name", "last_name", "email", "function", "lead")

    def __init__(self, *args: Any, members: QuerySet[ConsortiumMember], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["member"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = members


class RolesForm(forms.Form):
    """One choice per member but the lead."""

    def __init__(self, *args: Any, members: Iterable[ConsortiumMember], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for member in members:
            if member.role != MembershipRole.LEAD:
                self.fields[str(member.pk)] = forms.ChoiceField(
                    label=member.raw_label, choices=CHOICES, initial=member.role
                )

    def roles(self) -> dict[int, MembershipRole]:
        """The role chosen, by the member's id."""
        return {int(pk): MembershipRole(role) for pk, role in self.cleaned_data.items()}
