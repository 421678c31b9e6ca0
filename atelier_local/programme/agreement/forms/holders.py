"""The members of a consortium, what they are, and who acts for it."""

import re
from collections.abc import Iterator, Sequence
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.text import capfirst

from atelier_local.ground.ui.forms import EurosField
from atelier_local.programme.people.forms import InvitationForm

from .. import rules
from ..enums import MembershipRole
from ..models import ConsortiumMember

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


class SiretField(forms.CharField):
    """Fourteen digits, however one spaces them; `real` ones check themselves."""

    def __init__(self, *, real: bool = True, **options: Any) -> None:
        super().__init__(max_length=40, **options)
        self.real = real
        self.widget.attrs |= {"inputmode": "numeric", "class": "moyen"}

    def clean(self, value: Any) -> Any:
        digits = re.sub(r"\s", "", super().clean(value))
        if digits and (why := rules.against_siret(digits, real=self.real)):
            raise forms.ValidationError([f"{capfirst(str(reason))}." for reason in why])
        return digits


class MembersForm(forms.Form):
    """Three fields a member, and the paper that says what they say."""

    source = forms.CharField(
        label="D’après",
        max_length=200,
        help_text="La pièce qui le dit : « acte d’engagement, annexe 2 », « DC4 du 3 mars 2026 ».",
    )

    def __init__(self, *args: Any, members: Sequence[ConsortiumMember], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.members = members
        for member in members:
            for name, field in _fields_of(member).items():
                self.fields[f"{name}_{member.pk}"] = field

    def rows(self) -> Iterator[tuple[ConsortiumMember, list[forms.BoundField]]]:
        """Each member with its fields, for the page."""
        for member in self.members:
            yield member, [self[f"{name}_{member.pk}"] for name in _fields_of(member)]

    def qualities(self) -> dict[int, rules.Quality]:
        """What is said of each member, by its id."""
        given = self.cleaned_data
        return {
            member.pk: rules.Quality(
                role=MembershipRole(given.get(f"role_{member.pk}") or member.role),
                siret=given[f"siret_{member.pk}"],
                daily_rate_eur=given[f"rate_{member.pk}"],
            )
            for member in self.members
        }


def _fields_of(member: ConsortiumMember) -> dict[str, forms.Field]:
    role = forms.ChoiceField(label="Rôle", choices=CHOICES, initial=member.role)
    fields: dict[str, forms.Field] = {} if member.role == MembershipRole.LEAD else {"role": role}
    return fields | {
        "siret": SiretField(
            label="SIRET",
            required=False,
            initial=member.siret,
            real=not member.organisation.fictitious,
        ),
        "rate": EurosField(
            label="Prix d’une journée, hors taxes",
            required=False,
            max_digits=8,
            initial=member.daily_rate_eur,
        ),
    }


class ConsortiumForm(forms.Form):
    """A holder: its name and, one a line, its members."""

    name = forms.CharField(label="Nom du groupement", max_length=200)
    letter = forms.CharField(
        label="Lettre",
        max_length=2,
        required=False,
        help_text="Pour les tableaux où la place manque : A, B, C…",
    )
    members = forms.CharField(
        label="Membres",
        help_text=(
            "Un par ligne, le mandataire d’abord, tels que l’acte d’engagement les écrit, "
            "spécialités entre parenthèses : « Agence des Haies (paysage, urbanisme) »."
        ),
        widget=forms.Textarea(attrs={"rows": 8}),
        max_length=10_000,
    )
    lots = forms.TypedMultipleChoiceField(
        label="Lots dont il est titulaire",
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, lots: Sequence[tuple[int, str]], **kwargs: Any) -> None:
        """`lots`: those of the agreement, by number; nothing is asked where there is none."""
        super().__init__(*args, **kwargs)
        if not lots:
            del self.fields["lots"]
            return
        field = self.fields["lots"]
        assert isinstance(field, forms.TypedMultipleChoiceField)
        field.choices = lots

    def clean_members(self) -> list[str]:
        lines = (" ".join(line.split()) for line in self.cleaned_data["members"].splitlines())
        return [line for line in lines if line]
