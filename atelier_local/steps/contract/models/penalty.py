"""What is kept back from the holder for a breach that the contract foresees."""

from django.db import models

from .contract import CallOffContract
from .paying import Instalment


class Penalty(models.Model):
    """An amount kept back from what the holder is paid, and why: announced, so that the holder is
    heard, then applied to the balance of an instalment, whose amount stays that of its service. One
    that is lifted stays in sight, with the reason, and counts no more.
    """

    contract = models.ForeignKey(CallOffContract, models.PROTECT, related_name="penalties")
    amount_eur = models.DecimalField("montant (€)", max_digits=12, decimal_places=2)
    reason = models.TextField("motif")
    announced_on = models.DateField("annoncée le", null=True)
    answer_by = models.DateField("observations attendues jusqu’au", null=True)
    announcement = models.ForeignKey(
        "files.Filed",
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="lettre d’annonce",
    )
    answer = models.TextField("observations du titulaire", blank=True)
    answered_on = models.DateField("observations reçues le", null=True)
    decided_on = models.DateField("appliquée le", null=True)
    instalment = models.ForeignKey(
        Instalment, models.PROTECT, null=True, related_name="penalties", verbose_name="retenue sur"
    )
    decision = models.ForeignKey(
        "files.Filed",
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="lettre d’application",
    )
    by = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    at = models.DateTimeField("consignée le")
    lifted_reason = models.TextField("motif du retrait", blank=True)
    lifted_by = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    lifted_at = models.DateTimeField("retirée le", null=True, blank=True)

    class Meta:
        verbose_name = "pénalité"
        verbose_name_plural = "pénalités"
        ordering = ("at", "id")
        constraints = [
            models.CheckConstraint(condition=models.Q(amount_eur__gt=0), name="penalty_above_zero")
        ]

    @property
    def stands(self) -> bool:
        return self.lifted_at is None

    @property
    def applied(self) -> bool:
        return self.stands and self.decided_on is not None
