"""A group that asks to change, and what the buyer answers."""

from collections.abc import Sequence
from typing import Any

from django import forms

from atelier_local.programme.agreement.forms import SiretField
from atelier_local.programme.agreement.models import ConsortiumMember

from ..enums import ChangeGround, ChangeVerdict
from ..rules.grouping import LEAST_SIGNS, Asked


class _IfChosen(forms.CharField):
    """Asked by one answer and not by the other: not called optional, the rule says what lacks."""

    def validate(self, value: Any) -> None:
        if value not in self.empty_values:
            super().validate(value)


def _words(
    label: str, help_text: str, field: type[forms.CharField] = forms.CharField
) -> forms.CharField:
    area = forms.Textarea(attrs={"rows": 3})
    return field(label=label, help_text=help_text, max_length=2000, widget=area)


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
        self,
        *args: Any,
        members: Sequence[ConsortiumMember],
        on_request: bool,
        real: bool,
        **kwargs: Any,
    ) -> None:
        """`on_request`: whether asking is a case of its own; `real`: whether SIRET check."""
        super().__init__(*args, **kwargs)
        grounds, field = self.fields["ground"], self.fields["member"]
        assert isinstance(grounds, forms.ChoiceField)
        assert isinstance(field, forms.TypedChoiceField)
        grounds.choices = [
            (one.value, one.label)
            for one in ChangeGround
            if on_request or one is not ChangeGround.REQUEST
        ]
        field.choices = [("", "–")] + [
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

    use_required_attribute = False

    verdict = forms.TypedChoiceField(
        label="Réponse", choices=ChangeVerdict, coerce=ChangeVerdict, widget=forms.RadioSelect
    )
    capacities = _words(
        "Pour accepter : pourquoi les capacités restent",
        "Professionnelles, techniques et financières, de l’ensemble des membres.",
        _IfChosen,
    )
    equality = _words(
        "Pour accepter : pourquoi l’égalité est préservée",
        "Entre tous les groupements qui ont remis une offre.",
        _IfChosen,
    )
    reason = _words("Pour refuser : le motif", "Le groupement le lira.", _IfChosen)
