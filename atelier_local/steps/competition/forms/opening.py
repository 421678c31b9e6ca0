"""What those who open the tenders type."""

from collections.abc import Sequence
from typing import Any

from django import forms

from atelier_local.ground.ui.forms import EurosField
from atelier_local.programme.people.models import Person

from ..enums import PlaceOutcome
from ..models import Invitation, Tender
from ..rules import PlaceRow


class _Secret(forms.CharField):
    """Never shown again, whatever happens. Its form says which of several is wanted: none of them
    is called optional."""

    widget = forms.PasswordInput(attrs={"autocomplete": "off"})

    def __init__(self, label: str, help_text: str = "", most: int = 200) -> None:
        super().__init__(label=label, help_text=help_text, strip=False, max_length=most)

    def validate(self, value: Any) -> None:
        if value not in self.empty_values:
            super().validate(value)


class _PeopleField(forms.ModelMultipleChoiceField):
    """People with the organisation they speak for."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.full_name}, {obj.organisation}"


class OfficersForm(forms.Form):
    """Two people of two parties at least; the others are substitutes."""

    people = _PeopleField(
        Person.objects.none(),
        label="Qui pourra ouvrir les plis",
        help_text="Au moins deux personnes de deux parties ; les autres sont suppléantes.",
    )

    def __init__(self, *args: Any, people: list[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["people"]
        assert isinstance(field, forms.ModelMultipleChoiceField)
        choices = Person.objects.filter(pk__in=[person.pk for person in people])
        field.queryset = choices.select_related("organisation")


class KeyForm(forms.Form):
    """The passphrase of a new key, twice. With script it never leaves the browser: what goes is
    the public key, and the key closed under the passphrase."""

    use_required_attribute = False

    phrase = _Secret(
        "Votre phrase secrète",
        "Au moins seize signes, ou cinq mots. Personne ne pourra la retrouver.",
    )
    phrase_again = _Secret("La même, encore une fois")
    recipient = forms.CharField(widget=forms.HiddenInput, required=False, max_length=80)
    locked = forms.CharField(widget=forms.HiddenInput, required=False, max_length=2_000)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("recipient"):
            return given
        if not given.get("phrase"):
            self.add_error("phrase", "Tapez votre phrase secrète.")
        elif given["phrase"] != given.get("phrase_again"):
            self.add_error("phrase_again", "Les deux phrases diffèrent.")
        return given


class SheetForm(forms.Form):
    number = forms.CharField(
        label="Numéro de votre feuille de secours",
        help_text="Huit chiffres, imprimés en haut de la feuille.",
        max_length=20,
        widget=forms.TextInput(
            attrs={"class": "court", "inputmode": "numeric", "autocomplete": "off"}
        ),
    )


class _Uncovered(forms.JSONField):
    """What a browser uncovered; nothing that is nested to choke whoever reads it."""

    widget = forms.HiddenInput

    def to_python(self, value: Any) -> Any:
        try:
            return super().to_python(value)
        except RecursionError as deep:
            raise forms.ValidationError("Ce n’est pas lisible.") from deep


class TurnForm(forms.Form):
    """One's passphrase, or the key written on a recovery sheet. With script neither is sent: what
    goes is what the browser uncovered with it."""

    use_required_attribute = False

    phrase = _Secret("Votre phrase secrète")
    sheet = _Secret(
        "Ou la clé écrite sur une feuille de secours de votre partie",
        "À recopier entière. Les espaces ne comptent pas.",
        most=400,
    )
    again = forms.BooleanField(widget=forms.HiddenInput, required=False)
    place = forms.IntegerField(widget=forms.HiddenInput, required=False)
    by_sheet = forms.BooleanField(widget=forms.HiddenInput, required=False)
    halves = _Uncovered(required=False)
    secrets = _Uncovered(required=False)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if not any(given.get(name) for name in ("phrase", "sheet", "halves", "secrets")):
            self.add_error("phrase", "Tapez votre phrase secrète, ou recopiez une feuille.")
        return given


class PlaceFileForm(forms.Form):
    """One file of one tender, as PLACE gave it."""

    tender = forms.TypedChoiceField(label="Offre", coerce=int)
    upload = forms.FileField(
        label="Fichier", help_text="PDF, ODT, DOCX ou XLSX, 25 Mo au plus.", max_length=250
    )

    def __init__(self, *args: Any, tenders: Sequence[Tender], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["tender"]
        assert isinstance(field, forms.TypedChoiceField)
        field.choices = [(one.pk, one.invitation.name) for one in tenders]


class _PersonField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.full_name}, {obj.organisation}"


class PlaceForm(forms.Form):
    """For each holder, what PLACE says; and who was there besides whoever types."""

    def __init__(
        self, *args: Any, invitations: Sequence[Invitation], people: list[Person], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.invitations = invitations
        choices = Person.objects.filter(pk__in=[one.pk for one in people])
        self.fields["second"] = _PersonField(
            choices.select_related("organisation"),
            label="Seconde personne présente",
            help_text="D’une autre partie que la vôtre.",
        )
        for one in invitations:
            self.fields[f"outcome_{one.pk}"] = forms.ChoiceField(
                label=f"{one.name} : offre", choices=PlaceOutcome
            )
            self.fields[f"received_{one.pk}"] = forms.DateTimeField(
                label=f"{one.name} : reçue le",
                help_text="Heure de Paris, telle que PLACE la donne.",
                required=False,
                widget=forms.DateTimeInput(format="%d/%m/%Y %H:%M:%S"),
            )
            self.fields[f"price_{one.pk}"] = EurosField(
                label=f"{one.name} : prix, en euros", required=False, max_value=9_999_999
            )

    @property
    def rows(self) -> list[PlaceRow]:
        given = self.cleaned_data
        return [
            PlaceRow(
                invitation=one.pk,
                name=one.name,
                outcome=PlaceOutcome(given[f"outcome_{one.pk}"]),
                received_at=given[f"received_{one.pk}"],
                price_eur=given[f"price_{one.pk}"],
            )
            for one in self.invitations
        ]
