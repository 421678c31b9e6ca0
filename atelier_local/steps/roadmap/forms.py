"""Adding an action with its plan, completing its sheet, pledging, giving news, reviewing."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.validators import MaxLengthValidator
from django.db.models import QuerySet

from atelier_local.ground.journal.fields import of_lines
from atelier_local.ground.ui.forms import EurosField
from atelier_local.programme.ateliers.enums import Family, Horizon
from atelier_local.programme.ateliers.models import Atelier
from atelier_local.programme.people.models import Organisation
from atelier_local.programme.thread.enums import Kind, Sight
from atelier_local.programme.thread.forms import SourcesField
from atelier_local.steps.financing.enums import (
    CostNature,
    Domain,
    FunderKind,
    FundingState,
    Operation,
)
from atelier_local.steps.financing.operations import Cost, Funding
from atelier_local.steps.strategy.models import Objective
from atelier_local.steps.wall.models import Contribution

from .enums import Maturity, Priority, Progress
from .events import MOST_EUROS, values_of
from .models import Action

_CHOOSE = [("", "Choisir")]
LINES = 5
"""How many costs and how many funders the form offers; empty lines are left out."""


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

    def carried_by(self, owners: QuerySet[Organisation]) -> None:
        self.fields["owner"].queryset = owners


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
        self.fields["objective"].queryset = objectives

    def resting_on(self, atelier: Atelier, sight: Sight, kinds: frozenset[Kind]) -> None:
        self.fields["rests_on"].of(atelier, sight, kinds)


class CompleteForm(SheetForm):
    """A sheet that is there already. `read` keeps what it said when the page was drawn."""

    read = forms.JSONField(widget=forms.HiddenInput)

    def __init__(self, data: Any, *, action: Action) -> None:
        values = values_of(action)
        given = {**values, "read": values, "families": list(values["families"])}
        given["partners"], given["places"] = map("\n".join, (action.partners, action.places))
        given |= {"starts_on": action.starts_on, "ends_on": action.ends_on}
        super().__init__(data, initial=given)

    def clean_read(self) -> dict[str, Any]:
        read = self.cleaned_data["read"]
        if not isinstance(read, dict):
            raise forms.ValidationError("Cette page a été changée : ouvrez-la de nouveau.")
        return read

    def said(self, costs: Iterable["CostForm"]) -> dict[str, Any]:
        """What the sheet is to say, field by field."""
        given = dict(self.cleaned_data)
        dates = [given.pop(name) for name in ("starts_on", "ends_on")]
        given.pop("read")
        return given | {
            "description": of_lines(given["description"]),
            "owner": str(given["owner"].pk),
            "families": "".join(sorted(given["families"])),
            "dates": [day and day.isoformat() for day in dates],
            "costs": [[c.label, c.nature, c.amount_eur] for c in (one.cost() for one in costs)],
        }


def _bare(label: str, **attrs: str) -> dict[str, str]:
    """The name of a control in a table, where the column's title is its label."""
    return {"aria-label": label, **attrs}


class CostForm(forms.Form):
    label = forms.CharField(
        label="Poste", max_length=200, widget=forms.TextInput(attrs=_bare("Poste"))
    )
    nature = forms.ChoiceField(
        label="Nature",
        choices=_CHOOSE + CostNature.choices,
        widget=forms.Select(attrs=_bare("Nature")),
    )
    amount = EurosField(
        label="Montant",
        decimal_places=0,
        min_value=1,
        max_value=MOST_EUROS,
        widget=forms.TextInput(attrs=_bare("Montant en euros", inputmode="decimal")),
    )

    def cost(self) -> Cost:
        given = self.cleaned_data
        return Cost(given["label"], CostNature(given["nature"]), int(given["amount"]))


class FundingForm(forms.Form):
    funder = forms.CharField(
        label="Financeur", max_length=200, widget=forms.TextInput(attrs=_bare("Financeur"))
    )
    scheme = forms.CharField(
        label="Dispositif",
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs=_bare("Dispositif")),
    )
    kind = forms.ChoiceField(
        label="Nature",
        choices=_CHOOSE + FunderKind.choices,
        widget=forms.Select(attrs=_bare("Nature du financeur")),
    )
    amount = EurosField(
        label="Montant",
        decimal_places=0,
        min_value=1,
        max_value=MOST_EUROS,
        widget=forms.TextInput(attrs=_bare("Montant en euros", inputmode="decimal")),
    )
    state = forms.ChoiceField(
        label="État",
        choices=FundingState.choices,
        initial=FundingState.CONSIDERED,
        widget=forms.Select(attrs=_bare("État de la demande")),
    )

    def has_changed(self) -> bool:
        """A state alone, which always has a value, is not a line."""
        return any(name != "state" for name in self.changed_data)

    def funding(self) -> Funding:
        given = self.cleaned_data
        return Funding(
            given["funder"],
            FunderKind(given["kind"]),
            int(given["amount"]),
            scheme=given["scheme"],
            state=FundingState(given["state"]),
        )


