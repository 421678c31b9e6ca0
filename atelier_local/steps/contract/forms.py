"""What the pages of a contract ask: signing, the team, subcontracting, services, modifications."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django import forms

from atelier_local.ground.ui.forms import EurosField
from atelier_local.programme.ateliers.enums import Stage
from atelier_local.programme.people.models import Person
from atelier_local.refusal import Reason, Reasons

from . import enums
from .enums import Modality, PriceVariation, Technique, Verdict
from .queries import Holder
from .rules import Newcomer

PAID_AFTER = tuple(s for s in Stage if Stage.FRAMING.rank <= s.rank < Stage.FOLLOW_UP.rank)
"""Stages that end: only then is what they produce admitted."""


class SignForm(forms.Form):
    amount_eur = EurosField(
        label="Montant, en euros hors taxe", help_text="Celui de l’offre retenue."
    )
    signed_on = forms.DateField(label="Signé le")


class TeamForm(forms.Form):
    """One line for each person of the consortium who may be in the team; empty lines are out."""

    def __init__(
        self,
        *args: Any,
        people: list[Person],
        tendered: Mapping[str, tuple[str, int]] | None = None,
        **kwargs: Any,
    ) -> None:
        """`tendered`: what the tender says of each name, proposed to whoever notifies."""
        super().__init__(*args, **kwargs)
        self.people = people
        for number, person in enumerate(people):
            speciality, days = (tendered or {}).get(person.full_name, ("", None))
            self.fields[f"speciality_{number}"] = forms.CharField(
                label=f"Ce que {person.full_name} apporte",
                max_length=200,
                required=False,
                initial=speciality,
            )
            self.fields[f"days_{number}"] = forms.IntegerField(
                label=f"Jours de {person.full_name}",
                min_value=0,
                max_value=400,
                required=False,
                initial=days,
            )

    @property
    def lines(self) -> list[tuple[Person, Any, Any]]:
        """Each person with their two fields, to be drawn side by side."""
        return [
            (person, self[f"speciality_{number}"], self[f"days_{number}"])
            for number, person in enumerate(self.people)
        ]

    @property
    def team(self) -> list[tuple[Person, str, int]]:
        given = self.cleaned_data
        return [
            (person, given[f"speciality_{number}"], given[f"days_{number}"])
            for number, person in enumerate(self.people)
            if given[f"days_{number}"]
        ]


class PurchaseForm(forms.Form):
    """What the State's open data ask and the tender does not say."""

    duration_months = forms.IntegerField(
        label="Durée du marché, en mois", min_value=1, max_value=120
    )
    advance_percent = forms.DecimalField(
        label="Avance versée au titulaire, en % du montant",
        min_value=0,
        max_value=100,
        max_digits=5,
        decimal_places=2,
        required=False,
        localize=True,
        help_text="Laissez vide s’il n’y en a pas. Code de la commande publique, art. R2191-3 "
        "et suivants (à vérifier).",
    )
    techniques = forms.MultipleChoiceField(
        label="Technique d’achat",
        choices=Technique,
        widget=forms.CheckboxSelectMultiple,
        help_text="Pour un marché subséquent, « Sans objet » à côté du numéro de l’accord-cadre "
        "(usage à vérifier).",
    )
    modalities = forms.MultipleChoiceField(
        label="Modalité d’exécution", choices=Modality, widget=forms.CheckboxSelectMultiple
    )


class PublishedForm(forms.Form):
    published_on = forms.DateField(label="Publié sur le portail national le")


class NewcomerForm(forms.Form):
    """Someone who comes into the team."""

    first_name = forms.CharField(label="Prénom", max_length=80)
    last_name = forms.CharField(label="Nom", max_length=80)
    email = forms.EmailField(
        label="Adresse électronique", help_text="Un accès lui est proposé à cette adresse."
    )
    speciality = forms.CharField(label="Ce que cette personne apporte", max_length=200)
    days = forms.IntegerField(label="Jours", min_value=1, max_value=400)

    @property
    def newcomer(self) -> Newcomer:
        return Newcomer(**{name: self.cleaned_data[name] for name in NewcomerForm.base_fields})


class ReplaceForm(NewcomerForm):
    reason = forms.CharField(
        label="Pourquoi ce remplacement", widget=forms.Textarea(attrs={"rows": 3}), max_length=1000
    )


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label="Motif", widget=forms.Textarea(attrs={"rows": 3}), max_length=2000
    )


