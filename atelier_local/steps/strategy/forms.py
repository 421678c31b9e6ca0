"""Wording what is at stake, aimed at and recommended."""

from typing import Any

from django import forms
from django.core.validators import MaxLengthValidator
from django.db.models import QuerySet

from atelier_local.ground.journal.fields import of_lines
from atelier_local.programme.ateliers.enums import Family, Horizon
from atelier_local.programme.thread.forms import SourcesField
from atelier_local.steps.wall.models import Option
from atelier_local.steps.workshops.models import Workshop

from .enums import RecommendationKind
from .events import values_of
from .models import Axis, Objective

_SHORT = forms.Textarea(attrs={"rows": 2})
_LONG = forms.Textarea(attrs={"rows": 5})


class _Families(forms.MultipleChoiceField):
    def __init__(self):
        super().__init__(
            label="Familles de transition",
            choices=Family.choices,
            widget=forms.CheckboxSelectMultiple,
            required=False,
        )


class IssueForm(forms.Form):
    title = forms.CharField(
        label="Enjeu",
        max_length=300,
        help_text="Une question : « Comment … sans … ? »",
        widget=_SHORT,
    )
    text = forms.CharField(label="Explication", widget=_LONG, required=False)
    rests_on = SourcesField(
        help_text="Un constat ou un regroupement par ligne : son numéro, deux points, pourquoi. "
        "Par exemple « F-014 : le train sans correspondance »."
    )
    votes = forms.IntegerField(label="Gommettes reçues", min_value=0, initial=0)
    families = _Families()


class OptionField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Option) -> str:
        return f"{obj.activity.workshop}, {obj.activity.question} {obj.words}"


class ScenarioForm(forms.Form):
    title = forms.CharField(label="Scénario", max_length=200)
    text = forms.CharField(
        label="Ce qu’il raconte",
        help_text="Ce que l’on y vit, ce qu’il coûte, à qui.",
        max_length=4000,
        widget=_LONG,
    )
    kept = forms.TypedChoiceField(
        label="Ce que l’Atelier en a fait",
        choices=[("oui", "Retenu"), ("non", "Écarté")],
        coerce=lambda said: said == "oui",
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label="Pourquoi",
        help_text="S’il est retenu, ce qui en est gardé ; sinon, pourquoi il ne l’est pas.",
        max_length=2000,
        widget=_LONG,
    )
    option = OptionField(
        Option.objects.none(),
        label="Le choix qui lui répondait dans un vote",
        help_text="Ses voix se lisent à côté, téléphones et papier à part.",
        empty_label="Aucun vote ne portait sur lui",
        required=False,
    )
    by_hand = forms.IntegerField(
        label="Ou les voix comptées à la main",
        min_value=0,
        max_value=100_000,
        required=False,
    )

    def voted_on(self, options: QuerySet[Option]) -> None:
        self.fields["option"].queryset = options


class WorkshopField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Workshop) -> str:
        return f"Atelier {obj.ordinal}, {obj.title}"


class DisagreementForm(forms.Form):
    """One point, and what each college says of it, in its words."""

    workshop = WorkshopField(
        Workshop.objects.none(),
        label="Dit à l’atelier",
        help_text="Le carnet de suivi le range là ; dit ailleurs, avec le dernier atelier.",
        empty_label="Ailleurs, dans un comité par exemple",
        required=False,
    )
    title = forms.CharField(label="Sur quoi", max_length=200)
    text = forms.CharField(label="Ce qui est en débat", max_length=2000, widget=_SHORT)
    local_authority = forms.CharField(label="La collectivité", max_length=2000, widget=_SHORT)
    state = forms.CharField(label="L’État local", max_length=2000, widget=_SHORT)
    partners = forms.CharField(
        label="Les partenaires",
        help_text="S’ils ne se prononcent pas, écrivez-le : un silence n’est pas une position.",
        max_length=2000,
        widget=_SHORT,
    )
    residents = forms.CharField(
        label="Les habitants",
        help_text="Ce qu’ils en ont dit, sans nom ; laissez vide s’ils n’ont pas été entendus.",
        max_length=2000,
        widget=_SHORT,
        required=False,
    )
    next = forms.CharField(
        label="Suite convenue",
        help_text="Où et quand on en reparlera.",
        max_length=1000,
        widget=_SHORT,
        required=False,
    )
    settled = forms.CharField(
        label="Comment il a été levé",
        help_text="À remplir s’il l’est : le rapport final ne le donne plus pour ouvert.",
        max_length=1000,
        widget=_SHORT,
        required=False,
    )

    def said_in(self, workshops: QuerySet[Workshop]) -> None:
        self.fields["workshop"].queryset = workshops


class AxisForm(forms.Form):
    name = forms.CharField(label="Nom court", max_length=60, help_text="« Se relier »")
    title = forms.CharField(label="Intitulé", max_length=200, required=False)
    text = forms.CharField(label="Explication", widget=_LONG, required=False)


class ObjectiveForm(forms.Form):
    axis = forms.ModelChoiceField(Axis.objects.none(), label="Axe", empty_label="Choisir un axe")
    title = forms.CharField(
        label="Objectif", max_length=300, help_text="Commencez par un verbe.", widget=_SHORT
    )
    text = forms.CharField(label="Explication", widget=_LONG, required=False)
    rests_on = SourcesField(
        help_text="Un enjeu par ligne : son numéro, deux points, pourquoi. "
        "Par exemple « Enjeu 3 : il commence par la gare »."
    )
    families = _Families()


class RewordForm(forms.Form):
    """An objective that is there already. `read` keeps what it said when the page was drawn."""

    read = forms.JSONField(widget=forms.HiddenInput)
    title = forms.CharField(
        label="Objectif", max_length=300, help_text="Commencez par un verbe.", widget=_SHORT
    )
    text = forms.CharField(
        label="Explication",
        validators=[MaxLengthValidator(20_000)],
        widget=_LONG,
        required=False,
    )

    def __init__(self, data: Any, *, objective: Objective) -> None:
        values = values_of(objective)
        super().__init__(data, initial={**values, "read": values})

    def clean_read(self) -> dict[str, Any]:
        read = self.cleaned_data["read"]
        if not isinstance(read, dict):
            raise forms.ValidationError("Cette page a été changée : ouvrez-la de nouveau.")
        return read

    def said(self) -> dict[str, str]:
        """What the objective is to say, field by field."""
        given = self.cleaned_data
        return {"title": of_lines(given["title"]), "text": of_lines(given["text"])}


class RecommendationForm(forms.Form):
    title = forms.CharField(label="Préconisation", max_length=300, widget=_SHORT)
    addressee = forms.CharField(label="Adressée à", max_length=200)
    horizon = forms.ChoiceField(label="Horizon", choices=Horizon.choices, widget=forms.RadioSelect)
    kind = forms.ChoiceField(label="Nature", choices=RecommendationKind.choices)
    text = forms.CharField(label="Explication", widget=_LONG, required=False)
    rests_on = SourcesField(
        help_text="Une source par ligne : constat, enjeu ou objectif, deux points, pourquoi. "
        "Par exemple « 2.1 : la première marche »."
    )
