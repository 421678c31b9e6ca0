"""What is paid, once which service is admitted, and to whom."""

from decimal import Decimal

from django.db import models

from atelier_local.programme.ateliers.enums import Stage

from ..enums import InstalmentState, Verdict
from .contract import CallOffContract
from .subcontracting import Subcontracting


class Instalment(models.Model):
    """A part of the amount, due once a stage is over and its service accepted."""

    contract = models.ForeignKey(CallOffContract, models.CASCADE, related_name="instalments")
    label = models.CharField("service", max_length=200)
    percent = models.PositiveSmallIntegerField("part (%)", null=True)
    amount_eur = models.DecimalField("montant (€ HT)", max_digits=12, decimal_places=2)
    due_stage = models.CharField("après l’étape", max_length=12, choices=Stage)
    state = models.CharField(
        "état", max_length=8, choices=InstalmentState, default=InstalmentState.EXPECTED
    )
    accepted_at = models.DateTimeField("service fait constaté le", null=True)
    reduction_eur = models.DecimalField(
        "réfaction (€ HT)", max_digits=12, decimal_places=2, default=0
    )
    paid_on = models.DateField("payée le", null=True)
    recovered_eur = models.DecimalField(
        "avance retenue (€ HT)",
        max_digits=12,
        decimal_places=2,
        null=True,
        help_text="Une fois payée ; avant, elle se calcule.",
    )
    kept_eur = models.DecimalField(
        "pénalités retenues (€)",
        max_digits=12,
        decimal_places=2,
        null=True,
        help_text="Une fois payée ; avant, elles se calculent.",
    )

    class Meta:
        verbose_name = "échéance de paiement"
        verbose_name_plural = "échéances de paiement"
        ordering = ("id",)

    @property
    def due_eur(self) -> Decimal:
        """What is left to pay of it once the buyer has decided."""
        nothing = self.state in (InstalmentState.REJECTED, InstalmentState.ENDED)
        return Decimal(0) if nothing else self.amount_eur - self.reduction_eur


class Share(models.Model):
    """What one holder is to get of an instalment, as the price cells of its tender say.

    With a subcontractor, the holder gets it only if the buyer does not pay that one directly.
    """

    instalment = models.ForeignKey(Instalment, models.CASCADE, related_name="shares")
    organisation = models.ForeignKey(
        "people.Organisation", models.PROTECT, related_name="+", verbose_name="bénéficiaire"
    )
    subcontracting = models.ForeignKey(
        Subcontracting,
        models.PROTECT,
        null=True,
        related_name="shares",
        verbose_name="déclaration de sous-traitance",
    )
    amount_eur = models.DecimalField("montant (€ HT)", max_digits=12, decimal_places=2)

    class Meta:
        verbose_name = "part d’une échéance"
        verbose_name_plural = "parts des échéances"
        ordering = ("id",)


class Acceptance(models.Model):
    """What the buyer decided of a service, each time: postponed once, it may be admitted later."""

    instalment = models.ForeignKey(Instalment, models.CASCADE, related_name="decisions")
    verdict = models.CharField("décision", max_length=10, choices=Verdict)
    reason = models.TextField("motif", blank=True)
    reduction_eur = models.DecimalField(
        "réfaction (€ HT)", max_digits=12, decimal_places=2, default=0
    )
    by = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    at = models.DateTimeField("le")

    class Meta:
        verbose_name = "décision sur un service"
        verbose_name_plural = "décisions sur les services"
        ordering = ("id",)
