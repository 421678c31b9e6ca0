"""Which part of a tender answers each item of the specification."""

from collections.abc import Sequence
from typing import Any

from django import forms

from ..enums import TenderPart
from ..rules.expecting import Item

_NONE = [("", "aucune partie")]


class ExpectedForm(forms.Form):
    """One choice an item, in the order of the specification."""

    def __init__(self, *args: Any, items: Sequence[Item], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.items = [item for item in items if item.key]
        for item in self.items:
            self.fields[f"item_{item.key}"] = forms.ChoiceField(
                label=f"§ {item.number}, répond",
                choices=_NONE + TenderPart.choices,
                required=False,
                initial=str(item.part or ""),
                widget=forms.Select(attrs={"class": "saisie"}),
            )

    @property
    def rows(self) -> list[tuple[Item, Any]]:
        return [(item, self[f"item_{item.key}"]) for item in self.items]

    @property
    def parts(self) -> dict[int, TenderPart | None]:
        given = {item.key: self.cleaned_data[f"item_{item.key}"] for item in self.items}
        return {key: TenderPart(part) if part else None for key, part in given.items() if key}
