"""Envelopes, and who opens them."""

from django.db import models

from ..enums import EvaluationCollege
from .competition import Invitation, MiniCompetition


class Officer(models.Model):
    """One of the two people without whom no tender opens, with their half of the lock."""

    competition = models.ForeignKey(MiniCompetition, models.CASCADE, related_name="officers")
    person = models.ForeignKey(
        "people.Person", models.PROTECT, related_name="+", verbose_name="personne"
    )
    college = models.CharField("au titre de", max_length=20, choices=EvaluationCollege)
    recipient = models.CharField("clé publique", max_length=80)
    identity = models.BinaryField("identité chiffrée par la phrase secrète")
    position = models.PositiveSmallIntegerField("ordre")

    class Meta:
        verbose_name = "responsable de l’ouverture"
        verbose_name_plural = "responsables de l’ouverture"
        ordering = ("position",)
        constraints = [
            models.UniqueConstraint(fields=["competition", "person"], name="officer_once"),
            models.UniqueConstraint(
                fields=["competition", "college"], name="officers_of_two_colleges"
            ),
        ]


class Tender(models.Model):
    """A sealed envelope; what it holds is written beside it when it is opened.

    Before the deadline nothing else in the database says that it exists.
    """

    invitation = models.OneToOneField(
        Invitation, models.CASCADE, primary_key=True, related_name="tender"
    )
    ciphertext = models.BinaryField("pli scellé")
    digest = models.CharField("empreinte", max_length=64)
    size = models.PositiveIntegerField("taille (octets)")
    deposited_at = models.DateTimeField("reçu le")
    deposited_by = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    replaced = models.PositiveSmallIntegerField("nombre de remplacements", default=0)
    price_eur = models.DecimalField("prix (€ HT)", max_digits=12, decimal_places=2, null=True)
    pitch = models.TextField("compréhension de la demande", blank=True)
    method = models.TextField("méthode", blank=True)
    team_note = models.TextField("équipe", blank=True)

    class Meta:
        verbose_name = "offre"
        verbose_name_plural = "offres"
        ordering = ("deposited_at",)


class Opening(models.Model):
    """The meeting at which two officers of two parties opened the tenders together."""

    competition = models.OneToOneField(MiniCompetition, models.CASCADE, related_name="opening")
    meeting = models.OneToOneField("governance.Meeting", models.PROTECT, related_name="+")
    first = models.ForeignKey(Officer, models.PROTECT, related_name="+")
    second = models.ForeignKey(Officer, models.PROTECT, related_name="+")
    at = models.DateTimeField("ouverts le")

    class Meta:
        verbose_name = "ouverture des plis"
        verbose_name_plural = "ouvertures des plis"
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(first=models.F("second")), name="opened_by_two"
            )
        ]
