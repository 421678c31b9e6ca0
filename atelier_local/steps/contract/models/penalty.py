"""What is kept back from the holder for a breach that the contract foresees."""

from django.db import models

from .contract import CallOffContract


class Penalty(models.Model):
    """An amount kept back from what the holder is paid, and why: decided by the buyer, never taken
    out of an instalment, whose amounts stay those of the services. One that is lifted stays in
    sight, with the reason, and counts no more.
    """

    contract = models.ForeignKey(CallOffContract, models.PROTECT, related_name="penalties")
    amount_eur = models.DecimalField("montant (€)", max_digits=12, decimal_places=2)
    reason = models.TextField("motif")
    decided_on = models.DateField("décidée le")
    by = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    at = models.DateTimeField("consignée le")
    lifted_reason = models.TextField("motif du retrait", blank=True)
    lifted_by = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    lifted_at = models.DateTimeField("retirée le", null=True, blank=True)

    class Meta:
        verbose_name = "pénalité"
        verbose_name_plural = "pénalités"
        ordering = ("decided_on", "id")
        constraints = [
            models.CheckConstraint(condition=models.Q(amount_eur__gt=0), name="penalty_above_zero")
        ]
