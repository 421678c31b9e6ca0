"""What the buyer types before publishing, and writes to all after."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.text import capfirst

from atelier_local.ground.ui.forms import EurosField
from atelier_local.programme.agreement.models import AwardCriterion, Lot
from atelier_local.programme.people.models import Person
from atelier_local.refusal import Reasons

from ..enums import Mode, Perimeter, PriceFormula
from ..rules.letter import CALENDAR, CLAUSES, CONFIDENTIAL, TEAM, TITLES
from . import lots
from .acts import ConfirmForm

_MINUTE = forms.DateTimeInput(format="%d/%m/%Y %H:%M")
_DAY = forms.DateInput(format="%d/%m/%Y")
_CLAUSES = {"calendar_clause": CALENDAR, "team_clause": TEAM, "confidential_clause": CONFIDENTIAL}


class _ToPublish:
    """A field that the letter needs: one may save without it, and it is not called optional."""

    empty_values: Sequence[Any]

    def validate(self, value: Any) -> None:
        if value not in self.empty_values:
            super().validate(value)  # type: ignore[misc]


class _Words(_ToPublish, forms.CharField):
    pass


class _Moment(_ToPublish, forms.DateTimeField):
    pass


class _Day(_ToPublish, forms.DateField):
    pass


class _Points(_ToPublish, forms.MultipleChoiceField):
    """The rule names each point that is left; none of them may be left out."""


class _Contact(_ToPublish, forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.full_name}, {obj.organisation}"


class _Lot(_ToPublish, lots.LotField):
    pass


def _text(label: str, *, help_text: str = "", rows: int = 4, most: int = 4000) -> forms.CharField:
    area = forms.Textarea(attrs={"rows": rows})
    return _Words(label=label, help_text=help_text, widget=area, max_length=most)


class PrepareForm(forms.Form):
    """All that the letter says. Weights and deadline are needed to save; the rest, to publish."""

    use_required_attribute = False

    mode = forms.ChoiceField(
        label="Où les offres sont-elles déposées ?",
        help_text="Sur PLACE, cette plateforme prépare et analyse ; le dépôt officiel est là-bas.",
        choices=Mode,
        widget=forms.RadioSelect,
    )
    place_reference = forms.CharField(
        label="Référence de la consultation sur PLACE", required=False, max_length=60
    )
    lot = _Lot(help_text="Tous ses titulaires sont consultés, et eux seuls.")
    object_text = _text("Objet du marché", rows=3, most=1000)
    contact = _Contact(Person.objects.none(), label="Contact des groupements", empty_label="–")
    deadline = forms.DateTimeField(
        label="Date limite",
        help_text="Heure de Paris. Une offre reçue à cette seconde exacte est en retard.",
        widget=_MINUTE,
    )
    questions_until = _Moment(
        label="Questions jusqu’au",
        help_text="Heure de Paris ; assez tôt pour que chacun lise la réponse avant de déposer.",
        widget=_MINUTE,
    )
    grids_due = _Day(label="Grilles d’analyse attendues le", widget=_DAY)
    validity_days = forms.IntegerField(
        label="Durée de validité des offres, en jours",
        help_text="Proposée par l’accord-cadre.",
        min_value=0,
        max_value=400,
    )
    standstill = forms.BooleanField(
        label="Attendre entre les lettres et la signature",
        help_text="Délai volontaire : il ferme le référé contractuel si tous les titulaires sont "
        "prévenus.",
        required=False,
    )
    formula = forms.ChoiceField(
        label="Formule de prix",
        help_text="Figée dès la publication. L’offre la moins chère obtient toujours 10.",
        choices=PriceFormula,
        widget=forms.RadioSelect,
    )
    estimate_eur = EurosField(label="Estimation du marché, hors taxes", required=False, min_value=1)
    envelope_disclosed = forms.BooleanField(
        label="Donner l’estimation aux groupements", required=False
    )
    hearing = forms.BooleanField(
        label="Entendre les groupements avant de noter",
        help_text="Tous ceux dont l’offre est admise, le même temps.",
        required=False,
    )
    hearing_minutes = forms.IntegerField(
        label="Durée de l’audition, en minutes", required=False, min_value=0, max_value=480
    )
    calendar_clause = _text(TITLES[CALENDAR], rows=5)
    team_clause = _text(TITLES[TEAM], rows=7)
    confidential_clause = _text(TITLES[CONFIDENTIAL], rows=9)
    court = _text(
        "Tribunal compétent",
        help_text="Son nom et son adresse : c’est là qu’un recours se dépose.",
        rows=2,
        most=400,
    )

    def __init__(
        self,
        *args: Any,
        criteria: list[AwardCriterion],
        contacts: QuerySet[Person],
        wait_days: int,
        lots_agreed: Sequence[Lot],
        hearing_why: Reasons = (),
        **kwargs: Any,
    ) -> None:
        """`wait_days`: how long the wait before the signature lasts; `lots_agreed`: those of
        the agreement, nothing is asked where there is none; `hearing_why`: why nobody can be heard,
        said beside the box, which is greyed."""
        super().__init__(*args, **kwargs)
        self.fields[
            "standstill"
        ].label = f"Attendre {wait_days} jours entre les lettres et la signature"
        self.criteria = criteria
        for name in ("hearing", "hearing_minutes") if hearing_why else ():
            self.fields[name].disabled = True
            self.fields[name].help_text = capfirst(" ; ".join(map(str, hearing_why))) + "."
        contact = self.fields["contact"]
        assert isinstance(contact, forms.ModelChoiceField)
        contact.queryset = contacts
        lots.offer(self, lots_agreed)
        for criterion in criteria:
            said = f"De {criterion.weight_min} à {criterion.weight_max} %."
            self.fields[f"weight_{criterion.key}"] = forms.IntegerField(
                label=criterion.label,
                help_text=said + (" Critère environnemental." * criterion.is_environmental),
                min_value=0,
                max_value=100,
            )
            for place, words in enumerate(criterion.subcriteria):
                self.fields[f"points_{criterion.key}_{place}"] = forms.IntegerField(
                    label=words, required=False, min_value=1, max_value=100
                )

    @property
    def weight_fields(self) -> list[tuple[forms.BoundField, list[forms.BoundField]]]:
        """Each criterion’s weight, and the points of its sub-criteria."""
        return [
            (
                self[f"weight_{one.key}"],
                [self[f"points_{one.key}_{place}"] for place in range(len(one.subcriteria))],
            )
            for one in self.criteria
        ]

    def _points(self, criterion: AwardCriterion) -> list[int]:
        """None when no sub-criterion was given any."""
        places = range(len(criterion.subcriteria))
        given = [self.cleaned_data[f"points_{criterion.key}_{place}"] or 0 for place in places]
        return given if any(given) else []

    @property
    def plan(self) -> dict[str, Any]:
        """What was decided, by the names of the plan."""
        given = self.cleaned_data
        typed = {
            n: v
            for n, v in given.items()
            if not n.startswith(("weight_", "points_")) and n not in _CLAUSES
        }
        return typed | {
            "weights": {one.key: given[f"weight_{one.key}"] for one in self.criteria},
            "points": {one.key: self._points(one) for one in self.criteria},
            "clauses": {item: given[name] for name, item in _CLAUSES.items()},
            "formula": PriceFormula(given["formula"]),
            "mode": Mode(given["mode"]),
            "hearing_minutes": given["hearing_minutes"] or 0,
        }


def clauses_to_start_from(written: dict[str, str]) -> dict[str, str]:
    """The clauses as they stand, or the texts one starts from."""
    return {name: written.get(str(item), CLAUSES[item]) for name, item in _CLAUSES.items()}


class PublishForm(ConfirmForm):
    """What whoever consults read again, point by point; none is ticked beforehand."""

    use_required_attribute = False

    within = _Points(
        label="J’ai relu l’objet, le cahier des charges et les clauses",
        choices=Perimeter,
        widget=forms.CheckboxSelectMultiple,
    )
    field_order = ("within", "again")


class AnswerForm(forms.Form):
    broadcast = forms.CharField(
        label="La question, telle que tous la liront",
        help_text="Ôtez ce qui dirait qui la pose : un nom, un lieu, une spécialité.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    text = forms.CharField(label="Réponse à tous", widget=forms.Textarea(attrs={"rows": 4}))


class AmendForm(forms.Form):
    """What changes; the deadline as it is when it does not move."""

    text = forms.CharField(label="Ce qui change", widget=forms.Textarea(attrs={"rows": 5}))
    deadline = forms.DateTimeField(
        label="Date limite",
        help_text="Heure de Paris. Elle ne peut qu’être repoussée.",
        widget=_MINUTE,
    )
    why = forms.CharField(
        label="Pourquoi le temps suffit",
        help_text="Seulement si la date limite est proche et ne bouge pas.",
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
