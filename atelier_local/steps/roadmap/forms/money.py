"""What an action costs, who pays, how far each line is granted."""

from typing import Any

from django import forms

from atelier_local.ground.ui.forms import EurosField
from atelier_local.steps.financing.enums import CostNature, FunderKind, FundingState
from atelier_local.steps.financing.operations import Cost, Funding

from ..events import MOST_EUROS
from ..models import Action

_CHOOSE = [("", "Choisir")]
LINES = 5
"""How many costs and how many funders the form offers; empty lines are left out."""


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
