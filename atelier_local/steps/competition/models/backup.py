"""The copy that a holder may send apart, in case its electronic tender cannot be opened."""

from django.db import models

from ..enums import BackupMedium
from .competition import Invitation


class BackupCopy(models.Model):
    """A backup copy that arrived in an envelope (art. R2132-11): told of, never opened here.
    Nothing is written of it before the deadline.
    """

    invitation = models.OneToOneField(Invitation, models.PROTECT, related_name="backup")
    medium = models.CharField("support", max_length=10, choices=BackupMedium)
    received_at = models.DateTimeField("reçue le")
    recorded_by = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField("consignée le")

    class Meta:
        verbose_name = "copie de sauvegarde"
        verbose_name_plural = "copies de sauvegarde"
        ordering = ("received_at", "id")

    @property
    def said(self) -> str:
        """« copie de sauvegarde (clé USB ou disque), restée fermée »"""
        medium = self.get_medium_display()
        return f"copie de sauvegarde ({medium[:1].lower()}{medium[1:]}), restée fermée"
