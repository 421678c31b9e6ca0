"""The copy that a holder may send apart, in case its electronic tender cannot be opened."""

from django.db import models

from ..enums import BackupGround, BackupMedium, Electronic
from .competition import Invitation


class BackupCopy(models.Model):
    """A backup copy that arrived in an envelope: kept closed, and opened only where the electronic
    tender cannot be (art. R2132-11). Nothing is written of it before the deadline.
    """

    invitation = models.OneToOneField(Invitation, models.PROTECT, related_name="backup")
    medium = models.CharField("support", max_length=10, choices=BackupMedium)
    received_at = models.DateTimeField("reçue le")
    recorded_by = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField("consignée le")
    electronic = models.CharField(
        "ce que l’ouverture a trouvé du pli électronique",
        max_length=10,
        choices=Electronic,
        blank=True,
    )
    ground = models.CharField("pourquoi ouverte", max_length=10, choices=BackupGround, blank=True)
    reason = models.TextField("constat", blank=True)
    opened_by = models.ForeignKey(
        "people.Person", models.PROTECT, null=True, related_name="+", verbose_name="ouverte par"
    )
    opened_with = models.ForeignKey(
        "people.Person", models.PROTECT, null=True, related_name="+", verbose_name="en présence de"
    )
    opened_at = models.DateTimeField("ouverte le", null=True)

    class Meta:
        verbose_name = "copie de sauvegarde"
        verbose_name_plural = "copies de sauvegarde"
        ordering = ("received_at", "id")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(opened_at=None)
                | ~models.Q(ground="") & ~models.Q(opened_by=models.F("opened_with")),
                name="backup_opened_by_two_with_a_ground",
            )
        ]

    @property
    def said(self) -> str:
        """« copie de sauvegarde (clé USB ou disque), non ouverte »"""
        medium, ground = self.get_medium_display(), self.get_ground_display()
        state = f"ouverte : {_within(ground)}" if self.opened_at else "non ouverte"
        return f"copie de sauvegarde ({_within(medium)}), {state}"


def _within(label: str) -> str:
    """A label inside a sentence."""
    return label[:1].lower() + label[1:]
