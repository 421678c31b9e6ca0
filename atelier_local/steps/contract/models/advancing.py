"""What was paid in advance, to whom, and what each payment took back of it."""

from django.db import models

from .contract import CallOffContract
from .paying import Instalment
from .subcontracting import Subcontracting


class Advance(models.Model):
    """What one payee was paid in advance: a holder for its own part, or a subcontractor whom the
    buyer pays directly, because it asked. Without an organisation, the group as one.
    """

    contract = models.ForeignKey(CallOffContract, models.PROTECT, related_name="advances")
    organisation = models.ForeignKey(
        "people.Organisation",
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="bénéficiaire",
    )
    held_by = models.ForeignKey(
        "people.Organisation",
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="rendue par",
        help_text="Qui la reçut, ou qui prit sa place.",
    )
    subcontracting = models.ForeignKey(
        Subcontracting,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="déclaration de sous-traitance",
    )
    amount_eur = models.DecimalField("montant (€ HT)", max_digits=12, decimal_places=2)
    deducted_eur = models.DecimalField(
        "sous-traitance déduite (€ HT)",
        max_digits=12,
        decimal_places=2,
        default=0,
        help_text="Ce que l’acheteur payait directement sur sa part ce jour-là, et qu’elle ne "
        "compte pas.",
    )
    paid_on = models.DateField(
        "versée le", null=True, help_text="Vide si elle le fut avant que cela ne se dise ici."
    )

    class Meta:
        verbose_name = "avance versée"
        verbose_name_plural = "avances versées"
        ordering = ("id",)
        constraints = [
            models.UniqueConstraint(
                fields=["contract", "organisation"],
                condition=models.Q(subcontracting=None),
                name="holder_advanced_once",
            ),
            models.UniqueConstraint(fields=["subcontracting"], name="subcontractor_advanced_once"),
        ]


class Recovery(models.Model):
    """What a payment took back of one advance: said once paid, and never moved."""

    advance = models.ForeignKey(Advance, models.PROTECT, related_name="recoveries")
    instalment = models.ForeignKey(
        Instalment, models.PROTECT, related_name="+", verbose_name="échéance"
    )
    amount_eur = models.DecimalField("montant retenu (€ HT)", max_digits=12, decimal_places=2)

    class Meta:
        verbose_name = "reprise d’avance"
        verbose_name_plural = "reprises d’avance"
        ordering = ("id",)
        constraints = [
            models.UniqueConstraint(fields=["advance", "instalment"], name="recovered_once_each")
        ]
