"""Qualifying the members of a consortium."""

from collections.abc import Iterable
from typing import Any

from django import forms

from .enums import MembershipRole
from .models import ConsortiumMember

CHOICES = [(role.value, role.label) for role in MembershipRole if role != MembershipRole.LEAD]


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
