"""The framework agreement: its bounds, its criteria, its six consortia and what they can do.

Specialities and rights belong to the membership, never to the firm: one firm may sit in two
competing consortia with different specialities in each.
"""

from django.db import models
from django.db.models import F, Q

from atelier_local.programme.people.models import Organisation, Person

from .. import rules
from ..enums import GroupForm, MembershipRole, PriceType, Procedure


class FrameworkAgreement(models.Model):
    """A multi-supplier framework agreement. Its bounds are data: crossing one asks for a reason."""

    slug = models.SlugField("identifiant", max_length=60, unique=True)
    name = models.CharField("nom", max_length=200)
    buyer = models.CharField("acheteur", max_length=200)
    valid_from = models.DateField("valable du", null=True, blank=True)
    valid_to = models.DateField("valable jusqu’au", null=True, blank=True)
    ceiling_eur = models.DecimalField(
        "montant maximal (€ HT)", max_digits=12, decimal_places=2, null=True, blank=True
    )
    duration_min_months = models.PositiveSmallIntegerField("durée minimale (mois)", default=10)
    duration_max_months = models.PositiveSmallIntegerField("durée maximale (mois)", default=15)
    sessions = models.PositiveSmallIntegerField("phases sur site", default=3)
    session_days_min = models.PositiveSmallIntegerField("jours par phase, au moins", default=1)
    session_days_max = models.PositiveSmallIntegerField("jours par phase, au plus", default=2)
    fictitious = models.BooleanField("fictif", default=False)
    document_source = models.CharField("document d’origine", max_length=300, blank=True)
    document_date = models.DateField("date du document", null=True, blank=True)
    # What contracts and their open data quote.
    number = models.CharField("numéro", max_length=16, blank=True)
    buyer_siret = models.CharField("SIRET de l’acheteur", max_length=14, blank=True)
    cpv = models.CharField("code CPV", max_length=10, default="71410000-5")
    ccag = models.CharField(
        "cahier des clauses générales", max_length=80, default="Prestations intellectuelles"
    )
    procedure = models.CharField(
        "procédure", max_length=80, choices=Procedure, default=Procedure.OPEN
    )
    group_form = models.CharField(
        "forme des groupements", max_length=20, choices=GroupForm, default=GroupForm.JOINT
    )
    price_type = models.CharField(
        "prix des marchés", max_length=40, choices=PriceType, default=PriceType.FIRM
    )
    reserved = models.BooleanField("marché réservé", default=False)
    social_clause = models.BooleanField("clause sociale d’exécution", default=False)
    environmental_clause = models.BooleanField("clause environnementale d’exécution", default=False)
    # What a consultation under it takes over.
    validity_days = models.PositiveSmallIntegerField("validité des offres (jours)", default=120)
    hearing = models.BooleanField("audition prévue", default=False)
    negotiation = models.BooleanField("négociation prévue", default=False)
    adaptation_clause = models.TextField("adaptation des équipes", blank=True)
    direct_clause = models.TextField("marchés sans remise en concurrence", blank=True)
    # What is watched.
    days_to_sign = models.PositiveSmallIntegerField(
        "jours de l’envoi d’une consultation à la signature", default=75
    )
    usual_amount_eur = models.DecimalField(
        "montant habituel d’un marché (€ HT)",
        max_digits=12,
        decimal_places=2,
        null=True,
        blank=True,
    )
    first_used_on = models.DateField("première consultation publiée le", null=True, blank=True)
    environment_answer = models.TextField("réponse sur le critère environnemental", blank=True)
    environment_answered_at = models.DateTimeField("répondue le", null=True, blank=True)
    environment_answered_by = models.ForeignKey(
        Person,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="répondue par",
    )

    class Meta:
        verbose_name = "accord-cadre"
        verbose_name_plural = "accords-cadres"
        ordering = ["fictitious", "name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(duration_min_months__lte=F("duration_max_months")),
                name="framework_duration_bounds",
            ),
            models.CheckConstraint(
                condition=Q(session_days_min__lte=F("session_days_max")),
                name="framework_session_bounds",
            ),
            models.CheckConstraint(
                condition=Q(valid_from__isnull=True)
                | Q(valid_to__isnull=True)
                | Q(valid_from__lte=F("valid_to")),
                name="framework_validity_order",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class AwardCriterion(models.Model):
    """What tenders are judged on, and the bounds within which a mini-competition weighs it (%)."""

    framework = models.ForeignKey(
        FrameworkAgreement,
        on_delete=models.CASCADE,
        related_name="criteria",
        verbose_name="accord-cadre",
    )
    key = models.SlugField("identifiant", max_length=40)
    label = models.CharField("libellé", max_length=200)
    weight_min = models.PositiveSmallIntegerField("pondération minimale (%)")
    weight_max = models.PositiveSmallIntegerField("pondération maximale (%)")
    is_price = models.BooleanField("critère du prix", default=False)
    is_environmental = models.BooleanField("critère environnemental", default=False)
    is_social = models.BooleanField("critère social", default=False)
    guidance = models.TextField("ce qui est apprécié", blank=True)
    position = models.PositiveSmallIntegerField("ordre")

    class Meta:
        verbose_name = "critère d’attribution"
        verbose_name_plural = "critères d’attribution"
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["framework", "key"], name="criterion_key_unique"),
            models.CheckConstraint(
                condition=Q(weight_min__lte=F("weight_max")) & Q(weight_max__lte=100),
                name="criterion_weight_bounds",
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def subcriteria(self) -> tuple[str, ...]:
        """What is appreciated under it, a line each; the mark is given to the whole criterion."""
        return rules.subcriteria(self.guidance)


class Speciality(models.Model):
    """A node of the tree of normalised specialities: roots to compare, children to find."""

    slug = models.SlugField("identifiant", max_length=60, primary_key=True)
    label = models.CharField("libellé", max_length=120)
    parent = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="children",
        verbose_name="spécialité générale",
    )
    synonyms = models.JSONField("synonymes", default=list, blank=True)
    position = models.PositiveSmallIntegerField("ordre")

    class Meta:
        verbose_name = "spécialité"
        verbose_name_plural = "spécialités"
        ordering = ["position"]

    def __str__(self) -> str:
        return self.label


