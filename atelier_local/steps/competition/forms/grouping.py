"""A group that asks to change, and what the buyer answers."""

from collections.abc import Sequence
from typing import Any

from django import forms

from atelier_local.programme.agreement.forms import SiretField
from atelier_local.programme.agreement.models import ConsortiumMember

from ..enums import ChangeGround, ChangeVerdict
from ..rules.grouping import LEAST_SIGNS, Asked


def _words(label: str, help_text: str = "", *, required: bool = True) -> forms.CharField:
    area = forms.Textarea(attrs={"rows": 3})
    return forms.CharField(
        label=label, help_text=help_text, required=required, max_length=2000, widget=area
    )


class GroupChangeForm(forms.Form):
    """Who leaves, why, what proves it, and who enters in its place."""

    member = forms.TypedChoiceField(label="Membre concerné", coerce=int)
    ground = forms.ChoiceField(label="Cas", choices=ChangeGround, widget=forms.RadioSelect)
    reason = _words("Ce qui arrive", f"Les faits et leur date, {LEAST_SIGNS} signes au moins.")
    upload = forms.FileField(
        label="Pièce qui l’établit",
        help_text="Jugement, acte de fusion, attestation : PDF, ODT, DOCX, JPEG ou PNG, 25 Mo au "
        "plus.",
        max_length=250,
    )
    entering = forms.CharField(
        label="Entreprise qui entre à sa place",
        required=False,
        max_length=200,
        help_text="Laissez vide si les autres membres suffisent.",
    )

    def __init__(
        self, *args: Any, members: Sequence[ConsortiumMember], real: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["member"]
        assert isinstance(field, forms.TypedChoiceField)
        field.choices = [
            (one.pk, f"{one.organisation}, {one.get_role_display()}") for one in members
        ]
        self.fields["siret"] = SiretField(label="Son SIRET", required=False, real=real)

    @property
    def asked(self) -> Asked:
        given = self.cleaned_data
        return Asked(
            ChangeGround(given["ground"]), given["reason"], given["entering"], given["siret"]
        )


class GroupAnswerForm(forms.Form):
    """The buyer's consent, with its two reasons, or its refusal."""

    verdict = forms.TypedChoiceField(
        label="Réponse", choices=ChangeVerdict, coerce=ChangeVerdict, widget=forms.RadioSelect
    )
    capacities = _words(
        "Pourquoi les capacités restent",
        "Professionnelles, techniques et financières, de l’ensemble des membres. Pour accepter.",
        required=False,
    )
    equality = _words(
        "Pourquoi l’égalité est préservée", "Entre les groupements. Pour accepter.", required=False
    )
    reason = _words("Motif du refus", "Le groupement le lira.", required=False)
