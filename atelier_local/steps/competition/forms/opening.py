"""What those who open the tenders type."""

from typing import Any

from django import forms

from atelier_local.programme.people.models import Person


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


class OpeningForm(forms.Form):
    """The two passphrases, each under the name of whoever types it."""

    first = _Passphrase("Première phrase secrète")
    second = _Passphrase("Seconde phrase secrète")

    def __init__(self, *args: Any, names: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field, name in zip(self.fields.values(), names, strict=False):
            field.label = f"Phrase secrète de {name}"