class Consortium(models.Model):
    """A group of economic operators that holds the framework agreement."""

    framework = models.ForeignKey(
        FrameworkAgreement,
        on_delete=models.PROTECT,
        related_name="consortia",
        verbose_name="accord-cadre",
    )
    slug = models.SlugField("identifiant", max_length=60, unique=True)
    letter = models.CharField("lettre", max_length=2, blank=True)
    rank = models.PositiveSmallIntegerField("ordre dans le document")
    name = models.CharField("nom", max_length=200)

    class Meta:
        verbose_name = "groupement"
        verbose_name_plural = "groupements"
        ordering = ["framework", "rank"]
        constraints = [
            models.UniqueConstraint(fields=["framework", "rank"], name="consortium_rank_unique")
        ]

    def __str__(self) -> str:
        return self.name


class Lot(models.Model):
    """A part of an agreement with holders of its own: whoever is consulted on it, and no other
    (CCP, art. R2162-10). An agreement without lots has none; its dates are those of each.
    """

    framework = models.ForeignKey(
        FrameworkAgreement,
        on_delete=models.PROTECT,
        related_name="lots",
        verbose_name="accord-cadre",
    )
    number = models.PositiveSmallIntegerField("numéro")
    subject = models.CharField("objet", max_length=200)
    ceiling_eur = models.DecimalField(
        "montant maximal du lot (€ HT)", max_digits=12, decimal_places=2, null=True, blank=True
    )
    holders = models.ManyToManyField(Consortium, related_name="lots", verbose_name="titulaires")

    class Meta:
        verbose_name = "lot"
        verbose_name_plural = "lots"
        ordering = ["framework", "number"]
        constraints = [
            models.UniqueConstraint(fields=["framework", "number"], name="lot_number_unique")
        ]

    def __str__(self) -> str:
        return f"lot {self.number} ({self.subject})"


