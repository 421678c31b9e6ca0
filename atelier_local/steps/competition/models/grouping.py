"""A group that changes between the opening and the signature, with the buyer's consent."""

from django.db import models

from ..enums import ChangeGround, ChangeVerdict
from .competition import Invitation


class GroupChange(models.Model):
    """What a group asks of its composition, with its proof, and what the buyer answered (art.
    R2142-26). The agreement keeps its own members: only this contract reads what was accepted.

    `member` is the place in the agreement, `leaving` whoever had it that day.
    """

    invitation = models.ForeignKey(Invitation, models.PROTECT, related_name="group_changes")
    member = models.ForeignKey(
        "agreement.ConsortiumMember", models.PROTECT, related_name="+", verbose_name="place"
    )
    leaving = models.ForeignKey(
        "people.Organisation", models.PROTECT, related_name="+", verbose_name="sortant"
    )
    ground = models.CharField("cas", max_length=16, choices=ChangeGround)
    reason = models.TextField("ce qui arrive")
    entering_name = models.CharField("entrant", max_length=200, blank=True)
    entering_siret = models.CharField("SIRET de l’entrant", max_length=14, blank=True)
    entering = models.ForeignKey(
        "people.Organisation",
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="entrant accepté",
    )
    proof = models.ForeignKey(
        "files.Stored", models.PROTECT, related_name="+", verbose_name="pièce"
    )
    asked_by = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    asked_at = models.DateTimeField("demandé le")
    verdict = models.CharField("réponse", max_length=10, choices=ChangeVerdict, blank=True)
    capacities = models.TextField("capacités du groupement", blank=True)
    equality = models.TextField("égalité de traitement", blank=True)
    verdict_reason = models.TextField("motif du refus", blank=True)
    decided_by = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField("répondu le", null=True)
    letter = models.ForeignKey(
        "files.Filed", models.PROTECT, null=True, related_name="+", verbose_name="lettre"
    )

    class Meta:
        verbose_name = "changement d’un groupement"
        verbose_name_plural = "changements des groupements"
        ordering = ("asked_at", "id")
        constraints = [
            models.UniqueConstraint(
                fields=["invitation"],
                condition=models.Q(decided_at=None),
                name="one_group_change_pending",
            )
        ]

    @property
    def accepted(self) -> bool:
        return self.verdict == ChangeVerdict.ACCEPTED

    @property
    def said(self) -> str:
        """« B remplace A », « A quitte le groupement »"""
        if self.entering_name:
            return f"{self.entering_name} remplace {self.leaving}"
        return f"{self.leaving} quitte le groupement"