class SubcontractingForm(NewcomerForm):
    """The data of a DC4; the person is optional, whole or not at all."""

    firm = forms.CharField(label="Sous-traitant", max_length=200)
    siret = forms.RegexField(
        r"^[0-9]{14}$",
        label="SIRET du sous-traitant",
        help_text="14 chiffres.",
        error_messages={"invalid": "Un SIRET compte 14 chiffres, sans espace."},
    )
    principal = forms.ChoiceField(
        label="Sous-traite pour",
        required=False,
        help_text="Sa part diminue d’autant quand l’acheteur paie le sous-traitant directement.",
    )
    services = forms.CharField(
        label="Prestations sous-traitées",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
    )
    amount_eur = EurosField(label="Montant maximal, en euros hors taxe")
    variation = forms.ChoiceField(label="Variation du prix", choices=PriceVariation)
    duration_months = forms.IntegerField(label="Durée, en mois", min_value=1, max_value=60)
    terms = forms.CharField(
        label="Conditions de paiement", widget=forms.Textarea(attrs={"rows": 2}), max_length=1000
    )

    DECLARED = (
        "firm",
        "siret",
        "services",
        "amount_eur",
        "variation",
        "duration_months",
        "terms",
    )

    def __init__(self, *args: Any, holders: Sequence[Holder] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.holders = {str(h.organisation.pk): h.organisation for h in holders}
        choices = [(key, firm.name) for key, firm in self.holders.items()]
        self.fields["principal"].choices = choices  # type: ignore[attr-defined]
        for name in NewcomerForm.base_fields:
            self.fields[name].required = False

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        said = [name for name in NewcomerForm.base_fields if given.get(name)]
        if said:
            for name in NewcomerForm.base_fields:
                if not given.get(name) and name not in self.errors:
                    self.add_error(name, "Dites-le aussi, ou laissez vide toute la personne.")
        return given

    @property
    def declared(self) -> dict[str, Any]:
        whole = all(self.cleaned_data.get(name) for name in NewcomerForm.base_fields)
        told = {name: self.cleaned_data[name] for name in self.DECLARED}
        told["principal"] = self.holders.get(self.cleaned_data["principal"])
        return told | {"newcomer": self.newcomer if whole else None}


class SiretForm(forms.Form):
    siret = forms.CharField(label="SIRET du sous-traitant", help_text="14 chiffres.", max_length=20)


class ServiceForm(forms.Form):
    """What becomes of a service that was done."""

    verdict = forms.ChoiceField(label="Décision", choices=Verdict, widget=forms.RadioSelect)
    reduction_eur = EurosField(
        label="Réfaction, en euros hors taxe",
        required=False,
        help_text="Seulement pour une réfaction : ce qui ne sera pas payé.",
    )
    reason = forms.CharField(
        label="Motif",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
        required=False,
        help_text="Nécessaire, sauf pour un service admis.",
    )

    @property
    def decided(self) -> dict[str, Any]:
        given = self.cleaned_data
        return given | {
            "verdict": Verdict(given["verdict"]),
            "reduction_eur": given["reduction_eur"] or Decimal(0),
        }


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
    leaving = forms.ChoiceField(label="Cotraitant sortant", required=False)
    entering = forms.CharField(label="Qui prend sa suite", max_length=200, required=False)
    entering_siret = forms.CharField(
        label="SIRET de l’entrant", max_length=20, required=False, help_text="14 chiffres."
    )

    WHAT = ("subject", "form", "ground", "clause", "reason")
    AMOUNT = ("direction", "amount_eur", "due_stage", "payee")
    MEMBERS = ("leaving", "entering", "entering_siret")

    def __init__(self, *args: Any, holders: Sequence[Holder] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.holders = {str(h.organisation.pk): h.organisation for h in holders}
        named = [(key, firm.name) for key, firm in self.holders.items()]
        self.fields["payee"].choices = named  # type: ignore[attr-defined]
        self.fields["leaving"].choices = [("", "personne"), *named]  # type: ignore[attr-defined]

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
            "entering_siret": given["entering_siret"].replace(" ", ""),
        }


class PaidForm(forms.Form):
    paid_on = forms.DateField(label="Payée le")


class SignatureForm(forms.Form):
    signed_on = forms.DateField(label="Signée le")

    @property
    def reasons(self) -> Reasons:
        return tuple(Reason(str(one)) for one in self.errors.get("signed_on", ()))
