"""Writing an agreement down: its bounds, its criteria, its answer on the environment."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from django import forms
from django.utils.text import slugify

from atelier_local.ground.ui.forms import EurosField

from ..enums import GroupForm, PriceType, Procedure
from .holders import SiretField

MOST_CRITERIA = 8


def _count(label: str, least: int, most: int, help_text: str = "") -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=least, max_value=most, help_text=help_text)


class FrameworkForm(forms.Form):
    """Every field of an agreement; those named `frozen` are shown and cannot be changed."""

    name = forms.CharField(label="Nom de l’accord-cadre", max_length=200)
    buyer = forms.CharField(label="Acheteur", max_length=200)
    buyer_siret = SiretField(label="SIRET de l’acheteur", required=False)
    number = forms.CharField(
        label="Numéro",
        max_length=16,
        required=False,
        help_text="Celui que citent les marchés et leurs données essentielles, 16 signes au plus.",
    )
    document_source = forms.CharField(
        label="Document d’origine",
        max_length=300,
        required=False,
        help_text="Où lire l’accord-cadre : cahier des clauses, avis d’attribution.",
    )
    valid_from = forms.DateField(label="Valable du", required=False)
    valid_to = forms.DateField(
        label="Valable jusqu’au",
        required=False,
        help_text="Les marchés se signent au plus tard ce jour. Jour, mois, année : 14/09/2026",
    )
    ceiling_eur = EurosField(label="Montant maximal, hors taxes", required=False)
    usual_amount_eur = EurosField(
        label="Montant habituel d’un marché, hors taxes",
        required=False,
        help_text="Sert à estimer ce que les consultations en cours engageront.",
    )
    days_to_sign = _count(
        "Jours de l’envoi d’une consultation à la signature",
        1,
        365,
        "Donne le dernier jour pour consulter : réponse, analyse, délai avant signature.",
    )
    duration_min_months = _count("Durée d’un Atelier, au moins (mois)", 1, 48)
    duration_max_months = _count("Durée d’un Atelier, au plus (mois)", 1, 48)
    sessions = _count("Phases sur site", 1, 12)
    session_days_min = _count("Jours par phase, au moins", 1, 10)
    session_days_max = _count("Jours par phase, au plus", 1, 10)
    validity_days = _count(
        "Validité des offres (jours)",
        1,
        365,
        "Proposée à chaque consultation, qui peut la changer.",
    )
    hearing = forms.BooleanField(
        label="Une audition est prévue",
        help_text="Sinon, aucune consultation ne peut entendre les groupements.",
        required=False,
    )
    negotiation = forms.BooleanField(
        label="Une négociation est prévue",
        help_text="La lettre de consultation le dit. Rien ne se négocie sur cette plateforme : "
        "une offre ouverte ne change plus.",
        required=False,
    )
    adaptation_clause = forms.CharField(
        label="Adaptation des équipes",
        required=False,
        max_length=4000,
        help_text="La clause qui dit comment une équipe se complète. Chaque lettre de consultation "
        "la cite ; sans elle, aucune clause ne fonde le remplacement d’un membre.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    direct_clause = forms.CharField(
        label="Marchés sans remise en concurrence",
        required=False,
        max_length=4000,
        help_text="La clause qui dit quels marchés, pour des raisons techniques, ne peuvent être "
        "confiés qu’à un titulaire ; sans elle, tous sont toujours consultés (art. R2162-10).",
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    cpv = forms.RegexField(
        r"^\d{8}-\d$",
        label="Code CPV",
        help_text="Huit chiffres, un tiret, un chiffre : 71410000-5",
        error_messages={"invalid": "Huit chiffres, un tiret, un chiffre : 71410000-5."},
    )
    ccag = forms.CharField(label="Cahier des clauses administratives générales", max_length=80)
    procedure = forms.ChoiceField(label="Procédure de passation", choices=Procedure.choices)
    group_form = forms.ChoiceField(label="Forme des groupements", choices=GroupForm.choices)
    price_type = forms.ChoiceField(label="Prix des marchés", choices=PriceType.choices)
    social_clause = forms.BooleanField(label="Une clause sociale d’exécution", required=False)
    environmental_clause = forms.BooleanField(
        label="Une clause environnementale d’exécution", required=False
    )
    reserved = forms.BooleanField(
        label="Un marché réservé",
        help_text="À des entreprises adaptées ou d’insertion, par exemple.",
        required=False,
    )

    IDENTITY = ("name", "buyer", "buyer_siret", "number", "document_source")
    VALIDITY = ("valid_from", "valid_to", "ceiling_eur", "usual_amount_eur", "days_to_sign")
    SITE = (
        "duration_min_months",
        "duration_max_months",
        "sessions",
        "session_days_min",
        "session_days_max",
    )
    CONSULTING = (
        "validity_days",
        "hearing",
        "negotiation",
        "adaptation_clause",
        "direct_clause",
    )
    DATA = (
        "cpv",
        "ccag",
        "procedure",
        "group_form",
        "price_type",
        "social_clause",
        "environmental_clause",
        "reserved",
    )
    SECTIONS = (
        ("Ce qu’est l’accord-cadre", IDENTITY),
        ("Validité et montant", VALIDITY),
        ("Durées et phases sur site", SITE),
        ("Ce que reprennent les consultations", CONSULTING),
        ("Ce que citent les données essentielles", DATA),
    )

    def __init__(self, *args: Any, frozen: Collection[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in frozen:
            self.fields[name].disabled = True

    def sections(self) -> Iterator[tuple[str, list[forms.BoundField]]]:
        """The fields as the page groups them."""
        for title, names in self.SECTIONS:
            yield title, [self[name] for name in names]


NATURES = [
    ("", "Aucune de celles-ci"),
    ("price", "Prix"),
    ("environment", "Environnement"),
    ("social", "Social"),
    ("both", "Environnement et social"),
]


class CriterionForm(forms.Form):
    """One criterion; left without a name, it is none."""

    title = ""
    """What it is called in the summary of errors, and above its fields."""

    key = forms.SlugField(max_length=40, required=False, widget=forms.HiddenInput)
    label = forms.CharField(label="Critère", max_length=200, required=False)
    weight_min = forms.IntegerField(
        label="Au moins (%)", min_value=0, max_value=100, required=False
    )
    weight_max = forms.IntegerField(label="Au plus (%)", min_value=0, max_value=100, required=False)
    nature = forms.ChoiceField(label="Nature", choices=NATURES, required=False)
    guidance = forms.CharField(
        label="Ce qui est apprécié",
        help_text="Un sous-critère par ligne : chaque lettre de consultation les cite.",
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if given.get("label"):
            for name in ("weight_min", "weight_max"):
                if given.get(name) is None and name not in self.errors:
                    self.add_error(name, "Écrivez un nombre entier, de 0 à 100.")
        elif any(given.get(name) not in (None, "") for name in ("weight_min", "weight_max")):
            self.add_error("label", "Nommez ce critère, ou videz ses pondérations.")
        return given

    @property
    def begun(self) -> bool:
        """Whether something is written in it: it is then shown, not folded."""
        return any(self[name].value() for name in ("label", "weight_min", "weight_max", "guidance"))

    @property
    def row(self) -> dict[str, Any]:
        """The criterion as operations take it."""
        given = self.cleaned_data
        return {
            "key": given["key"] or slugify(given["label"])[:40],
            "label": given["label"],
            "weight_min": given["weight_min"],
            "weight_max": given["weight_max"],
            "is_price": given["nature"] == "price",
            "is_environmental": given["nature"] in ("environment", "both"),
            "is_social": given["nature"] in ("social", "both"),
            "guidance": given["guidance"],
        }


class CriteriaForms:
    """As many criteria as there are, and room for others."""

    def __init__(self, data: Any, known: Sequence[Mapping[str, Any]]) -> None:
        padded = [*known, *({} for _ in range(MOST_CRITERIA - len(known)))]
        self.forms = [
            CriterionForm(data, prefix=f"c{place}", initial=_initial(row))
            for place, row in enumerate(padded, start=1)
        ]
        for place, form in enumerate(self.forms, start=1):
            form.title = f"Critère {place}"
        filled = [place for place, form in enumerate(self.forms, start=1) if form.begun]
        self._shown = max(5, len(known) + 1, *filled)

    def __iter__(self) -> Iterator[CriterionForm]:
        return iter(self.forms)

    @property
    def shown(self) -> list[CriterionForm]:
        """Those filled in, and room for some; the rest is folded."""
        return self.forms[: self._shown]

    @property
    def spare(self) -> list[CriterionForm]:
        return self.forms[self._shown :]

    def is_valid(self) -> bool:
        return not [form for form in self.forms if not form.is_valid()]  # each says its errors

    @property
    def rows(self) -> list[dict[str, Any]]:
        return [form.row for form in self.forms if form.cleaned_data.get("label")]


def _initial(row: Mapping[str, Any]) -> dict[str, Any]:
    green, social = row.get("is_environmental"), row.get("is_social")
    natures = {"price": row.get("is_price"), "both": green and social}
    natures |= {"environment": green, "social": social}
    return {**row, "nature": next((name for name, holds in natures.items() if holds), "")}


class EnvironmentForm(forms.Form):
    """Why one goes on consulting without an environmental criterion."""

    answer = forms.CharField(
        label="Votre réponse",
        max_length=2000,
        help_text=(
            "Ce que l’accord-cadre permet, et pourquoi. Elle paraîtra sur chaque consultation "
            "et dans chaque rapport d’analyse."
        ),
        widget=forms.Textarea(attrs={"rows": 5}),
    )
