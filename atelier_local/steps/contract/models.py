"""The call-off contract: who was chosen, for how much, since when, and how it is paid."""

from decimal import Decimal

from django.db import models

from atelier_local.programme.ateliers.enums import Stage

from .enums import (
    ACCEPTED_STATES,
    InstalmentState,
    Modality,
    ModificationForm,
    ModificationGround,
    ModificationState,
    PriceVariation,
    PublishedFact,
    Signatory,
    SubcontractingState,
    Technique,
    Verdict,
)


def no_technique() -> list[str]:
    return [Technique.NONE.value]


def no_modality() -> list[str]:
    return [Modality.NONE.value]


class CallOffContract(models.Model):
    """The contract of one Atelier under the framework agreement. Notified, it sets T0."""

    atelier = models.OneToOneField("ateliers.Atelier", models.PROTECT, related_name="+")
    award = models.OneToOneField(
        "competition.Award", models.PROTECT, related_name="+", verbose_name="attribution"
    )
    consortium = models.ForeignKey(
        "agreement.Consortium", models.PROTECT, related_name="+", verbose_name="groupement"
    )
    reference = models.CharField("référence", max_length=80, unique=True)
    amount_eur = models.DecimalField("montant (€ HT)", max_digits=12, decimal_places=2)
    signed_on = models.DateField("signé le")
    notified_at = models.DateTimeField("notifié le", null=True)
    duration_months = models.PositiveSmallIntegerField("durée (mois)", null=True)
    # What the State's open data ask besides; which values suit a call-off is to be verified.
    decp_id = models.CharField("identifiant de publication", max_length=16, blank=True)
    advance_percent = models.DecimalField("avance (%)", max_digits=5, decimal_places=2, null=True)
    techniques = models.JSONField("techniques d’achat", default=no_technique)
    modalities = models.JSONField("modalités d’exécution", default=no_modality)

    class Meta:
        verbose_name = "marché subséquent"
        verbose_name_plural = "marchés subséquents"
        constraints = [
            models.UniqueConstraint(
                fields=["decp_id"],
                condition=~models.Q(decp_id=""),
                name="published_under_one_number",
            )
        ]

    def __str__(self) -> str:
        return self.reference


class Subcontracting(models.Model):
    """A declaration of subcontracting (DC4): who does what, for how much, and what became of it.

    The buyer's silence accepts it, so many days after the complete declaration was received.
    """

    contract = models.ForeignKey(CallOffContract, models.CASCADE, related_name="subcontractings")
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


class TeamMember(models.Model):
    """Someone of the team, what they bring and for how many days; from when, until when.

    The team of a day is those who were in it that day: nobody is ever erased.
    """

    contract = models.ForeignKey(CallOffContract, models.CASCADE, related_name="team")
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    member = models.ForeignKey(
        "agreement.ConsortiumMember",
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="membre du groupement",
    )
    subcontracting = models.ForeignKey(
        Subcontracting,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="déclaration de sous-traitance",
    )
    speciality = models.CharField("spécialité", max_length=200)
    days = models.PositiveSmallIntegerField("jours")
    from_on = models.DateField("depuis le", null=True)
    to_on = models.DateField("jusqu’au", null=True)
    replaces = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="+", verbose_name="remplace"
    )
    reason = models.TextField("motif du départ", blank=True)

    class Meta:
        verbose_name = "membre de l’équipe"
        verbose_name_plural = "membres de l’équipe"
        ordering = ("id",)
        constraints = [
            models.UniqueConstraint(
                fields=["contract", "person"],
                condition=models.Q(to_on=None),
                name="in_the_team_once",
            )
        ]


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

    class Meta:
        verbose_name = "échéance de paiement"
        verbose_name_plural = "échéances de paiement"
        ordering = ("id",)

    @property
    def due_eur(self) -> Decimal:
        """What is left to pay of it once the buyer has decided."""
        rejected = self.state == InstalmentState.REJECTED
        return Decimal(0) if rejected else self.amount_eur - self.reduction_eur


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


class Publication(models.Model):
    """A fact of the contract that must be published as open data, and by when.

    `subject`: `contract`, `subcontracting:<number>` or `modification:<number>`.
    """

    contract = models.ForeignKey(CallOffContract, models.CASCADE, related_name="publications")
    subject = models.CharField("objet", max_length=40)
    notified_on = models.DateField("notifié le")
    due_on = models.DateField("à publier avant le")
    published_on = models.DateField("publié le", null=True)

    class Meta:
        verbose_name = "publication de données essentielles"
        verbose_name_plural = "publications de données essentielles"
        ordering = ("id",)
        constraints = [
            models.UniqueConstraint(fields=["contract", "subject"], name="published_once_a_fact")
        ]

    @property
    def label(self) -> str:
        """« Marché », « Sous-traitance n° 2 », « Modification n° 1 »."""
        kind, _, number = self.subject.partition(":")
        return PublishedFact(kind).label + (f" n° {number}" if number else "")


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
    entering = models.ForeignKey(
        "people.Organisation", models.PROTECT, null=True, related_name="+", verbose_name="entrant"
    )
    entering_siret = models.CharField("SIRET de l’entrant", max_length=14, blank=True)
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
