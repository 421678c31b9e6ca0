"""What buyers, consortia, officers and evaluators type."""

from typing import Any

from django import forms

from atelier_local.ground.ui.forms import EurosField
from atelier_local.programme.agreement.models import AwardCriterion
from atelier_local.programme.people.models import Person

from .enums import PriceFormula

_LONG = forms.Textarea(attrs={"rows": 8})


class PrepareForm(forms.Form):
    """One weight for each criterion of the agreement, then the deadline and the formula."""

    deadline = forms.DateTimeField(
        label="Date limite",
        help_text="Heure de Paris. Une offre reçue à cette seconde exacte est en retard.",
        widget=forms.DateTimeInput(format="%d/%m/%Y %H:%M"),
    )
    formula = forms.ChoiceField(
        label="Formule de prix",
        help_text="Figée dès la publication. L’offre la moins chère obtient toujours 10.",
        choices=PriceFormula,
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, criteria: list[AwardCriterion], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.criteria = criteria
        for criterion in criteria:
            self.fields[f"weight_{criterion.key}"] = forms.IntegerField(
                label=criterion.label,
                help_text=f"De {criterion.weight_min} à {criterion.weight_max} %.",
                min_value=0,
                max_value=100,
            )
        self.order_fields([*(name for name in self.fields if name.startswith("weight_"))])

    @property
    def weights(self) -> dict[str, int]:
        return {c.key: self.cleaned_data[f"weight_{c.key}"] for c in self.criteria}


class _Passphrase(forms.CharField):
    widget = forms.PasswordInput(attrs={"autocomplete": "off"})

    def __init__(self, label: str, help_text: str = "") -> None:
        super().__init__(label=label, help_text=help_text, strip=False, max_length=200)


class _PersonField(forms.ModelChoiceField):
    """A person with the organisation they speak for."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.full_name}, {obj.organisation}"


class OfficersForm(forms.Form):
    """Two people side by side, each typing their own passphrase."""

    first = _PersonField(Person.objects.none(), label="Première personne")
    first_passphrase = _Passphrase(
        "Sa phrase secrète",
        "Au moins douze signes, connue d’elle seule. Personne ne pourra la retrouver.",
    )
    second = _PersonField(
        Person.objects.none(), label="Seconde personne", help_text="D’une autre partie."
    )
    second_passphrase = _Passphrase("Sa phrase secrète", "Une autre, tapée par elle.")

    def __init__(self, *args: Any, people: list[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = Person.objects.filter(pk__in=[person.pk for person in people])
        for name in ("first", "second"):
            field = self.fields[name]
            assert isinstance(field, _PersonField)
            field.queryset = choices.select_related("organisation")

    @property
    def passphrases(self) -> dict[Person, str]:
        given = self.cleaned_data
        return {
            given["first"]: given["first_passphrase"],
            given["second"]: given["second_passphrase"],
        }


class ConfirmForm(forms.Form):
    """Before an irreversible act: one fact to type again."""

    again = forms.CharField(label="Pour confirmer", max_length=200)

    def __init__(self, *args: Any, fact: str, ask: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fact = fact
        self.fields["again"].label = ask
        self.fields["again"].widget.attrs |= {"data-retype": fact, "autocomplete": "off"}

    def clean_again(self) -> str:
        again: str = self.cleaned_data["again"]
        if _plain(again) != _plain(self.fact):
            raise forms.ValidationError(f"Recopiez exactement : {self.fact}.")
        return again


def _plain(text: str) -> str:
    return "".join(text.split()).casefold()


class ReasonForm(forms.Form):
    reason = forms.CharField(label="Motif", widget=forms.Textarea(attrs={"rows": 4}))


class QuestionForm(forms.Form):
    text = forms.CharField(
        label="Votre question",
        help_text="Lue par tous les groupements, avec la réponse, sans dire qui l’a posée.",
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class AnswerForm(forms.Form):
    text = forms.CharField(label="Réponse à tous", widget=forms.Textarea(attrs={"rows": 4}))


class TenderForm(forms.Form):
    pitch = forms.CharField(label="Ce que nous comprenons de la demande", widget=_LONG)
    method = forms.CharField(label="Méthode, phase par phase", widget=_LONG)
    team_note = forms.CharField(label="Équipe adaptée au besoin", widget=_LONG)
    price_eur = EurosField(label="Prix, en euros hors taxe", min_value=1, max_value=9_999_999)
    price_again = EurosField(label="Pour confirmer, recopiez le prix", min_value=1)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        price, again = given.get("price_eur"), given.get("price_again")
        if price is not None and again is not None and price != again:
            self.add_error("price_again", "Les deux prix diffèrent.")
        return given


class OpeningForm(forms.Form):
    """The two passphrases, each under the name of whoever types it."""

    first = _Passphrase("Première phrase secrète")
    second = _Passphrase("Seconde phrase secrète")

    def __init__(self, *args: Any, names: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field, name in zip(self.fields.values(), names, strict=False):
            field.label = f"Phrase secrète de {name}"


class InterestsForm(forms.Form):
    conflict = forms.TypedChoiceField(
        label="Avez-vous un lien avec l’un des groupements, ou l’un de leurs membres ?",
        choices=[("no", "Aucun lien"), ("yes", "Un lien : je n’évaluerai pas")],
        coerce=lambda answer: answer == "yes",
        widget=forms.RadioSelect,
    )
    note = forms.CharField(
        label="Précision",
        help_text="Quel lien, depuis quand. Elle est consignée avec votre déclaration.",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class MarkForm(forms.Form):
    value = forms.DecimalField(
        label="Ma note sur 10",
        help_text="Par demi-points. 0 ne répond pas, 5 répond en partie, 10 répond pleinement.",
        max_digits=3,
        decimal_places=1,
        localize=True,
    )
    reason = forms.CharField(
        label="Mon motif",
        help_text="Citez l’offre. Il nourrit le rapport d’analyse, communicable au groupement.",
        widget=forms.Textarea(attrs={"rows": 5}),
    )


class CommonMarkForm(forms.Form):
    value = forms.DecimalField(label="Note commune", max_digits=3, decimal_places=1, localize=True)
    reason = forms.CharField(
        label="Motif, repris tel quel dans le rapport d’analyse",
        help_text="Il sera communicable au groupement. Citez l’offre.",
        widget=forms.Textarea(attrs={"rows": 4}),
    )
