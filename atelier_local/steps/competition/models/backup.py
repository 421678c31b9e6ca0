"""The copy that a holder may send apart, in case its electronic tender cannot be opened."""

from django.db import models

from ..enums import BackupGround, BackupMedium, EvaluationCollege
from .competition import Invitation


class BackupCopy(models.Model):
    """A backup copy that arrived in an envelope (art. R2132-11). Nothing is written of it before
    the deadline; it stays closed unless the law opens it, and then by two of two parties.

    `replaced` keeps what the electronic tender held, where the copy takes its place.
    """

    invitation = models.OneToOneField(Invitation, models.PROTECT, related_name="backup")
    medium = models.CharField("support", max_length=10, choices=BackupMedium)
    received_at = models.DateTimeField("reçue le")
    recorded_by = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField("consignée le")
    ground = models.CharField("cas d’ouverture", max_length=10, choices=BackupGround, blank=True)
    reason = models.TextField("ce qui l’établit", blank=True)
    price_eur = models.DecimalField("prix lu (€ HT)", max_digits=12, decimal_places=2, null=True)
    written_by = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    written_for = models.CharField(
        "au titre de", max_length=20, choices=EvaluationCollege, blank=True
    )
    written_at = models.DateTimeField("ouverture écrite le", null=True)
    confirmed_by = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    confirmed_at = models.DateTimeField("ouverture confirmée le", null=True)
    minutes = models.ForeignKey(
        "files.Filed", models.PROTECT, null=True, related_name="+", verbose_name="procès-verbal"
    )
    replaced = models.JSONField("ce que portait le pli électronique", null=True)

    class Meta:
        verbose_name = "copie de sauvegarde"
        verbose_name_plural = "copies de sauvegarde"
        ordering = ("received_at", "id")

    @property
    def opened(self) -> bool:
        return self.confirmed_at is not None

    @property
    def said(self) -> str:
        """« copie de sauvegarde (clé USB ou disque), restée fermée »"""
        medium = self.get_medium_display()
        fate = "ouverte" if self.opened else "restée fermée"
        return f"copie de sauvegarde ({medium[:1].lower()}{medium[1:]}), {fate}"
