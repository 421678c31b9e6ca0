"""Who does what in a holder’s place: declared, answered, changed by another act."""

from django.db import models

from ..enums import ACCEPTED_STATES, Assignment, PriceVariation, SubcontractingState


class Subcontracting(models.Model):
    """A declaration of subcontracting (DC4): who does what, for how much, and what became of it.

    The buyer's silence accepts it, so many days after the complete declaration was received.
    """

    contract = models.ForeignKey(
        "contract.CallOffContract", models.CASCADE, related_name="subcontractings"
    )
    number = models.PositiveSmallIntegerField("numéro")
    organisation = models.ForeignKey(
        "people.Organisation", models.PROTECT, related_name="+", verbose_name="sous-traitant"
    )
    siret = models.CharField("SIRET", max_length=14, blank=True)
    principal = models.ForeignKey(
        "people.Organisation", models.PROTECT, null=True, related_name="+", verbose_name="pour"
    )
    services = models.TextField("prestations sous-traitées")
    amount_eur = models.DecimalField("montant (€ HT)", max_digits=12, decimal_places=2)
    variation = models.CharField(
        "variation du prix", max_length=12, choices=PriceVariation, default=PriceVariation.FIRM
    )
    terms = models.TextField("conditions de paiement")
    duration_months = models.PositiveSmallIntegerField("durée (mois)")
    person = models.ForeignKey(
        "people.Person", models.PROTECT, null=True, related_name="+", verbose_name="personne"
    )
    speciality = models.CharField("spécialité", max_length=200, blank=True)
    days = models.PositiveSmallIntegerField("jours", default=0)
    state = models.CharField(
        "état", max_length=10, choices=SubcontractingState, default=SubcontractingState.DECLARED
    )
    received_on = models.DateField("déclaration complète reçue le")
    missing_note = models.TextField("ce qui manque", blank=True)
    act_number = models.PositiveSmallIntegerField("numéro de l’acte spécial", null=True)
    decided_on = models.DateField("décidée le", null=True)
    reason = models.TextField("motif", blank=True)
    declaration = models.ForeignKey(
        "files.Filed", models.PROTECT, related_name="+", verbose_name="déclaration"
    )
    decision = models.ForeignKey(
        "files.Filed", models.PROTECT, null=True, related_name="+", verbose_name="décision"
    )

    class Meta:
        verbose_name = "déclaration de sous-traitance"
        verbose_name_plural = "déclarations de sous-traitance"
        ordering = ("number",)
        constraints = [
            models.UniqueConstraint(
                fields=["contract", "number"], name="subcontracting_number_unique"
            ),
            models.UniqueConstraint(
                fields=["contract", "act_number"], name="subcontracting_act_unique"
            ),
        ]

    def __str__(self) -> str:
        return f"Sous-traitance n° {self.number}"

    @property
    def accepted(self) -> bool:
        return self.state in ACCEPTED_STATES

    @property
    def waiting(self) -> bool:
        return self.state == SubcontractingState.DECLARED


class SubcontractingAmendment(models.Model):
    """A declaration that was accepted, declared otherwise (acte spécial modificatif).

    Once accepted, its words and its amount are those of the declaration; `was_…` keep what they
    replaced, so that every version can be read and the open data tell the first one.
    """

    subcontracting = models.ForeignKey(
        Subcontracting, models.CASCADE, related_name="amendments", verbose_name="sous-traitance"
    )
    rank = models.PositiveSmallIntegerField("rang")
    services = models.TextField("prestations sous-traitées")
    amount_eur = models.DecimalField("montant (€ HT)", max_digits=12, decimal_places=2)
    terms = models.TextField("conditions de paiement")
    duration_months = models.PositiveSmallIntegerField("durée (mois)")
    was_services = models.TextField("prestations d’avant")
    was_eur = models.DecimalField("montant d’avant (€ HT)", max_digits=12, decimal_places=2)
    was_terms = models.TextField("conditions de paiement d’avant")
    was_months = models.PositiveSmallIntegerField("durée d’avant (mois)")
    why = models.TextField("pourquoi")
    agreed_on = models.DateField("contrat de sous-traitance modifié le")
    assignment = models.CharField("cession de créance", max_length=8, choices=Assignment)
    state = models.CharField(
        "état", max_length=10, choices=SubcontractingState, default=SubcontractingState.DECLARED
    )
    received_on = models.DateField("reçue le")
    decided_on = models.DateField("décidée le", null=True)
    reason = models.TextField("motif", blank=True)
    declaration = models.ForeignKey(
        "files.Filed", models.PROTECT, related_name="+", verbose_name="acte à signer"
    )
    decision = models.ForeignKey(
        "files.Filed", models.PROTECT, null=True, related_name="+", verbose_name="décision"
    )

    class Meta:
        verbose_name = "acte spécial modificatif"
        verbose_name_plural = "actes spéciaux modificatifs"
        ordering = ("rank",)
        constraints = [
            models.UniqueConstraint(
                fields=["subcontracting", "rank"], name="amendment_rank_unique"
            ),
            models.UniqueConstraint(
                fields=["subcontracting"],
                condition=models.Q(state=SubcontractingState.DECLARED),
                name="one_amendment_waits",
            ),
        ]

    def __str__(self) -> str:
        return f"Acte spécial modificatif n° {self.rank}"

    @property
    def outcome(self) -> str:
        """« accepté », « refusé »: an act is masculine where a declaration is not."""
        return {
            SubcontractingState.ACCEPTED: "accepté",
            SubcontractingState.TACIT: "accepté par silence",
            SubcontractingState.REFUSED: "refusé",
        }.get(SubcontractingState(self.state), "reçu")

    @property
    def told_to_the_state(self) -> bool:
        """Whether it changes what the State's open data know of an act."""
        return (self.amount_eur, self.duration_months) != (self.was_eur, self.was_months)

    @property
    def accepted(self) -> bool:
        return self.state in ACCEPTED_STATES

    @property
    def waiting(self) -> bool:
        return self.state == SubcontractingState.DECLARED
