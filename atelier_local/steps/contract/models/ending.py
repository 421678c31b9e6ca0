"""The end of a contract before its services are done."""

from django.db import models

from ..enums import TerminationGround, TerminationState
from .contract import CallOffContract


class Termination(models.Model):
    """Why and when a contract ends early, and what is then owed. For a fault, the holder is given
    formal notice first: mended, the notice is dropped and stays to be read. The breach that it told
    stays as it was told, whatever reason the decision gives.
    """

    contract = models.ForeignKey(CallOffContract, models.PROTECT, related_name="terminations")
    ground = models.CharField("motif", max_length=10, choices=TerminationGround)
    breach = models.TextField("manquement mis en demeure", blank=True)
    reason = models.TextField("justification", blank=True)
    state = models.CharField("état", max_length=10, choices=TerminationState)
    noticed_on = models.DateField("mise en demeure envoyée le", null=True)
    answer_by = models.DateField("délai donné jusqu’au", null=True)
    notice = models.ForeignKey(
        "files.Filed", models.PROTECT, null=True, related_name="+", verbose_name="mise en demeure"
    )
    answer = models.TextField("observations du titulaire", blank=True)
    answered_on = models.DateField("observations reçues le", null=True)
    dropped_why = models.TextField("motif de l’abandon", blank=True)
    agreed_on = models.DateField("accord signé le", null=True)
    decided_on = models.DateField("prend effet le", null=True)
    # The statement, on that day.
    admitted_eur = models.DecimalField(
        "services admis (€ HT)", max_digits=12, decimal_places=2, default=0
    )
    begun_eur = models.DecimalField(
        "prestations commencées (€ HT)", max_digits=12, decimal_places=2, default=0
    )
    compensation_eur = models.DecimalField(
        "indemnité (€)", max_digits=12, decimal_places=2, default=0
    )
    freed_eur = models.DecimalField(
        "rendu à l’accord-cadre (€ HT)", max_digits=12, decimal_places=2, default=0
    )
    paper = models.ForeignKey(
        "files.Filed", models.PROTECT, null=True, related_name="+", verbose_name="décision"
    )
    by = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    at = models.DateTimeField("le")

    class Meta:
        verbose_name = "résiliation"
        verbose_name_plural = "résiliations"
        ordering = ("at", "id")
        constraints = [
            models.UniqueConstraint(
                fields=["contract"],
                condition=models.Q(state=TerminationState.NOTICED),
                name="one_formal_notice_at_a_time",
            ),
            models.UniqueConstraint(
                fields=["contract"],
                condition=models.Q(state=TerminationState.DECIDED),
                name="contract_ends_once",
            ),
        ]

    @property
    def decided(self) -> bool:
        return self.state == TerminationState.DECIDED

    @property
    def waits(self) -> bool:
        """Whether a formal notice runs."""
        return self.state == TerminationState.NOTICED
