"""The lots of an agreement, and who holds each."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django import forms

from atelier_local.ground.ui.forms import EurosField

ROOM_FOR = 3
"""Blank lots that the page offers, beside those that are written."""


class LotForm(forms.Form):
    """One lot; left without a subject, it is none."""

    title = ""
    """What it is called in the summary of errors, and above its fields."""

    number = forms.IntegerField(label="Numéro", min_value=1, max_value=999, required=False)
    subject = forms.CharField(label="Objet du lot", max_length=200, required=False)
    ceiling_eur = EurosField(label="Maximum, hors taxes", required=False)
    holders = forms.TypedMultipleChoiceField(
        label="Titulaires", coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, holders: Sequence[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not holders:
            del self.fields["holders"]
            return
        field = self.fields["holders"]
        assert isinstance(field, forms.TypedMultipleChoiceField)
        field.choices = holders

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if given.get("subject"):
            if given.get("number") is None and "number" not in self.errors:
                self.add_error("number", "Écrivez le numéro du lot.")
        elif given.get("ceiling_eur") is not None or given.get("holders"):
            self.add_error("subject", "Écrivez l’objet de ce lot, ou videz le reste.")
        return given

    @property
    def begun(self) -> bool:
        return any(
            self[name].value()
            for name in ("subject", "ceiling_eur", "holders")
            if name in self.fields
        )

    @property
    def row(self) -> dict[str, Any]:
        """The lot as operations take it."""
        given = self.cleaned_data
        return {name: given[name] for name in ("number", "subject", "ceiling_eur")} | {
            "holders": sorted(given.get("holders", []))
        }


class LotForms:
    """As many lots as there are, and room for some others; none is asked for."""

    def __init__(
        self, data: Any, known: Sequence[Mapping[str, Any]], holders: Sequence[tuple[int, str]]
    ) -> None:
        places = len(known) + ROOM_FOR
        while data and f"l{places + 1}-subject" in data:
            places += 1
        last = max((row["number"] for row in known), default=0)
        blank = ({"number": last + place} for place in range(1, places - len(known) + 1))
        self.forms = [
            LotForm(data, prefix=f"l{place}", initial=dict(row), holders=holders)
            for place, row in enumerate([*known, *blank], start=1)
        ]
        for place, form in enumerate(self.forms, start=1):
            form.title = f"Lot, ligne {place}"

    def __iter__(self) -> Iterator[LotForm]:
        return iter(self.forms)

    @property
    def begun(self) -> bool:
        """Whether a lot is written: they are then shown, not folded."""
        return any(form.begun for form in self.forms)

    def is_valid(self) -> bool:
        return not [form for form in self.forms if not form.is_valid()]  # each says its errors

    @property
    def rows(self) -> list[dict[str, Any]]:
        rows = [form.row for form in self.forms if form.cleaned_data.get("subject")]
        return sorted(rows, key=lambda row: row["number"])
