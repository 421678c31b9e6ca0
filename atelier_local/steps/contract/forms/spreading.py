"""The days of each person, phase by phase."""

from collections.abc import Sequence
from typing import Any

from django import forms

from atelier_local.steps.competition.enums import Phase
from atelier_local.steps.competition.rules import typed

from ..queries import Spread
from ..rules import halved


class HalfDaysField(forms.Field):
    """Days by halves, as one types them: `2,5` is five half-days, nothing is none."""

    widget = forms.TextInput(attrs={"inputmode": "decimal", "size": 4})

    def to_python(self, value: Any) -> Any:
        text = str(value or "").strip()
        read = typed.halves(text) if text else 0
        if read is None:
            raise forms.ValidationError("Des jours, par moitiés : 2 ou 2,5.")
        return read


class SpreadForm(forms.Form):
    """A field for each person and each phase."""

    def __init__(self, *args: Any, spread: Sequence[Spread], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.spread = spread
        for one in spread:
            for phase in Phase:
                count = one.half_days.get(phase, 0)
                self.fields[_name(one, phase)] = HalfDaysField(
                    label=f"{phase.label}, jours de {one.member.person.full_name}",
                    required=False,
                    initial=halved(count) if count else "",
                )

    @property
    def lines(self) -> list[tuple[Spread, list[tuple[Phase, Any]]]]:
        """Each person with the fields of the phases, to be drawn side by side."""
        return [(one, [(phase, self[_name(one, phase)]) for phase in Phase]) for one in self.spread]

    @property
    def told(self) -> dict[int, dict[str, int]]:
        """The half-days typed, by the key of each place in the team."""
        return {
            one.member.pk: {str(p): self.cleaned_data[_name(one, p)] for p in Phase}
            for one in self.spread
        }


def _name(one: Spread, phase: Phase) -> str:
    return f"days_{one.member.pk}_{phase}"
