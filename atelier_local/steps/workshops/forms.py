"""Preparing a workshop: when and where, the run of show, the tables."""

from django import forms

from .enums import Participation


class WorkshopForm(forms.Form):
    title = forms.CharField(label="Titre", max_length=200)
    purpose = forms.CharField(label="Objet", widget=forms.Textarea(attrs={"rows": 3}))
    place = forms.CharField(label="Lieu", help_text="Commune et salle.", max_length=200)
    starts_on = forms.DateField(label="Premier jour")
    days = forms.IntegerField(label="Nombre de jours", min_value=1, max_value=5, initial=2)


class SequenceForm(forms.Form):
    prefix = "sequence"
    day_position = forms.TypedChoiceField(label="Jour", coerce=int)
    starts_at = forms.TimeField(label="Heure", help_text="Par exemple 9:30.")
    minutes = forms.IntegerField(label="Durée en minutes", min_value=1, max_value=600)
    title = forms.CharField(label="Séquence", max_length=200)
    objective = forms.CharField(label="Objectif", max_length=300, required=False)
    instruction = forms.CharField(
        label="Consigne, à lire à voix haute",
        widget=forms.Textarea(attrs={"rows": 2}),
        required=False,
    )
    material = forms.CharField(label="Matériel", max_length=300, required=False)
    host = forms.CharField(label="Qui anime", max_length=120, required=False)

    def __init__(self, *args, days: int, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["day_position"].choices = [(n, f"Jour {n}") for n in range(1, days + 1)]


class WifiForm(forms.Form):
    prefix = "wifi"
    name = forms.CharField(
        label="Nom du réseau",
        help_text="Tel que les téléphones le voient. Vide : l’écran n’invite à aucun réseau.",
        required=False,
    )
    key = forms.CharField(
        label="Mot de passe",
        help_text="Il s’affiche à l’écran de la salle. Vide si le réseau n’en demande pas.",
        strip=False,
        required=False,
    )


class WelcomeForm(forms.Form):
    prefix = "welcome"
    access = forms.CharField(
        label="Venir et entrer",
        help_text="Train, car, covoiturage ; fauteuil roulant, boucle magnétique, garde d’enfants.",
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    supplies = forms.CharField(
        label="Repas, impressions, matériel",
        help_text="Qui apporte quoi.",
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    payer = forms.CharField(label="Qui paie", max_length=200)


class ApproachForm(forms.Form):
    prefix = "approach"
    publics = forms.CharField(
        label="Publics attendus",
        help_text="« Élus, habitants des trois bourgs, collégiens »",
        max_length=300,
    )
    participation = forms.ChoiceField(
        label="Niveau de participation",
        choices=[("", "Choisir"), *Participation.choices],
        help_text="Ce que l’on promet à celles et ceux qui viennent.",
    )
    guarantees = forms.CharField(
        label="Garanties",
        help_text="« Chaque carte reçoit une réponse ; aucun nom n’est gardé. »",
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 2}),
        required=False,
    )


class LeaveForm(forms.Form):
    prefix = "leave"
    disagreements = forms.CharField(
        label="Désaccords",
        help_text="Un par ligne : sur quoi, deux points, ce que chacun en dit.",
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        required=False,
    )
    open_questions = forms.CharField(
        label="Ce à quoi l’étape suivante doit répondre",
        help_text="Une question par ligne.",
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        required=False,
    )

    def clean_disagreements(self) -> list[tuple[str, str]]:
        parted = (line.partition(":") for line in _lines(self.cleaned_data["disagreements"]))
        return [(title.strip(), text.strip()) for title, _, text in parted]

    def clean_open_questions(self) -> list[str]:
        return _lines(self.cleaned_data["open_questions"])


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


class TableForm(forms.Form):
    prefix = "table"
    number = forms.IntegerField(label="Numéro", min_value=1, max_value=99)
    theme = forms.CharField(label="Thème", max_length=200, required=False)
    place = forms.CharField(label="Emplacement", max_length=120, required=False)
    facilitator = forms.CharField(label="Qui anime", max_length=120, required=False)
    scribe = forms.CharField(label="Qui écrit", max_length=120, required=False)
