"""Signing in, choosing a password, inviting."""

from django import forms
from django.contrib.auth import authenticate
from django.contrib.auth.password_validation import (
    password_validators_help_texts,
    validate_password,
)

from .models import Person


class SignInForm(forms.Form):
    email = forms.EmailField(
        label="Adresse électronique",
        widget=forms.EmailInput(attrs={"autocomplete": "username"}),
    )
    password = forms.CharField(
        label="Mot de passe",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    person: Person | None = None
    lead = "Vous n’êtes pas connecté."

    def __init__(self, *args, blocked: bool = False, **kwargs):
        super().__init__(*args, **kwargs)
        self.blocked = blocked

    def clean(self):
        given = super().clean()
        if self.blocked:  # the password is not even looked at: the answer tells nothing of it
            raise forms.ValidationError(
                "Trop d’essais avec cette adresse. Réessayez dans dix minutes."
            )
        if given and given.get("email") and given.get("password"):
            self.person = authenticate(username=given["email"], password=given["password"])
            if self.person is None:
                raise forms.ValidationError(
                    "Cette adresse et ce mot de passe ne correspondent à aucun compte actif."
                )
        return given


class LostPasswordForm(forms.Form):
    email = forms.EmailField(
        label="Adresse électronique",
        help_text="Celle de votre compte. Nous y enverrons un lien valable 24 heures.",
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )


class ChoosePasswordForm(forms.Form):
    password = forms.CharField(
        label="Mot de passe",
        strip=False,
        help_text=" ".join(password_validators_help_texts()),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label="Le même, une seconde fois",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args, person: Person, **kwargs):
        super().__init__(*args, **kwargs)
        self.person = person

    def clean_password(self):
        password = self.cleaned_data["password"]
        validate_password(password, self.person)
        return password

    def clean(self):
        given = super().clean()
        if given and given.get("password") and given.get("again") != given["password"]:
            self.add_error("again", "Les deux mots de passe diffèrent.")
        return given


class InvitationForm(forms.Form):
    """Who to invite; a room that needs more (a role, a service) inherits and adds it."""

    first_name = forms.CharField(label="Prénom", max_length=80)
    last_name = forms.CharField(label="Nom", max_length=80)
    email = forms.EmailField(label="Adresse électronique professionnelle")
    function = forms.CharField(label="Fonction", max_length=120, required=False)


class AddressForm(forms.Form):
    """Whoever is invited is known, all but where to write."""

    email = forms.EmailField(
        label="Adresse électronique professionnelle",
        help_text="Celle de la personne elle-même : le lien qu’elle reçoit ouvre son accès.",
    )


class ServiceInvitationForm(InvitationForm):
    service = forms.CharField(
        label="Service",
        max_length=200,
        help_text="Par exemple : Direction départementale des territoires de l’Orne.",
    )
    field_order = ("service", "first_name", "last_name", "email", "function")
