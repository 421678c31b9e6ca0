"""What an action costs, who pays, how far each line is granted."""

from dataclasses import replace
from typing import Any

from django import forms

from atelier_local.ground.ui.forms import EurosField
from atelier_local.steps.financing.enums import CostNature, FunderKind, FundingState
from atelier_local.steps.financing.operations import Cost, Funding

from ..events import MOST_EUROS, YEARS
from ..models import Action

_CHOOSE = [("", "Choisir")]
LINES = 5
"""How many costs and how many funders the form offers; empty lines are left out."""


def _cell(kind: type[forms.Field], label: str, said: str = "", **options: Any) -> Any:
    """A field of a table, where the column's title is its label; `said`: its whole name, read out
    with each control."""
    widget = forms.Select if kind is forms.ChoiceField else forms.TextInput
    attrs = {"aria-label": said or label, **options.pop("attrs", {})}
    return kind(label=label, widget=widget(attrs=attrs), **options)


def _text(label: str, **options: Any) -> Any:
    return _cell(forms.CharField, label, max_length=200, **options)


def _choice(label: str, choices: Any, said: str = "", **options: Any) -> Any:
    return _cell(forms.ChoiceField, label, said, choices=choices, **options)


def _amount() -> Any:
    return _cell(
        EurosField,
        "Montant",
        "Montant en euros",
        decimal_places=0,
        min_value=1,
        max_value=MOST_EUROS,
        attrs={"inputmode": "decimal"},
    )


def _rank(line: forms.Form) -> int:
    """Which line of its table it is, from one."""
    return int(str(line.prefix).rpartition("-")[2]) + 1


class CostForm(forms.Form):
    label = _text("Poste")
    nature = _choice("Nature", _CHOOSE + CostNature.choices)
    amount = _amount()
    year = _cell(
        forms.IntegerField,
        "Année",
        "Année de la dépense",
        min_value=YEARS[0],
        max_value=YEARS[-1],
        required=False,
        attrs={"inputmode": "numeric"},
    )

    @property
    def title(self) -> str:
        return f"Dépense {_rank(self)}"

    def cost(self) -> Cost:
        given = self.cleaned_data
        nature = CostNature(given["nature"])
        return Cost(given["label"], nature, int(given["amount"]), given["year"])


class FundingForm(forms.Form):
    funder = _text("Financeur")
    scheme = _text("Dispositif", required=False)
    kind = _choice("Nature", _CHOOSE + FunderKind.choices, "Nature du financeur")
    amount = _amount()
    state = _choice(
        "État", FundingState.choices, "État de la demande", initial=FundingState.CONSIDERED
    )

    @property
    def title(self) -> str:
        return f"Financeur {_rank(self)}"

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


class FundingTermsForm(FundingForm):
    """A line of a plan, with what moves of it while it is sought."""

    due_on = forms.DateField(label="Dossier à déposer avant le", required=False)
    article = forms.CharField(
        label="Texte qui le permet",
        max_length=200,
        required=False,
        help_text="Article, règlement d’aide ou délibération du financeur.",
    )
    document = forms.CharField(
        label="Pièce",
        max_length=200,
        required=False,
        help_text="Numéro du dossier, arrêté, lettre ou convention, et où on les trouve.",
    )

    @property
    def title(self) -> str:
        said = [self[name].value() for name in ("funder", "scheme")]
        return ", ".join(filter(None, said)) or "Un financeur de plus"

    def funding(self) -> Funding:
        given = self.cleaned_data
        terms = {name: given[name] for name in ("due_on", "article", "document")}
        return replace(super().funding(), **terms)


class _Filled(forms.BaseFormSet):
    """Lines that are there, and empty ones: each may be emptied, which takes it away."""

    def initial_form_count(self) -> int:
        return 0


CostFormSet = forms.formset_factory(CostForm, extra=LINES, max_num=LINES)
FundingFormSet = forms.formset_factory(FundingForm, extra=LINES, max_num=LINES)


def costs_of(posted: Any, action: Action) -> forms.BaseFormSet:
    """The costs of a sheet, and three empty lines."""
    there = [
        {
            "label": cost.label,
            "nature": cost.nature,
            "amount": cost.amount_eur,
            "year": cost.year,
        }
        for cost in action.plan.costs.all()
    ]
    lines = max(LINES, len(there) + 3)
    kind = forms.formset_factory(CostForm, formset=_Filled, extra=lines, max_num=lines)
    return kind(posted, prefix="couts", initial=None if posted else there)


class _Funders(_Filled):
    """Lines that are there, each of which may be taken away, and empty ones."""

    def add_fields(self, form: forms.Form, index: int | None) -> None:
        super().add_fields(form, index)
        form.fields["DELETE"].label = "Retirer ce financeur du plan"

    @property
    def kept(self) -> list[FundingTermsForm]:
        return [one for one in self if one.has_changed() and one not in self.deleted_forms]


def funding_of(posted: Any, action: Action) -> _Funders:
    """Who pays for an action, and two empty lines."""
    names = ("funder", "scheme", "kind", "state", "due_on", "article", "document")
    there = [
        {name: getattr(line, name) for name in names}
        | {"amount": line.amount_eur, "state_label": line.get_state_display()}
        for line in action.plan.lines.all()
    ]
    lines = len(there) + 2
    kind = forms.formset_factory(
        FundingTermsForm, formset=_Funders, extra=lines, max_num=lines, can_delete=True
    )
    return kind(posted, prefix="lignes", initial=None if posted else there)  # type: ignore[return-value]
