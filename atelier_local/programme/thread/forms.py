"""Naming what something rests on: one source a line, its number, then why."""

import re

from django import forms

from atelier_local.programme.ateliers.models import Atelier

from .enums import Kind, Sight
from .models import Node

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
        super().__init__(widget=forms.Textarea(attrs={"rows": 5}), **kwargs)
        self.atelier: Atelier | None = None
        self.sight = Sight.PARTIES
        self.kinds: frozenset[Kind] = frozenset(Kind)

    def of(self, atelier: Atelier, sight: Sight, kinds: frozenset[Kind] | None = None) -> None:
        """Say in which Atelier, for which reader and among which kinds numbers are looked up."""
        self.atelier, self.sight = atelier, sight
        self.kinds = kinds or self.kinds

    def clean(self, value):
        lines = [line.strip() for line in super().clean(value).splitlines() if line.strip()]
        parsed = [_LINE.match(line) for line in lines]
        unread = [line for line, match in zip(lines, parsed, strict=True) if match is None]
        if unread:
            raise forms.ValidationError(
                [f"« {line} » : il manque les deux points et le pourquoi." for line in unread]
            )
        wanted = [(m["number"].strip(), m["why"].strip()) for m in parsed if m]
        found = self._nodes([number for number, _ in wanted])
        missing = [number for number, _ in wanted if number.casefold() not in found]
        if missing:
            raise forms.ValidationError(
                [f"« {number} » ne désigne rien ici que l’on puisse citer." for number in missing]
            )
        return [(found[number.casefold()], why) for number, why in wanted]

    def _nodes(self, numbers):
        nodes = Node.objects.seen_by(self.sight).filter(
            atelier=self.atelier, kind__in=[kind.value for kind in self.kinds]
        )
        asked = {number.casefold() for number in numbers}
        return {
            node.number.casefold(): node
            for node in nodes.exclude(number="")
            if node.number.casefold() in asked
        }


class LinkForm(forms.Form):
    """Attach the thing shown to something that rests on it."""

    target = forms.ModelChoiceField(Node.unfiltered.none(), label="Rattacher à")
    why = forms.CharField(label="Pourquoi", max_length=500)

    def __init__(self, *args, targets, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["target"].queryset = targets
        self.fields["target"].empty_label = "Choisir"
