"""Naming what something rests on: one source a line, its number, then why."""

import re
from collections.abc import Iterable

from django import forms
from django.db.models.functions import Upper

from atelier_local.programme.ateliers.models import Atelier

from .enums import Kind, Sight
from .models import Node
from .rules import REASON_AT_MOST

_LINE = re.compile(r"^(?P<number>[^:]+?)\s*:\s*(?P<why>.+)$")


class SourcesField(forms.CharField):
    """Lines such as « C-1-047 : le dit de l’intérieur »; cleans to [(Node, why), …]."""

    def __init__(self, **kwargs):
        kwargs.setdefault("label", "Sur quoi cela s’appuie")
        kwargs.setdefault(
            "help_text",
            "Une source par ligne : son numéro, deux points, pourquoi. "
            "Par exemple « C-1-047 : le dit de l’intérieur ».",
        )
        kwargs.setdefault("error_messages", {"required": "Nommez au moins une source."})
        super().__init__(widget=forms.Textarea(attrs={"rows": 5}), **kwargs)
        self.atelier: Atelier | None = None
        self.sight = Sight.PARTIES
        self.kinds: frozenset[Kind] = frozenset(Kind)

    def of(self, atelier: Atelier, sight: Sight, kinds: frozenset[Kind] | None = None) -> None:
        """Say in which Atelier, for which reader and among which kinds numbers are looked up."""
        self.atelier, self.sight = atelier, sight
        self.kinds = kinds or self.kinds

    def clean(self, value):
        lines = [" ".join(line.split()) for line in super().clean(value).splitlines()]
        cited: dict[str, str] = {}
        faults = []
        for line in filter(None, lines):
            match = _LINE.match(line)
            if match is None:
                faults.append(f"« {line} » : il manque les deux points et le pourquoi.")
            elif len(match["why"]) > REASON_AT_MOST:
                faults.append(f"« {match['number']} » : dites pourquoi en {REASON_AT_MOST} signes.")
            elif match["number"].upper() in cited:
                faults.append(f"« {match['number']} » est cité deux fois.")
            else:
                cited[match["number"].upper()] = match["why"]
        found = self._nodes(cited)
        faults += [
            f"« {number} » ne désigne rien ici que l’on puisse citer."
            for number in cited
            if number not in found
        ]
        if faults:
            raise forms.ValidationError(faults)
        return [(found[number], why) for number, why in cited.items()]

    def _nodes(self, numbers: Iterable[str]) -> dict[str, Node]:
        nodes = Node.objects.seen_by(self.sight).annotate(upper=Upper("number"))
        kinds = [kind.value for kind in self.kinds]
        found = nodes.filter(atelier=self.atelier, kind__in=kinds, upper__in=list(numbers))
        return {node.number.upper(): node for node in found}


class LinkForm(forms.Form):
    """Attach the thing shown to something that rests on it."""

    target = forms.ModelChoiceField(Node.unfiltered.none(), label="Rattacher à")
    why = forms.CharField(label="Pourquoi", max_length=REASON_AT_MOST)

    def __init__(self, *args, targets, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["target"].queryset = targets
        self.fields["target"].empty_label = "Choisir"
