"""What people type on a phone, at the console and at a desk."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.validators import MaxLengthValidator
from django.db.models import QuerySet
from django.http import QueryDict

from atelier_local.ground.journal.models import uuid7
from atelier_local.programme.ateliers.enums import Audience, Family
from atelier_local.programme.governance.forms import DecisionsField
from atelier_local.programme.thread.enums import Fate
from atelier_local.programme.thread.models import Node
from atelier_local.steps.workshops.models import Sequence as RunSequence
from atelier_local.steps.workshops.models import Workshop

from . import rescue
from .enums import ActivityState, Channel, ContributionKind, Method, Moderation, Motive, Screen
from .models import Contribution, Group, Option
from .rules import tidy

AUDIENCES = [
    (Audience.RESIDENTS, "Habitante, habitant"),
    (Audience.YOUNG, "Jeune"),
    (Audience.ELECTED, "Élue, élu"),
    (Audience.ASSOCIATIONS, "Association"),
    (Audience.ECONOMY, "Entreprise, commerce"),
    (Audience.FARMING, "Agriculture"),
    (Audience.LOCAL_SERVICES, "Agent d’une collectivité"),
    (Audience.STATE, "Agent de l’État"),
    (Audience.OPERATORS, "Opérateur"),
    (Audience.EXPERTS, "Expertise"),
]
"""The ten audiences in the words of whoever chooses one, the most numerous first."""


KINDS = [(kind.value, kind.label) for kind in ContributionKind.offered()]
"""The natures that a card may have outside a round of commitments."""


class EnterForm(forms.Form):
    """Who one is in the room, if one wishes to say."""

    audience = forms.ChoiceField(
        choices=[*AUDIENCES, ("", "Je préfère ne pas dire")], required=False
    )
    table = forms.IntegerField(min_value=1, max_value=99, required=False)


class CardForm(forms.Form):
    """A card from a phone without script. Its id is made with the page: sent twice, it is one."""

    id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid7)
    activity = forms.CharField(max_length=36, required=False)
    kind = forms.CharField(max_length=20, required=False)
    words = forms.CharField(label="Votre idée", required=False)
    place = forms.CharField(max_length=120, required=False)
    who = forms.CharField(max_length=120, required=False)
    due = forms.CharField(max_length=60, required=False)
    reuse = forms.BooleanField(required=False)


def choices_in(sent: QueryDict) -> dict[str, Any]:
    """A ballot as a phone without script sends it: `choix-<option>=2`, `choix=<option>` where one
    answer is asked, `impact-<option>=4` and `faisabilite-<option>=2`."""
    choices: dict[str, Any] = {}
    for name in sent:
        value = str(sent[name])
        field, _, option = name.partition("-")
        whole = int(value) if value.isascii() and value.isdigit() and len(value) < 6 else value
        if field == "choix":
            choices[option or value] = whole if option else 1
        elif field in _AXES:
            choices.setdefault(option, [0, 0])[_AXES.index(field)] = whole
    return choices


_AXES = ("impact", "faisabilite")


class ScribeForm(forms.Form):
    """A card written for someone: table, kind and audience stay for the next one."""

    id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid7)
    kind = forms.ChoiceField(label="Nature", choices=KINDS)
    table = forms.IntegerField(label="Table", min_value=1, max_value=99, required=False)
    audience = forms.ChoiceField(
        label="Public", choices=[("", "Non dit"), *Audience.choices], required=False
    )
    channel = forms.ChoiceField(
        label="Voie", choices=[(c.value, c.label) for c in (Channel.SCRIBE, Channel.PAPER)]
    )
    words = forms.CharField(label="Une carte pour quelqu’un")

    KEPT = ("kind", "table", "audience", "channel")


class SeriesForm(forms.Form):
    """For whom a scribe writes, line after line: it stays for the next one."""

    audience = forms.ChoiceField(choices=[("", ""), *Audience.choices], required=False)
    channel = forms.ChoiceField(choices=Channel.choices, required=False)
    table = forms.IntegerField(min_value=1, max_value=99, required=False)
    kind = forms.ChoiceField(choices=[("", ""), *ContributionKind.choices], required=False)

    @property
    def said(self) -> dict[str, Any]:
        """What a card says of it."""
        return {name: self.cleaned_data[name] for name in ("audience", "channel", "table")}

    @property
    def kept(self) -> dict[str, str]:
        """What the next line starts with; what is not understood is left out."""
        self.is_valid()
        return {name: str(self.cleaned_data.get(name) or "") for name in self.fields}


class RescueForm(forms.Form):
    """What phones kept, as the text they gave (`rescue`)."""

    text = forms.CharField(
        label="Texte du téléphone",
        help_text="Tel qu’il l’a copié, avec sa dernière ligne entre crochets, ou ce que dit le "
        "code scanné sur son écran. Plusieurs à la suite, si vous voulez.",
        widget=forms.Textarea(attrs={"rows": 8}),
        validators=[MaxLengthValidator(200_000)],  # told to nobody: no counter under the field
    )

    def clean_text(self) -> list[rescue.Handed]:
        try:
            return rescue.read(self.cleaned_data["text"])
        except rescue.Unreadable:
            raise forms.ValidationError(
                "Il manque une partie de ce texte : recopiez-le en entier, du premier numéro au "
                "dernier crochet."
            ) from None


class MoveForm(forms.Form):
    activity = forms.UUIDField()
    to = forms.ChoiceField(
        choices=[(s.value, s.label) for s in ActivityState if s != ActivityState.PREPARED]
    )


class TimerForm(forms.Form):
    act = forms.ChoiceField(choices=[(act, act) for act in ("more", "hold", "run")])


class ScreenForm(forms.Form):
    screen = forms.TypedChoiceField(choices=Screen.choices, coerce=Screen)
    stays = forms.BooleanField(required=False)


class CountForm(forms.Form):
    """Hands raised, by option: `main-<option>`; a field left empty says nothing."""

    def __init__(self, *args, options: Iterable[Option], **kwargs):
        super().__init__(*args, **kwargs)
        self._options = list(options)
        for option in self._options:
            self.fields[f"main-{option.pk}"] = forms.IntegerField(
                label=option.words, min_value=0, max_value=2000, required=False
            )

    @property
    def counts(self) -> list[tuple[Option, int]]:
        """The counts that are new."""
        given = ((o, self.cleaned_data[f"main-{o.pk}"]) for o in self._options)
        return [(o, count) for o, count in given if count is not None and count != o.by_hand]


class ShowForm(forms.Form):
    """One card, or several."""

    card = forms.UUIDField()

    def clean(self) -> dict[str, Any]:
        told = self.data.getlist("card") if isinstance(self.data, QueryDict) else []
        return {"cards": {forms.UUIDField().clean(pk) for pk in told}}


class PinForm(forms.Form):
    card = forms.UUIDField()
    down = forms.BooleanField(required=False)


class QuestionForm(forms.Form):
    question = forms.UUIDField()
    act = forms.ChoiceField(choices=[(act, act) for act in ("show", "hide", "answer")])


class UndoForm(forms.Form):
    line = forms.UUIDField()
    back = forms.CharField(max_length=12, required=False)


class HideForm(forms.Form):
    reason = forms.ChoiceField(
        label="Motif pour masquer", choices=[("", "Choisir un motif"), *Motive.choices]
    )
    card = forms.UUIDField()


class ActivityForm(forms.Form):
    question = forms.CharField(
        label="Question à la salle",
        help_text="Ouverte, courte, comme on la dirait. Par exemple « Qu’est-ce qui compte ici ? »",
        max_length=200,
    )
    method = forms.ChoiceField(label="Forme", choices=Method.choices, initial=Method.CARDS)
    minutes = forms.IntegerField(
        label="Durée prévue, en minutes", min_value=1, max_value=240, required=False
    )
    sequence: forms.ModelChoiceField = forms.ModelChoiceField(
        RunSequence.objects.none(),
        label="Moment du conducteur",
        help_text="La console y trouve la consigne à lire, et dit le retard ; le carnet aussi.",
        empty_label="Aucun en particulier",
        required=False,
    )
    kinds = forms.MultipleChoiceField(
        label="Natures de cartes proposées",
        choices=KINDS,
        widget=forms.CheckboxSelectMultiple,
        initial=[kind.value for kind in list(ContributionKind)[:6]],
        required=False,
    )
    photos = forms.BooleanField(
        label="Une photographie peut être jointe : elle est relue avant d’être affichée",
        required=False,
    )
    silent = forms.BooleanField(
        label="Écrire en silence : les cartes ne se lisent à l’écran qu’une fois révélées",
        required=False,
    )
    moderation = forms.ChoiceField(
        label="Les cartes sont", choices=Moderation.choices, initial=Moderation.DIRECT
    )
    groups: forms.ModelMultipleChoiceField = forms.ModelMultipleChoiceField(
        Group.objects.none(),
        label="Regroupements mis au vote",
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    options = forms.CharField(
        label="Autres choix, un par ligne",
        widget=forms.Textarea(attrs={"rows": 5}),
        max_length=9000,
        required=False,
    )
    budget = forms.IntegerField(
        label="Gommettes, ou réponses, par personne", min_value=1, max_value=20, initial=3
    )
    most_each = forms.IntegerField(
        label="Gommettes au plus sur un même choix", min_value=1, max_value=20, initial=1
    )

    def __init__(self, *args, groups: QuerySet[Group], sequences: QuerySet[RunSequence], **kwargs):
        super().__init__(*args, **kwargs)
        moment = self.fields["sequence"]
        moment.queryset = sequences
        moment.label_from_instance = _moment
        chosen = self.fields["groups"]
        chosen.queryset = groups
        chosen.label_from_instance = lambda group: f"{group.node.number}, {group.node.words}"

    def clean_options(self) -> list[str]:
        """The lines, without the empty ones."""
        lines = [tidy(line) for line in self.cleaned_data["options"].splitlines()]
        if any(len(line) > 280 for line in lines):
            raise forms.ValidationError("Un choix tient en 280 signes.")
        return [line for line in lines if line]

    @property
    def weighed(self) -> list[str | Node]:
        """What is put to the vote: groups first, then words."""
        return [group.node for group in self.cleaned_data["groups"]] + self.cleaned_data["options"]


class OrderForm(forms.Form):
    way = forms.ChoiceField(choices=[(way, way) for way in ("up", "down")])


def _moment(line: RunSequence) -> str:
    return f"Jour {line.day.position}, {line.starts_at:%H h %M} : {line.title}"


class GroupForm(forms.Form):
    """Chosen cards: into a group that is there, or under a new title."""

    title = forms.CharField(
        label="Ce qu’elles disent ensemble",
        help_text="Une phrase, avec leurs mots.",
        max_length=200,
        required=False,
    )
    cards: forms.ModelMultipleChoiceField = forms.ModelMultipleChoiceField(
        Contribution.objects.none(), label="Cartes"
    )
    group: forms.ModelChoiceField = forms.ModelChoiceField(
        Group.objects.none(), label="Regroupement", required=False
    )

    def __init__(self, *args, workshop: Workshop, **kwargs):
        super().__init__(*args, **kwargs)
        among = Contribution.objects.filter(activity__workshop=workshop, hidden_at=None)
        self.fields["cards"].queryset = among  # type: ignore[attr-defined]
        groups = Group.objects.filter(workshop=workshop, undone_at=None)
        self.fields["group"].queryset = groups.select_related("workshop")  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if not given.get("group") and not given.get("title"):
            self.add_error("title", "Donnez un titre, ou choisissez un regroupement.")
        return given


class AttendanceForm(forms.Form):
    """Who came: one count for each of the ten audiences."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for audience in Audience:
            self.fields[audience.value] = forms.IntegerField(
                label=audience.label, min_value=0, max_value=2000, initial=0
            )

    @property
    def attendance(self) -> dict[Audience, int]:
        counts = {audience: self.cleaned_data[audience.value] for audience in Audience}
        return {audience: count for audience, count in counts.items() if count}


