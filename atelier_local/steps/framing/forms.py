"""Writing the framing: method, meeting, calendar, places, committees, people, risks, documents."""

from collections.abc import Iterator
from datetime import datetime

from django import forms

from atelier_local.clock import PARIS
from atelier_local.programme.ateliers.enums import Audience, Stage
from atelier_local.programme.ateliers.models import Atelier
from atelier_local.programme.governance.forms import MinutesForm
from atelier_local.programme.governance.queries import members
from atelier_local.programme.people.models import Person
from atelier_local.programme.territories.models import Commune

from .rules import SCHEDULED, Period

_LONG = forms.Textarea(attrs={"rows": 7})


class MethodForm(forms.Form):
    methodology = forms.CharField(
        label="Méthode",
        help_text="Comment l’équipe écoutera, croisera et restituera ; qui fait quoi.",
        widget=_LONG,
    )
    out_of_scope = forms.CharField(
        label="Ce que l’Atelier ne traitera pas", widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
    )  # fmt: skip


class ConveneForm(forms.Form):
    day = forms.DateField(label="Jour")
    starts = forms.TimeField(label="De", help_text="Par exemple 9:30.")
    ends = forms.TimeField(label="À", help_text="Par exemple 12:00.")
    place = forms.CharField(label="Lieu", max_length=200)

    def clean(self):
        given = super().clean() or {}
        if {"day", "starts", "ends"} <= given.keys():
            for name in ("starts", "ends"):
                given[f"{name}_at"] = datetime.combine(given["day"], given[name], PARIS)
            if given["ends_at"] <= given["starts_at"]:
                self.add_error("ends", "La réunion finit après avoir commencé.")
        return given


class MeetingForm(MinutesForm, ConveneForm):
    """The framing meeting, called and held at once."""


class CalendarForm(forms.Form):
    """A start and an end for each stage from the first workshop on."""

    justification = forms.CharField(
        label="Pourquoi ce calendrier",
        help_text="Demandé seulement quand le calendrier sort des bornes de l’accord-cadre.",
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=500,
        required=False,
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for stage in SCHEDULED:
            for end, label in (("start", "début"), ("end", "fin")):
                self.fields[f"{stage}_{end}"] = forms.DateField(
                    label=f"{stage.label}, {label}", required=False
                )

    @staticmethod
    def initial_of(dates) -> dict:
        """What the form shows of the dates already set."""
        shown: dict = {}
        for date in dates:
            shown |= {f"{date.stage}_start": date.starts_on, f"{date.stage}_end": date.ends_on}
        return shown

    def rows(self) -> Iterator[tuple[Stage, forms.BoundField, forms.BoundField]]:
        for stage in SCHEDULED:
            yield stage, self[f"{stage}_start"], self[f"{stage}_end"]

    def clean(self):
        given = super().clean() or {}
        for stage in SCHEDULED:
            starts, ends = given.get(f"{stage}_start"), given.get(f"{stage}_end")
            if ends and not starts:
                self.add_error(f"{stage}_start", "Il manque le début.")
            elif ends and starts and ends < starts:
                self.add_error(f"{stage}_end", "La fin vient avant le début.")
        return given

    @property
    def periods(self) -> dict[Stage, Period]:
        """The stages that have a start, once the form was cleaned."""
        return {
            stage: (starts, self.cleaned_data.get(f"{stage}_end"))
            for stage in SCHEDULED
            if (starts := self.cleaned_data.get(f"{stage}_start"))
        }


class SiteForm(forms.Form):
    name = forms.CharField(label="Lieu", help_text="« Gare du Theil »", max_length=120)
    commune = forms.ModelChoiceField(Commune.objects.none(), label="Commune", empty_label="Choisir")
    why = forms.CharField(
        label="Pourquoi ce lieu", widget=forms.Textarea(attrs={"rows": 2}), max_length=300
    )

    def __init__(self, *args, epci: str, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["commune"].queryset = Commune.objects.filter(epci=epci).order_by("name")


class _Seats(forms.ModelMultipleChoiceField):
    def label_from_instance(self, obj):
        said = (obj.full_name, obj.function, obj.organisation.name if obj.organisation else "")
        return ", ".join(filter(None, said))


class CommitteeForm(forms.Form):
    role = forms.CharField(label="Rôle", max_length=200)
    rhythm = forms.CharField(
        label="Rythme", help_text="« Une fois par mois », « quatre réunions »", max_length=120
    )
    members = _Seats(
        Person.objects.none(),
        label="Y siègent",
        help_text="Les personnes qui ont un rôle dans l’Atelier.",
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    others = forms.CharField(
        label="Y siègent aussi",
        help_text="Qui n’a pas encore de rôle ici : une fonction, une structure.",
        max_length=400,
        required=False,
    )

    def __init__(self, *args, atelier: Atelier, **kwargs):
        super().__init__(*args, **kwargs)
        known = members(atelier).order_by("organisation__name", "last_name")
        self.fields["members"].queryset = known


class RuleForm(forms.Form):
    prefix = "rule"
    decision_rule = forms.CharField(
        label="Comment les instances décident",
        help_text="Qui tranche, à quelle majorité, ce que devient un désaccord.",
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class StakeholderForm(forms.Form):
    prefix = "stakeholder"
    name = forms.CharField(label="Nom", max_length=200)
    audience = forms.ChoiceField(label="Public", choices=Audience.choices)
    influence = forms.IntegerField(label="Influence, de 1 à 5", min_value=1, max_value=5)
    interest = forms.IntegerField(label="Intérêt, de 1 à 5", min_value=1, max_value=5)
    note = forms.CharField(label="Remarque", max_length=400, required=False)


class RiskForm(forms.Form):
    prefix = "risk"
    risk = forms.CharField(label="Risque", max_length=400)
    answer = forms.CharField(label="Parade", max_length=400)


class IndicatorForm(forms.Form):
    prefix = "indicator"
    name = forms.CharField(
        label="Indicateur",
        help_text="De l’Atelier lui-même : qui est venu, ce qui s’est décidé, ce qui a tenu.",
        max_length=250,
    )
    baseline = forms.CharField(label="Départ", max_length=120, required=False)
    target = forms.CharField(label="Cible", max_length=120)
    source = forms.CharField(label="Source", help_text="Où on le lira.", max_length=250)


class RequestForm(forms.Form):
    prefix = "request"
    title = forms.CharField(label="Document", max_length=250)
    owner = forms.CharField(label="Fourni par", max_length=200)
    due_on = forms.DateField(label="Avant le")


class DueForm(forms.Form):
    due_on = forms.DateField(label="Avant le")
