"""What is known of the firms that sit in consortia: their numbers, and which names are one firm."""

from django.db import models
from django.db.models import F, Q

from atelier_local.programme.people.models import Organisation, Person

from ..enums import SirenState


class SirenCheck(models.Model):
    """What the State's directory of firms said of an organisation, the last time it was asked."""

    organisation = models.OneToOneField(
        Organisation,
        on_delete=models.PROTECT,
        primary_key=True,
        related_name="+",
        verbose_name="organisation",
    )
    siren = models.CharField("SIREN", max_length=9)
    state = models.CharField("état", max_length=10, choices=SirenState)
    legal_name = models.CharField("nom dans l’annuaire", max_length=200, blank=True)
    head_office = models.CharField("SIRET du siège", max_length=14, blank=True)
    at = models.DateTimeField("vérifié le")

    class Meta:
        verbose_name = "contrôle d’un SIREN"
        verbose_name_plural = "contrôles des SIREN"
        ordering = ["at"]

    def __str__(self) -> str:
        return f"{self.siren} : {self.get_state_display()}"


class SpellingVerdict(models.Model):
    """Whether two organisations whose names look alike are one; someone said so, and may again."""

    first = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="+", verbose_name="organisation"
    )
    second = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="+", verbose_name="autre organisation"
    )
    same = models.BooleanField("la même")
    by = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="+", verbose_name="dit par"
    )
    at = models.DateTimeField("dit le")

    class Meta:
        verbose_name = "avis sur deux graphies"
        verbose_name_plural = "avis sur deux graphies"
        ordering = ["at"]
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="spelling_judged_once"),
            models.CheckConstraint(
                condition=Q(first__lt=F("second")), name="spelling_pair_in_order"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first} {'=' if self.same else '≠'} {self.second}"