class CloseForm(AttendanceForm):
    """Who came, what was said and decided."""

    minutes = forms.CharField(label="Compte rendu", widget=forms.Textarea(attrs={"rows": 8}))
    decisions = DecisionsField()


class RegisterFilter(forms.Form):
    """Read in the address: a filtered page can be shared."""

    workshop = forms.TypedChoiceField(
        label="Atelier",
        choices=[("", "Les trois"), *((n, f"Atelier {n}") for n in (1, 2, 3))],
        coerce=int,
        empty_value=None,
        required=False,
    )
    kind = forms.ChoiceField(
        label="Nature", choices=[("", "Toutes"), *ContributionKind.choices], required=False
    )
    family = forms.ChoiceField(
        label="Famille", choices=[("", "Toutes"), *Family.choices], required=False
    )
    place = forms.ChoiceField(label="Lieu", required=False)

    def __init__(self, *args, places, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["place"].choices = [("", "Tous"), *((place, place) for place in places)]

    @property
    def filters(self) -> dict[str, object]:
        """By field of a contribution; what is not understood does not filter."""
        self.is_valid()
        fields = {"workshop": "activity__workshop__ordinal"}
        return {fields.get(k, k): value for k, value in self.cleaned_data.items() if value}


class AnswerForm(forms.Form):
    fate = forms.ChoiceField(label="Suite donnée", choices=Fate.choices)
    reason = forms.CharField(
        label="Pourquoi",
        help_text="Une phrase écrite pour la personne.",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=600,
    )
