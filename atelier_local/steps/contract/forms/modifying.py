"""What a modification changes, why, and who signs it."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms

from atelier_local.ground.ui.forms import EurosField
from atelier_local.programme.ateliers.enums import Stage
from atelier_local.refusal import Reason, Reasons

from .. import enums
from ..models import TeamMember
from ..queries import Holder

PAID_AFTER = tuple(s for s in Stage if Stage.FRAMING.rank <= s.rank < Stage.FOLLOW_UP.rank)
"""Stages that end: only then is what they produce admitted."""

_ENTRANT = "entering"


class ModificationForm(forms.Form):
    """What a modification changes, and why the law allows it. Every kind of change is optional."""

    subject = forms.CharField(label="Objet", max_length=200)
    form = forms.ChoiceField(
        label="Forme", choices=enums.ModificationForm, widget=forms.RadioSelect
    )
    ground = forms.ChoiceField(
        label="Fondement", choices=enums.ModificationGround, widget=forms.RadioSelect
    )
    clause = forms.CharField(
        label="Clause de réexamen",
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=2000,
        required=False,
        help_text="Pour ce fondement seulement : recopiez la clause.",
    )
    reason = forms.CharField(
        label="Justification",
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=4000,
        help_text="Les faits : ce qui est arrivé, quand, pourquoi un autre titulaire ne peut "
        "pas le faire.",
    )
    direction = forms.ChoiceField(
        label="Le montant", choices=(("0", "ne change pas"), ("1", "augmente"), ("-1", "diminue"))
    )
    amount_eur = EurosField(label="De combien, en euros hors taxe", required=False)
    due_stage = forms.ChoiceField(
        label="Après l’étape",
        choices=[("", "—"), *((stage.value, stage.label) for stage in PAID_AFTER)],
        required=False,
        help_text="Ce qui s’ajoute y est dû ; ce qui se retire diminue ce qu’elle doit encore.",
    )
    payee = forms.ChoiceField(
        label="Au profit de", required=False, help_text="Pour ce qui s’ajoute."
    )
    duration_months = forms.IntegerField(
        label="Nouvelle durée totale, en mois",
        min_value=1,
        max_value=120,
        required=False,
        help_text="Vide si la durée ne change pas.",
    )
    leaving = forms.ChoiceField(label="Membre sortant", required=False)
    taker = forms.ChoiceField(
        label="Sa part est reprise par",
        required=False,
        help_text="Un autre membre fait ce qui lui restait à faire, au même prix : personne "
        "n’entre.",
    )
    entering = forms.CharField(
        label="Sinon, qui prend sa suite",
        max_length=200,
        required=False,
        help_text="Une entreprise qui entre dans le groupement.",
    )
    entering_siret = forms.CharField(
        label="SIRET de l’entrant", max_length=20, required=False, help_text="14 chiffres."
    )
    followers = forms.MultipleChoiceField(
        label="Personnes du sortant qui restent",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Elles passent chez qui prend sa suite et gardent leur accès ; les autres le "
        "perdent le jour de la notification.",
    )
    mandate = forms.ChoiceField(
        label="Nouveau mandataire",
        required=False,
        help_text="Nécessaire si le mandataire part ; il peut aussi changer sans que personne "
        "parte.",
    )
    absence = forms.ChoiceField(
        label="Si le sortant ne signe pas",
        choices=[("", "il signe"), *enums.Absence.choices],
        required=False,
    )
    notice_on = forms.DateField(
        label="Mise en demeure reçue le",
        required=False,
        help_text="Pour une entreprise défaillante seulement.",
    )

    WHAT = ("subject", "form", "ground", "clause", "reason")
    AMOUNT = ("direction", "amount_eur", "due_stage", "payee")
    MEMBERS = ("leaving", "taker", "entering", "entering_siret", "followers")
    MANDATE = ("mandate", "absence", "notice_on")

    def __init__(
        self,
        *args: Any,
        holders: Sequence[Holder] = (),
        team: Sequence[TeamMember] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.holders = {str(h.organisation.pk): h.organisation for h in holders}
        named = [(key, firm.name) for key, firm in self.holders.items()]
        self.fields["payee"].choices = named  # type: ignore[attr-defined]
        self.fields["leaving"].choices = [("", "personne"), *named]  # type: ignore[attr-defined]
        self.fields["taker"].choices = [("", "personne"), *named]  # type: ignore[attr-defined]
        self.team = {str(one.pk): one for one in team}
        self.fields["followers"].choices = [  # type: ignore[attr-defined]
            (key, f"{one.person.full_name}, {one.person.organisation}")
            for key, one in self.team.items()
        ]
        self.fields["mandate"].choices = [  # type: ignore[attr-defined]
            ("", "le même"),
            (_ENTRANT, "qui prend la suite du sortant"),
            *named,
        ]

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        if given.get("direction") in {"1", "-1"} and not given.get("amount_eur"):
            self.add_error("amount_eur", "Dites de combien.")
        return given

    @property
    def wanted(self) -> dict[str, Any]:
        given = self.cleaned_data
        sign = int(given["direction"])
        told = {name: given[name] for name in ("subject", "reason", "clause", "entering")}
        return told | {
            "form": enums.ModificationForm(given["form"]),
            "ground": enums.ModificationGround(given["ground"]),
            "amount_eur": sign * (given["amount_eur"] or Decimal(0)),
            "due_stage": given["due_stage"] if sign else "",
            "payee": self.holders.get(given["payee"]) if sign > 0 else None,
            "duration_months": given["duration_months"],
            "leaving": self.holders.get(given["leaving"]),
            "taker": self.holders.get(given["taker"]),
            "entering_siret": given["entering_siret"].replace(" ", ""),
            "followers": [self.team[key] for key in given["followers"]],
            "mandate": self.holders.get(given["mandate"]),
            "entrant_leads": given["mandate"] == _ENTRANT,
            "absence": given["absence"],
            "notice_on": given["notice_on"],
        }


class SignatureForm(forms.Form):
    signed_on = forms.DateField(label="Signée le")

    @property
    def reasons(self) -> Reasons:
        return tuple(Reason(str(one)) for one in self.errors.get("signed_on", ()))
