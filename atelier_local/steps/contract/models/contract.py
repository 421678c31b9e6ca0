"""The contract itself, its team, what it publishes."""

from django.db import models

from ..enums import Modality, PublishedFact, Technique
from .subcontracting import Subcontracting


def no_technique() -> list[str]:
    return [Technique.NONE.value]


def no_modality() -> list[str]:
    return [Modality.NONE.value]


class CallOffContract(models.Model):
    """The contract of one Atelier under the framework agreement. Notified, it sets T0."""

    atelier = models.OneToOneField("ateliers.Atelier", models.PROTECT, related_name="+")
    award = models.OneToOneField(
        "competition.Award", models.PROTECT, related_name="+", verbose_name="attribution"
    )
    consortium = models.ForeignKey(
        "agreement.Consortium", models.PROTECT, related_name="+", verbose_name="groupement"
    )
    reference = models.CharField("référence", max_length=80, unique=True)
    amount_eur = models.DecimalField("montant (€ HT)", max_digits=12, decimal_places=2)
    signed_on = models.DateField("signé le")
    notified_at = models.DateTimeField("notifié le", null=True)
    duration_months = models.PositiveSmallIntegerField("durée (mois)", null=True)
    # What the State's open data ask besides; which values suit a call-off is to be verified.
    decp_id = models.CharField("identifiant de publication", max_length=16, blank=True)
    engagement_number = models.CharField("numéro d’engagement juridique", max_length=20, blank=True)
    advance_percent = models.DecimalField("avance (%)", max_digits=5, decimal_places=2, null=True)
    advance_refused = models.BooleanField("avance refusée par le titulaire", default=False)
    techniques = models.JSONField("techniques d’achat", default=no_technique)
    modalities = models.JSONField("modalités d’exécution", default=no_modality)
    act = models.ForeignKey(
        "files.Filed",
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="acte d’engagement",
    )

    running = True
    """Whether a service is still expected of it, for a contract loaded by `queries.contract_of`."""
    ended = False
    """Whether it ended early, for a contract loaded likewise."""

    class Meta:
        verbose_name = "marché subséquent"
        verbose_name_plural = "marchés subséquents"
        constraints = [
            models.UniqueConstraint(
                fields=["decp_id"],
                condition=~models.Q(decp_id=""),
                name="published_under_one_number",
            )
        ]

    def __str__(self) -> str:
        return self.reference


class TeamMember(models.Model):
    """Someone of the team, what they bring and for how many days; from when, until when.

    The team of a day is those who were in it that day: nobody is ever erased.
    """

    contract = models.ForeignKey(CallOffContract, models.CASCADE, related_name="team")
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    member = models.ForeignKey(
        "agreement.ConsortiumMember",
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="membre du groupement",
    )
    subcontracting = models.ForeignKey(
        Subcontracting,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="déclaration de sous-traitance",
    )
    speciality = models.CharField("spécialité", max_length=200)
    days = models.PositiveSmallIntegerField("jours")
    half_days = models.JSONField("demi-journées par phase", default=dict)
    from_on = models.DateField("depuis le", null=True)
    to_on = models.DateField("jusqu’au", null=True)
    replaces = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="+", verbose_name="remplace"
    )
    reason = models.TextField("motif du départ", blank=True)

    place = ""
    """What their firm is in the group of today (« mandataire »): said by `queries.placed`."""
    follows = False
    """Whether they go on with whoever takes their firm's place: said by `queries.people_of`."""

    class Meta:
        verbose_name = "membre de l’équipe"
        verbose_name_plural = "membres de l’équipe"
        ordering = ("id",)
        constraints = [
            models.UniqueConstraint(
                fields=["contract", "person"],
                condition=models.Q(to_on=None),
                name="in_the_team_once",
            )
        ]


class Publication(models.Model):
    """A fact of the contract that must be published as open data, and by when.

    `subject`: `contract`, `subcontracting:<act>`, `modification:<act>`, or
    `amendment:<act>.<rank>` for an act of subcontracting that was changed.
    """

    contract = models.ForeignKey(CallOffContract, models.CASCADE, related_name="publications")
    subject = models.CharField("objet", max_length=40)
    notified_on = models.DateField("notifié le")
    due_on = models.DateField("à publier avant le")
    published_on = models.DateField("publié le", null=True)

    class Meta:
        verbose_name = "publication de données essentielles"
        verbose_name_plural = "publications de données essentielles"
        ordering = ("id",)
        constraints = [
            models.UniqueConstraint(fields=["contract", "subject"], name="published_once_a_fact")
        ]

    @property
    def label(self) -> str:
        """« Marché », « Acte spécial n° 2 », « Acte spécial modificatif n° 2.1 »."""
        kind, _, number = self.subject.partition(":")
        return PublishedFact(kind).label + (f" n° {number}" if number else "")