class _Filled(forms.BaseFormSet):
    """Lines that are there, and empty ones: each may be emptied, which takes it away."""

    def initial_form_count(self) -> int:
        return 0


CostFormSet = forms.formset_factory(CostForm, extra=LINES, max_num=LINES)
FundingFormSet = forms.formset_factory(FundingForm, extra=LINES, max_num=LINES)


def costs_of(posted: Any, action: Action) -> forms.BaseFormSet:
    """The costs of a sheet, and three empty lines."""
    there = [
        {"label": cost.label, "nature": cost.nature, "amount": cost.amount_eur}
        for cost in action.plan.costs.all()
    ]
    lines = max(LINES, len(there) + 3)
    kind = forms.formset_factory(CostForm, formset=_Filled, extra=lines, max_num=lines)
    return kind(posted, prefix="couts", initial=None if posted else there)


class FundingStatesForm(forms.Form):
    """How far each line of a plan is granted."""

    def __init__(self, *args: Any, lines: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for line in lines:
            label = f"{line.funder}, {line.scheme}" if line.scheme else line.funder
            self.fields[str(line.pk)] = forms.ChoiceField(
                label=label, choices=FundingState.choices, initial=line.state
            )

    def states(self) -> dict[int, FundingState]:
        return {int(pk): FundingState(state) for pk, state in self.cleaned_data.items()}


class MilestoneForm(forms.Form):
    label = forms.CharField(label="Jalon", max_length=200)
    due_on = forms.DateField(label="Attendu le")


class PledgeForm(forms.Form):
    words = forms.CharField(
        label="Engagement",
        max_length=500,
        help_text="Mot pour mot, tel qu’il a été dit.",
        widget=forms.Textarea(attrs={"rows": 3, "class": "voix"}),
    )
    by_label = forms.CharField(
        label="Dit par", max_length=200, help_text="Sa fonction : « la présidente de l’EPCI »."
    )


class CommitmentsField(forms.ModelMultipleChoiceField):
    def label_from_instance(self, obj: Contribution) -> str:
        who = ", ".join(filter(None, (obj.who, obj.due)))
        return f"{obj.node.words} ({who})" if who else obj.node.words


class TakeUpForm(forms.Form):
    commitments = CommitmentsField(
        Contribution.objects.none(),
        label="Engagements dits en atelier",
        help_text="Ceux que cette action tient. Qui les a dits le lira avec son reçu.",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Cochez au moins un engagement."},
    )

    def among(self, said: QuerySet[Contribution]) -> None:
        self.fields["commitments"].queryset = said


class AskForm(forms.Form):
    email = forms.EmailField(
        label="Adresse électronique", help_text="La personne répond en une minute, sans compte."
    )


class NewsForm(forms.Form):
    """Three answers, under a minute."""

    progress = forms.ChoiceField(
        label="Où en est-elle ?", choices=Progress.choices, widget=forms.RadioSelect
    )
    percent = forms.IntegerField(
        label="Avancement, de 0 à 100",
        min_value=0,
        max_value=100,
        help_text="À peu près : 0 rien n’est fait, 100 tout est fait.",
        error_messages={"required": "Dites à peu près où elle en est, de 0 à 100."},
    )
    news = forms.CharField(
        label="La nouvelle",
        max_length=600,
        required=False,
        help_text="Ce qui a avancé, ou ce qui bloque. Deux phrases suffisent.",
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def clean(self) -> dict[str, Any]:
        """An action that is done is at 100 without having to say so."""
        given = super().clean() or self.cleaned_data
        if progress := given.get("progress"):
            given["progress"] = Progress(progress)
        if given.get("progress") is Progress.DONE:
            given["percent"] = 100
            self.errors.pop("percent", None)
        return given


class UpdateForm(NewsForm):
    next_step = forms.CharField(label="La suite", max_length=400, required=False)


class ReviewForm(forms.Form):
    held_on = forms.DateField(label="Tenue le")
    place = forms.CharField(label="Lieu", max_length=200)
    months_after = forms.IntegerField(
        label="Mois après l’Atelier", min_value=0, max_value=240, help_text="Par exemple 6, 12, 24."
    )
    summary = forms.CharField(label="Synthèse", widget=forms.Textarea(attrs={"rows": 5}))
    decisions = LinesField(label="Décisions", help_text="Une par ligne.", required=False)
