"""Taking a workshop to a hall without network, and bringing it home."""

from django import forms

from .rules import SHORTEST


class _Secret(forms.CharField):
    """A passphrase, taken as it is typed."""

    def __init__(self, label: str, **options) -> None:
        widget = forms.PasswordInput(attrs={"autocomplete": "off"})
        super().__init__(label=label, max_length=200, strip=False, widget=widget, **options)


class KitForm(forms.Form):
    prefix = "kit"
    secret = _Secret(
        "Phrase secrète",
        help_text=f"Cinq mots au hasard, {SHORTEST} signes au moins. Elle ouvre le kit sur "
        "l’ordinateur, puis son retour : sans elle, rien ne se lit. Elle n’est gardée nulle part.",
    )
    again = _Secret("La même phrase, une seconde fois")

    def clean(self):
        given = super().clean() or {}
        if given.get("secret") and given.get("again") and given["secret"] != given["again"]:
            self.add_error("again", "Les deux phrases ne sont pas les mêmes.")
        return given


class MergeForm(forms.Form):
    prefix = "retour"
    bundle = forms.FileField(
        label="Paquet de retour",
        help_text="Le fichier en .retour que l’ordinateur de la salle a fait, 25 Mo au plus.",
        max_length=250,
        allow_empty_file=True,
    )
    secret = _Secret("Phrase secrète du kit")