class ConsortiumMember(models.Model):
    """A membership: who, in which consortium, and the very words of the document about it."""

    consortium = models.ForeignKey(
        Consortium, on_delete=models.CASCADE, related_name="members", verbose_name="groupement"
    )
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="+", verbose_name="organisation"
    )
    role = models.CharField(
        "rôle",
        max_length=16,
        choices=MembershipRole,
        default=MembershipRole.UNSPECIFIED,
    )
    raw_label = models.CharField("nom tel qu’écrit", max_length=200)
    raw_specialities = models.CharField(
        "spécialités telles qu’écrites, parenthèses comprises", max_length=400, blank=True
    )
    siret = models.CharField("SIRET", max_length=14, blank=True)
    daily_rate_eur = models.DecimalField(
        "prix d’une journée (€ HT)", max_digits=8, decimal_places=2, null=True, blank=True
    )
    qualified_by = models.CharField("d’après", max_length=200, blank=True)
    position = models.PositiveSmallIntegerField("ordre dans le document")
    specialities = models.ManyToManyField(
        Speciality, through="MembershipSpeciality", related_name="members"
    )

    class Meta:
        verbose_name = "membre d’un groupement"
        verbose_name_plural = "membres des groupements"
        ordering = ["consortium", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["consortium", "organisation"], name="member_once_per_consortium"
            ),
            models.UniqueConstraint(
                fields=["consortium"],
                condition=Q(role=MembershipRole.LEAD),
                name="one_lead_per_consortium",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.raw_label} ({self.get_role_display()})"


class MembershipSpeciality(models.Model):
    """One speciality of one membership: the words as written, beside the node they mean, if any.

    Words that mean two nodes have two rows.
    """

    member = models.ForeignKey(
        ConsortiumMember,
        on_delete=models.CASCADE,
        related_name="membership_specialities",
        verbose_name="membre",
    )
    speciality = models.ForeignKey(
        Speciality,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="membership_specialities",
        verbose_name="spécialité",
    )
    raw_label = models.CharField("libellé tel qu’écrit", max_length=200)
    position = models.PositiveSmallIntegerField("ordre dans le document")

    class Meta:
        verbose_name = "spécialité d’un membre"
        verbose_name_plural = "spécialités des membres"
        ordering = ["member", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["member", "raw_label", "speciality"], name="membership_speciality_unique"
            )
        ]

    def __str__(self) -> str:
        return self.raw_label


class ConsortiumAgent(models.Model):
    """A person who may act for a consortium; rights on tenders hang on this, never on the firm."""

    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="+", verbose_name="personne"
    )
    consortium = models.ForeignKey(
        Consortium, on_delete=models.PROTECT, related_name="agents", verbose_name="groupement"
    )
    lead = models.BooleanField("mandataire", default=False)

    class Meta:
        verbose_name = "représentant d’un groupement"
        verbose_name_plural = "représentants des groupements"
        ordering = ["consortium", "-lead"]
        constraints = [
            models.UniqueConstraint(fields=["person", "consortium"], name="agent_unique")
        ]

    def __str__(self) -> str:
        return f"{self.person} pour {self.consortium}"


class Commitment(models.Model):
    """An amount that a call-off contract commits: what the agreement, and its lot, lose of their
    ceiling."""

    framework = models.ForeignKey(
        FrameworkAgreement,
        on_delete=models.PROTECT,
        related_name="commitments",
        verbose_name="accord-cadre",
    )
    lot = models.ForeignKey(
        Lot,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="commitments",
        verbose_name="lot",
    )
    reference = models.CharField("référence", max_length=80)
    amount = models.DecimalField("montant (€ HT)", max_digits=12, decimal_places=2)
    at = models.DateTimeField("engagé le")

    class Meta:
        verbose_name = "engagement"
        verbose_name_plural = "engagements"
        ordering = ["at"]
        constraints = [
            models.UniqueConstraint(
                fields=["framework", "reference"], name="commitment_reference_unique"
            )
        ]

    def __str__(self) -> str:
        return f"{self.reference} : {self.amount} €"
