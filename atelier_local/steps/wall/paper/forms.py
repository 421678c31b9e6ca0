"""What to print, which photograph to read, what a hand wrote."""

from collections.abc import Sequence

from django import forms

from atelier_local.programme.ateliers.enums import Audience
from atelier_local.steps.workshops.models import Cell
from atelier_local.steps.workshops.paper import sheets

from ..enums import ContributionKind
from ..models import Activity, Option


class PackForm(forms.Form):
    """How much of each; the vote sheets follow from the votes that are prepared."""

    activity: forms.ModelChoiceField = forms.ModelChoiceField(
        Activity.objects.none(),
        label="Question écrite sur les feuilles",
        empty_label=None,
    )
    cards = forms.IntegerField(
        label="Cartes à écrire",
        help_text="Quatre par page A4, à couper en quatre.",
        min_value=0, max_value=150, initial=40,
    )  # fmt: skip
    by_table = forms.IntegerField(
        label="Feuilles par table", help_text="A4, huit cases.", min_value=0, max_value=5, initial=1
    )
    maps = forms.IntegerField(
        label="Cartes du territoire", help_text="A3, douze lignes.",
        min_value=0, max_value=10, initial=1,
    )  # fmt: skip
    tallies = forms.BooleanField(
        label="Une feuille de dépouillement pour chaque vote préparé", initial=True, required=False
    )
    poster = forms.BooleanField(
        label="L’affiche pour rejoindre la salle", initial=True, required=False
    )

    def __init__(self, *args, activities: Sequence[Activity], **kwargs):
        super().__init__(*args, **kwargs)
        asked = [
            activity.pk for activity in activities if not (activity.is_vote or activity.is_pledge)
        ]
        self.fields["activity"].queryset = Activity.objects.filter(pk__in=asked)
        self.fields["activity"].required = bool(asked)


class PhotographForm(forms.Form):
    prefix = "photo"
    picture = forms.FileField(
        label="Photographie",
        help_text="JPEG ou PNG, 25 Mo au plus : une feuille entière, ou plusieurs cartes.",
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp"}),
        max_length=200,
        error_messages={"empty": "Le fichier est vide."},
    )


class TypeForm(forms.Form):
    """One cell, as the hand wrote it; kind, audience and table stay for the next one."""

    id = forms.UUIDField(widget=forms.HiddenInput)
    words = forms.CharField(
        label="Ce qui est écrit, mot pour mot",
        widget=forms.Textarea(attrs={"rows": 3, "autofocus": True, "data-enter": True}),
    )
    kind = forms.ChoiceField(label="Nature")
    place = forms.CharField(label="Lieu", max_length=120, required=False)
    table = forms.IntegerField(label="Table", min_value=1, max_value=99, required=False)
    audience = forms.ChoiceField(
        label="Public", choices=[("", "Non dit"), *Audience.choices], required=False
    )
    square = forms.CharField(
        label="Case de la carte",
        help_text="Par exemple C4.",
        max_length=8,
        required=False,
    )
    point = forms.RegexField(
        r"^0\.[0-9]{1,6},0\.[0-9]{1,6}$", widget=forms.HiddenInput, required=False
    )

    KEPT = ("kind", "audience", "table")

    def __init__(self, *args, cell: Cell, activity: Activity, on_map: bool, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["id"].initial = cell.pk
        self.fields["kind"].choices = [
            (kind.value, kind.label) for kind in ContributionKind if kind in activity.kinds
        ]
        self.fields["words"].widget.attrs["maxlength"] = activity.max_length
        if not on_map:
            del self.fields["square"], self.fields["point"]

    def clean_square(self) -> str:
        typed = self.cleaned_data["square"]
        if typed and sheets.square(typed) is None:
            raise forms.ValidationError("Une case s’écrit comme C4 : une lettre de A à L, 1 à 10.")
        return typed

    @property
    def spot(self) -> tuple[float, float] | None:
        """Where on the sheet (millimetres): as it was clicked, or the middle of the square."""
        told = self.cleaned_data.get("point")
        if told:
            x, y = (float(part) for part in told.split(","))
            return sheets.FRAME.x + x * sheets.FRAME.width, sheets.FRAME.y + y * sheets.FRAME.height
        return sheets.square(self.cleaned_data.get("square") or "")


class TotalsForm(forms.Form):
    """The totals of a tally sheet: one number an option; an empty one says nothing."""

    def __init__(self, *args, options: Sequence[Option], **kwargs):
        super().__init__(*args, **kwargs)
        self._options = list(options)
        for option in self._options:
            self.fields[f"total-{option.pk}"] = forms.IntegerField(
                label=option.words, min_value=0, max_value=2000, required=False,
                initial=option.by_hand,
            )  # fmt: skip

    @property
    def totals(self) -> dict[int, int]:
        """By position of the option."""
        given = ((o.position, self.cleaned_data[f"total-{o.pk}"]) for o in self._options)
        return {position: total for position, total in given if total is not None}
