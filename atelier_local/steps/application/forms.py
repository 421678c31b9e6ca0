"""What people type to apply."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.forms import BoundField

from atelier_local.programme.agreement.models import FrameworkAgreement, Speciality
from atelier_local.programme.territories.forms import EpciField

from .enums import EligibilityItem, LetterKind, NoteState, Verdict
from .models import EligibilityCheck


class BeginForm(forms.Form):
    epci = EpciField(label="Territoire")
    question = forms.CharField(
        label="Question posée",
        help_text="Une phrase, dans les mots du territoire. Elle pourra être reformulée.",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3, "class": "voix"}),
    )
    framework = forms.ModelChoiceField(
        FrameworkAgreement.objects.all(),
        label="Accord-cadre",
        help_text="Celui dont les groupements seront consultés.",
        empty_label=None,
    )


class HeadingForm(forms.Form):
    text = forms.CharField(
        label="Texte",
        help_text="20 000 signes au plus. Une ligne vide sépare deux paragraphes.",
        strip=False,
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 16}),
    )
    read = forms.IntegerField(widget=forms.HiddenInput, required=False)


class LetterForm(forms.Form):
    kind = forms.ChoiceField(label="Pièce", choices=LetterKind)
    signatory = forms.CharField(label="Signataire", max_length=200)
    received_on = forms.DateField(label="Reçue le")
    upload = forms.FileField(
        label="Fichier signé",
        help_text="PDF, ODT ou DOCX, 10 Mo au plus. Sans fichier, la lettre est dite reçue sur "
        "papier.",
        required=False,
    )


class NeedsForm(forms.Form):
    specialities = forms.ModelMultipleChoiceField(
        Speciality.objects.filter(parent=None),
        label="Spécialités attendues",
        help_text="Les groupements sauront quelles compétences réunir.",
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )


class GridForm(forms.Form):
    """The eight points: a verdict and a remark each. A decision wants them all (`whole`); the
    grid can be kept before it is.
    """

    def __init__(
        self,
        *args: Any,
        checks: Iterable[EligibilityCheck | None] = (),
        whole: bool = False,
        **more: Any,
    ):
        known = {check.item: check for check in checks if check}
        super().__init__(*args, **more)
        self.whole = whole
        for item in EligibilityItem:
            check = known.get(item)
            self.fields[f"{item}-verdict"] = forms.ChoiceField(
                label=item.label,
                help_text=item.asks,
                choices=Verdict,
                initial=check.verdict if check else None,
                widget=forms.RadioSelect,
            )
            self.fields[f"{item}-remark"] = forms.CharField(
                label=f"Remarque ({item.label[0].lower()}{item.label[1:]})",
                required=False,
                max_length=2000,
                initial=check.remark if check else "",
                widget=forms.Textarea(attrs={"rows": 2}),
            )

    @property
    def rows(self) -> list[tuple[EligibilityItem, BoundField, BoundField]]:
        return [(item, self[f"{item}-verdict"], self[f"{item}-remark"]) for item in EligibilityItem]

    def full_clean(self) -> None:
        """The verdicts are shown as due, and asked for only when a decision rests on them."""
        verdicts = [self.fields[f"{item}-verdict"] for item in EligibilityItem]
        for field in verdicts:
            field.required = self.whole
        super().full_clean()
        for field in verdicts:
            field.required = True

    def clean(self) -> dict:
        """A reserve without its reason is said at the point it concerns."""
        for item in EligibilityItem:
            verdict, remark = (self.cleaned_data.get(f"{item}-{k}") for k in ("verdict", "remark"))
            if verdict in (Verdict.NO, Verdict.UNCLEAR) and not remark:
                said = f"Dites pourquoi vous répondez « {Verdict(verdict).label.lower()} »."
                self.add_error(f"{item}-remark", said)
            if remark and not verdict:
                self.add_error(f"{item}-verdict", "Choisissez une réponse, ou effacez la remarque.")
        return self.cleaned_data

    @property
    def answered(self) -> int:
        """Points that show a verdict."""
        return sum(bool(verdict.value()) for _, verdict, _ in self.rows)

    @property
    def answers(self) -> dict[EligibilityItem, tuple[Verdict, str]]:
        """The points that have a verdict."""
        given = self.cleaned_data
        return {
            item: (Verdict(given[f"{item}-verdict"]), given[f"{item}-remark"])
            for item in EligibilityItem
            if given[f"{item}-verdict"]
        }


class DecisionForm(forms.Form):
    outcome = forms.ChoiceField(
        label="Décision",
        choices=[
            (NoteState.SELECTED.value, "Retenir : la consultation peut commencer"),
            (NoteState.RETURNED.value, "Rendre à compléter"),
            (NoteState.REJECTED.value, "Ne pas retenir : l’Atelier s’arrête ici"),
        ],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label="Motif",
        help_text="Lu par le pilote et la collectivité.",
        widget=forms.Textarea(attrs={"rows": 5}),
    )
