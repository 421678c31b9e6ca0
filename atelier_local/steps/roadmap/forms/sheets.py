"""An action sheet: begun with its plan, completed field by field."""

import re
from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.validators import MaxLengthValidator
from django.db.models import QuerySet

from atelier_local.ground.journal.fields import of_lines
from atelier_local.ground.ui.typography import number
from atelier_local.programme.ateliers.enums import Family, Horizon
from atelier_local.programme.ateliers.models import Atelier
from atelier_local.programme.people.models import Organisation
from atelier_local.programme.thread.enums import Kind, Sight
from atelier_local.programme.thread.forms import SourcesField
from atelier_local.steps.financing.enums import Domain, Operation
from atelier_local.steps.strategy.models import Objective

from ..enums import Accuracy, Backing, Climate, Mark, Maturity, Priority, Reversibility
from ..events import (
    DETAILS,
    LONGEST,
    MOST_METRES,
    NUMBERS,
    told_cost,
    told_of_details,
    values_of,
)
from ..models import Action
from .money import CostForm

_UNKNOWN = [("", "Pas encore dit")]


def _detail(name: str, help_text: str = "", *, rows: int = 1) -> forms.CharField:
    """One more field of a sheet, which it can do without until it is published."""
    return forms.CharField(
        label=DETAILS[name],
        help_text=help_text,
        validators=[MaxLengthValidator(LONGEST[name])],
        widget=forms.Textarea(attrs={"rows": rows}) if rows > 1 else forms.TextInput,
        required=False,
    )


def _said(name: str, choices: Any, help_text: str = "") -> forms.ChoiceField:
    """The same, among a few answers."""
    return forms.ChoiceField(
        label=DETAILS[name], choices=_UNKNOWN + choices, help_text=help_text, required=False
    )


class AreaField(forms.IntegerField):
    """A surface as people write it: `1 200 m²`. What was typed is shown again as typed."""

    widget = forms.TextInput(attrs={"inputmode": "numeric", "class": "court"})

    def to_python(self, value: Any) -> int | None:
        text = re.sub(r"\s|m²", "", value) if isinstance(value, str) else value
        return super().to_python(text)

    def prepare_value(self, value: Any) -> Any:
        return number(value) if isinstance(value, int) else value


def _area(name: str, help_text: str) -> AreaField:
    return AreaField(
        label=NUMBERS[name],
        help_text=help_text,
        min_value=0,
        max_value=MOST_METRES,
        required=False,
    )


class LinesField(forms.CharField):
    """Several answers in one area, one a line; cleans to a list."""

    def __init__(self, **options: Any) -> None:
        super().__init__(widget=forms.Textarea(attrs={"rows": 3}), **options)

    def clean(self, value: Any) -> list[str]:
        return [line.strip() for line in super().clean(value).splitlines() if line.strip()]


class ObjectiveField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Objective) -> str:
        return f"{obj.node.number} {obj.node.words}"


