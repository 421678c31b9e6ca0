"""What changes a contract under way, and who signs it."""

from django.db import models

from atelier_local.programme.ateliers.enums import Stage

from ..enums import (
    Absence,
    ModificationForm,
    ModificationGround,
    ModificationState,
    Signatory,
)
from .contract import CallOffContract, TeamMember


class Modification(models.Model):
    """A change of the contract under way: proposed, signed by whom it binds, then notified.

    What was signed first stays as it was: the contract of a day is what was signed, and every
    modification notified until then. `act_number` follows the order of notifications.
    """

    contract = models.ForeignKey(CallOffContract, models.CASCADE, related_name="modifications")
    number = models.PositiveSmallIntegerField("numéro de projet")
    form = models.CharField("forme", max_length=10, choices=ModificationForm)
    ground = models.CharField("fondement", max_length=12, choices=ModificationGround)
    clause = models.TextField("clause de réexamen", blank=True)
    subject = models.CharField("objet", max_length=200)
    reason = models.TextField("justification")
    amount_eur = models.DecimalField(
        "écart de montant (€ HT)", max_digits=12, decimal_places=2, default=0
    )
    due_stage = models.CharField("après l’étape", max_length=12, choices=Stage, blank=True)
    payee = models.ForeignKey(
        "people.Organisation",
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="bénéficiaire",
    )
    duration_months = models.PositiveSmallIntegerField("nouvelle durée (mois)", null=True)
    leaving = models.ForeignKey(
        "people.Organisation", models.PROTECT, null=True, related_name="+", verbose_name="sortant"
    )
    # Whoever goes on: a firm that enters, under its SIRET, or a member that takes more over.
    entering = models.ForeignKey(
        "people.Organisation", models.PROTECT, null=True, related_name="+", verbose_name="entrant"
    )
    entering_siret = models.CharField("SIRET de l’entrant", max_length=14, blank=True)
    mandate = models.ForeignKey(
        "people.Organisation",
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="nouveau mandataire",
    )
    absence = models.CharField(
        "pourquoi le sortant ne signe pas", max_length=10, choices=Absence, blank=True
    )
    notice_on = models.DateField("mise en demeure reçue le", null=True)
    followers = models.ManyToManyField(
        TeamMember, related_name="+", verbose_name="personnes qui passent chez l’entrant"
    )
    state = models.CharField(
        "état", max_length=10, choices=ModificationState, default=ModificationState.PROPOSED
    )
    proposed_on = models.DateField("proposée le")
    act_number = models.PositiveSmallIntegerField("numéro de la modification", null=True)
    notified_on = models.DateField("notifiée le", null=True)
    dropped_why = models.TextField("motif de l’abandon", blank=True)
    paper = models.ForeignKey(
        "files.Filed", models.PROTECT, null=True, related_name="+", verbose_name="acte"
    )

    class Meta:
        verbose_name = "modification du marché"
        verbose_name_plural = "modifications du marché"
        ordering = ("number",)
        constraints = [
            models.UniqueConstraint(
                fields=["contract", "number"], name="modification_number_unique"
            ),
            models.UniqueConstraint(
                fields=["contract", "act_number"], name="modification_act_unique"
            ),
        ]

    def __str__(self) -> str:
        return f"Modification n° {self.act_number or self.number}"

    @property
    def notified(self) -> bool:
        return self.state == ModificationState.NOTIFIED

    @property
    def taken_over(self) -> bool:
        """Whether another member goes on with what is left to the one that leaves."""
        return self.entering_id is not None and not self.entering_siret


class ModificationSignature(models.Model):
    """Someone whose signature a modification needs, and the day they gave it."""

    modification = models.ForeignKey(Modification, models.CASCADE, related_name="signatures")
    organisation = models.ForeignKey(
        "people.Organisation", models.PROTECT, related_name="+", verbose_name="signataire"
    )
    quality = models.CharField("en qualité de", max_length=8, choices=Signatory)
    signed_on = models.DateField("signée le", null=True)

    class Meta:
        verbose_name = "signature d’une modification"
        verbose_name_plural = "signatures des modifications"
        ordering = ("id",)
        constraints = [
            models.UniqueConstraint(
                fields=["modification", "organisation", "quality"], name="signs_once"
            )
        ]
