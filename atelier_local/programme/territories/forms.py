"""Choosing a territory by name: a text field that a script may complete, and need not."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from . import queries
from .models import Epci


class PlaceInput(forms.TextInput):
    """A text field with suggestions; the page renders `form.media`."""

    class Media:
        css = {"all": ["territories/places.css"]}
        js = ["territories/places.js"]


class SearchForm(forms.Form):
    q = forms.CharField(
        label="Commune ou intercommunalité",
        help_text="Un nom, un code postal, un code INSEE ou un SIREN.",
        max_length=queries.LONGEST_SEARCH,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )


class EpciField(forms.CharField):
    """One EPCI, typed by its name, its SIREN or one of its communes; cleaned to an `Epci`.

    Also reads « Nom (SIREN) », which the completion script writes. A text that several EPCI
    answer to is an error that names them.
    """

    widget = PlaceInput

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", "Intercommunalité")
        kwargs.setdefault("help_text", "Son nom, celui d’une de ses communes, ou son SIREN.")
        super().__init__(max_length=200, **kwargs)
        self.widget.attrs |= {"data-places": "epci", "autocomplete": "off", "spellcheck": "false"}

    def prepare_value(self, value: Any) -> Any:
        return f"{value.name} ({value.siren})" if isinstance(value, Epci) else value

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        siren = re.search(r"\((\d{9})\)\s*$", text)
        found = queries.epcis_called(siren[1] if siren else text)
        if len(found) == 1:
            return found[0]
        if not found:
            raise ValidationError(f"Aucune intercommunalité ne répond à « {text} ».", "unknown")
        names = " ; ".join(f"{epci.name} ({epci.siren})" for epci in found)
        raise ValidationError(f"Plusieurs répondent à « {text} » : {names}.", "ambiguous")