class SheetForm(forms.Form):
    """The fields of a sheet that a table fills in."""

    title = forms.CharField(
        label="Action", max_length=250, help_text="Commencez par un verbe : « Ouvrir la halle »."
    )
    description = forms.CharField(
        label="Quoi, où, comment",
        validators=[MaxLengthValidator(20_000)],
        widget=forms.Textarea(attrs={"rows": 5}),
        required=False,
    )
    families = forms.MultipleChoiceField(
        label="Familles de transition",
        choices=Family.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    owner = forms.ModelChoiceField(
        Organisation.objects.none(),
        label="Porteur",
        empty_label="Choisir",
        help_text="Parmi les organisations qui prennent part à l’Atelier.",
    )
    partners = LinesField(label="Partenaires", help_text="Un par ligne.", required=False)
    places = LinesField(label="Communes", help_text="Une par ligne.", required=False)
    horizon = forms.ChoiceField(label="Horizon", choices=Horizon.choices, widget=forms.RadioSelect)
    priority = forms.ChoiceField(
        label="Priorité", choices=Priority.choices, initial=Priority.SECOND
    )
    maturity = forms.ChoiceField(
        label="Maturité", choices=Maturity.choices, initial=Maturity.PROJECT
    )
    first_step = forms.CharField(
        label="Premier pas", max_length=400, help_text="Ce qui se fait dans les cent jours."
    )
    starts_on = forms.DateField(label="Début", required=False)
    ends_on = forms.DateField(label="Fin", required=False)
    indicator = forms.CharField(
        label="Indicateur",
        max_length=200,
        required=False,
        help_text="Ce que l’on comptera : « Logements rouverts ».",
    )
    baseline = forms.CharField(label="Aujourd’hui", max_length=60, required=False)
    target = forms.CharField(label="Cible", max_length=60, required=False)
    unit = forms.CharField(label="Unité", max_length=40, required=False)

    themes = _detail("themes", "Par exemple « habitat, patrimoine ».")
    results = _detail("results", "Ce qui aura changé, et pour qui.", rows=3)
    publics = _detail("publics", "Celles et ceux pour qui elle est faite.")
    pilot = _detail("pilot", "Sa fonction, jamais son nom.")
    contracting = _detail("contracting", "Vide : le porteur.")
    residents = _detail("residents", "Ce que les habitants y font, ou y décident.")
    prerequisites = _detail("prerequisites", "Accords, études, autres actions.", rows=3)
    regulation = _detail("regulation", "Plan local d’urbanisme, servitudes, loi sur l’eau…")
    vigilance = _detail("vigilance", "Ce qui peut mal tourner, et la parade.", rows=3)
    ecology = _detail("ecology", "Ce que les nombres ne disent pas : eau, espèces.", rows=3)
    soil_taken = _area("soil_taken", "0 : aucun sol pris. Vide : pas encore compté.")
    soil_restored = _area("soil_restored", "Bitume rendu à la terre, friche replantée.")
    climate = forms.MultipleChoiceField(
        label=DETAILS["climate"],
        choices=[
            (Climate.MITIGATION, "Atténuation : moins de gaz à effet de serre"),
            (Climate.ADAPTATION, "Adaptation : vivre avec le climat qui vient"),
        ],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    reversible = _said("reversible", Reversibility.choices, "Peut-on revenir en arrière ?")
    urgency = _said("urgency", Mark.choices, "3 : cela ne peut pas attendre.")
    effect = _said("effect", Mark.choices, "3 : cela change beaucoup.")
    ease = _said("ease", Mark.choices, "3 : on sait faire, et vite.")
    assistance = _detail("assistance", "Pour quoi, et par qui. « Aucune » se dit aussi.")
    resolved_on = forms.DateField(
        label=NUMBERS["resolved_on"], help_text="Date du vote, passé ou prévu.", required=False
    )
    baseline_when = _detail("baseline_when", "« 2027 », « comptage de mars 2027 »")
    target_when = _detail("target_when", "Vide : l’année où l’action finit.")
    source = _detail("source", "D’où vient le nombre : un registre, un comptage, un organisme.")
    frequency = _detail("frequency", "« chaque trimestre », « une fois par an »")
    measured_by = _detail("measured_by", "Vide : le porteur.")
    backing = _said("backing", Backing.choices)
    accuracy = _said("accuracy", Accuracy.choices)

    def carried_by(self, owners: QuerySet[Organisation]) -> None:
        self.fields["owner"].queryset = owners  # type: ignore[attr-defined]


class ActionForm(SheetForm):
    """A new sheet, with what it answers and how it is paid for."""

    objective = ObjectiveField(
        Objective.objects.none(), label="Objectif auquel elle répond", empty_label="Choisir"
    )
    why = forms.CharField(
        label="Comment elle répond à l’objectif",
        max_length=500,
        help_text="Une phrase : c’est elle que l’on lira sur le fil.",
    )
    operation = forms.ChoiceField(
        label="Nature de la dépense", choices=Operation.choices, initial=Operation.INVESTMENT
    )
    domain = forms.ChoiceField(
        label="Domaine à chef de file",
        choices=Domain.choices,
        required=False,
        help_text="Il porte à 30 % la part minimale du porteur.",
    )
    without_vat = forms.BooleanField(label="Montants hors taxes", initial=True, required=False)
    rests_on = SourcesField(
        required=False,
        label="Autres sources",
        help_text="En plus de l’objectif. Une par ligne : son numéro, deux points, pourquoi. "
        "Par exemple « P-05 : condition foncière ».",
    )

    def answering(self, objectives: QuerySet[Objective]) -> None:
        self.fields["objective"].queryset = objectives  # type: ignore[attr-defined]

    def resting_on(self, atelier: Atelier, sight: Sight, kinds: frozenset[Kind]) -> None:
        self.fields["rests_on"].of(atelier, sight, kinds)  # type: ignore[attr-defined]


class ReadForm(forms.Form):
    """`read` keeps what a sheet said when the page was drawn."""

    read = forms.JSONField(widget=forms.HiddenInput)

    def clean_read(self) -> dict[str, Any]:
        read = self.cleaned_data["read"]
        if not isinstance(read, dict):
            raise forms.ValidationError("Cette page a été changée : ouvrez-la de nouveau.")
        return read


class CompleteForm(SheetForm, ReadForm):
    """A sheet that is there already."""

    def __init__(self, data: Any, *, action: Action) -> None:
        values = values_of(action)
        given = {**values, "read": values, "families": list(values["families"])}
        given["partners"], given["places"] = map("\n".join, (action.partners, action.places))
        given |= {"starts_on": action.starts_on, "ends_on": action.ends_on}
        given |= {"resolved_on": action.resolved_on, "climate": list(values["climate"])}
        super().__init__(data, initial=given)

    def said(self, costs: Iterable[CostForm]) -> dict[str, Any]:
        """What the sheet is to say, field by field."""
        given = dict(self.cleaned_data)
        dates = [given.pop(name) for name in ("starts_on", "ends_on")]
        given.pop("read")
        return given | {
            "description": of_lines(given["description"]),
            **told_of_details(given),
            "owner": str(given["owner"].pk),
            "families": "".join(sorted(given["families"])),
            "dates": [day and day.isoformat() for day in dates],
            "costs": [told_cost(one.cost()) for one in costs],
        }
