"""Writing a section, giving an opinion, sealing what will not change."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django import forms

from atelier_local.programme.governance.enums import College, Opinion
from atelier_local.programme.thread.forms import SourcesField
from atelier_local.steps.wall.models import Contribution
from atelier_local.steps.workshops.models import Sheet

from .enums import Consent, DeliverableKind, Rights
from .models import Section
from .rules import MOST_WORDS, PLACES


class ProseField(forms.CharField):
    """A text whose lines end in one way, whatever a browser sends."""

    def to_python(self, value: Any) -> str:
        return str(super().to_python(value)).replace("\r\n", "\n")


class SectionForm(forms.Form):
    place = forms.ChoiceField(label="Où elle se place")
    title = forms.CharField(label="Titre", max_length=200)
    text = ProseField(
        label="Texte",
        widget=forms.Textarea(attrs={"rows": 16, "data-emphasis": True}),
        help_text="Une ligne vide sépare deux paragraphes. Une ligne qui commence par « ## » est "
        "un intertitre, par « - » un élément de liste, par « > » une parole, suivie de « — » et de "
        "qui la dit. « **gras** » et « *italique* » mettent des mots en valeur. « [[C-1-047]] » "
        "renvoie à la contribution, à l’entretien ou au document de ce numéro.",
    )
    cites = SourcesField(required=False)
    read = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, kind: DeliverableKind, rewriting: bool = False, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["place"].choices = [(p.value, p.label) for p in PLACES[kind]]
        del self.fields["place" if rewriting else "read"]


class TermForm(forms.Form):
    term = forms.CharField(label="Mot", max_length=80)
    meaning = forms.CharField(
        label="Ce qu’il veut dire ici",
        help_text="En une phrase, pour qui n’était pas là.",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class CommentForm(forms.Form):
    words = forms.CharField(
        label="Votre remarque",
        max_length=MOST_WORDS,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Lue par toutes les parties, jusqu’à ce que l’équipe la dise traitée.",
    )


class AskForm(forms.Form):
    due_on = forms.DateField(label="Avis attendus avant le", help_text="Par exemple 30/09/2027.")


class OpinionForm(forms.Form):
    college = forms.ChoiceField(label="Au titre de", widget=forms.RadioSelect)
    opinion = forms.ChoiceField(label="Avis", choices=Opinion.choices, widget=forms.RadioSelect)
    reservation = forms.CharField(
        label="Réserve ou motif",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Elle sera lue à côté de l’avis.",
    )

    def __init__(self, *args, colleges: list[College], **kwargs):
        super().__init__(*args, **kwargs)
        field = self.fields["college"]
        field.choices = [(college.value, college.label) for college in colleges]
        if len(colleges) == 1:
            field.initial, field.widget = colleges[0].value, forms.HiddenInput()


class TakeBackForm(forms.Form):
    why = forms.CharField(
        label="Ce que vous allez changer",
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Les trois collèges le liront, à côté des avis déjà rendus.",
    )


class AnswerItemForm(forms.Form):
    """The sections of the five documents, under the document that holds each."""

    section = forms.ChoiceField(label="Section qui répond")

    def __init__(self, *args: Any, sections: Mapping[Any, Section], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.sections = {str(key): section for key, section in sections.items()}
        groups: dict[str, list[tuple[str, str]]] = {}
        for key, section in self.sections.items():
            groups.setdefault(str(section.deliverable), []).append((key, section.node.words))
        self.fields["section"].choices = [("", "Choisir une section"), *groups.items()]

    def clean_section(self) -> Section:
        return self.sections[self.cleaned_data["section"]]


class DropItemForm(forms.Form):
    reason = forms.CharField(
        label="Pourquoi cet article est écarté",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Lu par toutes les parties, à côté de l’article.",
    )


class SealForm(forms.Form):
    """One fact typed again, before what cannot be undone."""

    said = forms.CharField(label="")

    def __init__(self, *args, fact: str, **kwargs):
        super().__init__(*args, **kwargs)
        self.fact = fact
        self.fields["said"].label = f"Pour confirmer, écrivez « {fact} »"
        self.fields["said"].widget.attrs["data-retype"] = fact

    def clean_said(self) -> str:
        said = " ".join(self.cleaned_data["said"].split())
        if said.casefold() != self.fact.casefold():
            raise forms.ValidationError(f"Ce n’est pas « {self.fact} ».")
        return said


class ErratumForm(SealForm):
    """What is corrected and why; a fact typed again, unless one only wants to read the result."""

    text = ProseField(label="Texte corrigé", widget=forms.Textarea(attrs={"rows": 16}))
    reason = forms.CharField(
        label="Motif",
        max_length=MOST_WORDS,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Lu par tous, dans le document et à côté de lui.",
    )
    field_order = ("text", "reason", "said")

    def __init__(self, *args, section: Section | None, reading: bool, **kwargs):
        super().__init__(*args, **kwargs)
        if section is None:
            del self.fields["text"]
        else:
            self.fields["text"].initial = section.text
            self.fields["text"].widget.attrs["data-emphasis"] = True
        self.reading = reading
        self.fields["said"].required = not reading

    def clean_said(self) -> str:
        return "" if self.reading else super().clean_said()


class PhotographForm(forms.Form):
    picture = forms.FileField(
        label="Photographie",
        help_text="JPEG ou PNG, 40 Mo au plus. Elle est redessinée : ni le lieu ni l’appareil "
        "n’y restent. À 150 points par pouce, 745 points de large font la colonne du texte.",
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png"}),
        max_length=200,
        error_messages={"empty": "Le fichier est vide."},
    )
    alt = forms.CharField(
        label="Ce qu’elle montre",
        max_length=400,
        help_text="Pour qui ne la voit pas : le lieu, ce qui s’y passe, ce qu’il faut remarquer.",
    )
    caption = forms.CharField(label="Légende", max_length=300, required=False)
    credit = forms.CharField(label="Auteur", max_length=120, help_text="Imprimé sous l’image.")
    rights = forms.ChoiceField(label="Droits de l’auteur", choices=Rights, widget=forms.RadioSelect)
    consent = forms.ChoiceField(
        label="Droit à l’image",
        choices=Consent,
        widget=forms.RadioSelect,
        help_text="Sans accord, la photographie est gardée et ne sort pas.",
    )


class TakeUpForm(forms.Form):
    """The photograph of a card, to be shown in a section."""

    prefix = "card"
    card = forms.ChoiceField(label="Carte")
    alt = PhotographForm.base_fields["alt"]
    caption = PhotographForm.base_fields["caption"]
    consent = PhotographForm.base_fields["consent"]

    def __init__(self, *args: Any, cards: Iterable[Contribution], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.cards = {str(card.pk): card for card in cards}
        listed = [(key, f"{c.node.number} : {c.words[:80]}") for key, c in self.cards.items()]
        self.fields["card"].choices = [("", "Choisir une carte"), *listed]

    def clean_card(self) -> Contribution:
        return self.cards[self.cleaned_data["card"]]


class SheetForm(forms.Form):
    """A sheet that the hall wrote on, to be shown in a section."""

    prefix = "sheet"
    sheet = forms.ChoiceField(label="Feuille")
    alt = PhotographForm.base_fields["alt"]
    caption = PhotographForm.base_fields["caption"]
    consent = forms.ChoiceField(
        label="Visages et noms",
        choices=Consent,
        widget=forms.RadioSelect,
        help_text="Un visage, un nom, une écriture que l’on reconnaîtrait : sans l’accord de la "
        "personne, la feuille est gardée et ne sort pas.",
    )

    def __init__(self, *args: Any, sheets: Iterable[Sheet], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.sheets = {str(sheet.pk): sheet for sheet in sheets}
        listed = [(key, told_of(sheet)) for key, sheet in self.sheets.items()]
        self.fields["sheet"].choices = [("", "Choisir une feuille"), *listed]

    def clean_sheet(self) -> Sheet:
        return self.sheets[self.cleaned_data["sheet"]]


def told_of(sheet: Sheet) -> str:
    """« Atelier 1, paquet 2, feuille de table 4, table 3 »."""
    where = f"Atelier {sheet.pack.workshop.ordinal}, paquet {sheet.pack.rank}"
    table = f", table {sheet.table}" if sheet.table else ""
    return f"{where}, {sheet.get_kind_display()} {sheet.number}{table}"


class ConsentForm(forms.Form):
    consent = forms.ChoiceField(label="Droit à l’image", choices=Consent)


class DueDatesForm(forms.Form):
    """A day for each of the five documents, or none yet."""

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        for kind in DeliverableKind:
            self.fields[kind.value] = forms.DateField(label=kind.label, required=False)

    @staticmethod
    def initial_of(due: Mapping[DeliverableKind, date]) -> dict[str, date]:
        return {kind.value: day for kind, day in due.items()}

    @property
    def due(self) -> dict[DeliverableKind, date]:
        """The days that were said, once the form was cleaned."""
        return {kind: day for kind in DeliverableKind if (day := self.cleaned_data[kind.value])}
