"""A mini-competition: what is asked, who is consulted, what they answered, how it was judged."""

from datetime import datetime

from django.db import models

from .enums import CompetitionState, EvaluationCollege, PriceFormula


class MiniCompetition(models.Model):
    """One Atelier's consultation of every consortium that holds its framework agreement."""

    atelier = models.OneToOneField(
        "ateliers.Atelier", models.PROTECT, related_name="+", verbose_name="Atelier"
    )
    stream = models.OneToOneField("journal.Stream", models.PROTECT, related_name="+")
    state = models.CharField(
        "état", max_length=12, choices=CompetitionState, default=CompetitionState.DRAFT
    )
    deadline = models.DateTimeField("date limite")
    formula = models.CharField(
        "formule de prix", max_length=12, choices=PriceFormula, default=PriceFormula.PROPORTIONAL
    )
    published_at = models.DateTimeField("publiée le", null=True)
    opened_at = models.DateTimeField("plis ouverts le", null=True)
    scored_at = models.DateTimeField("grilles rendues le", null=True)
    ending_reason = models.TextField("motif de la fin anticipée", blank=True)

    class Meta:
        verbose_name = "consultation"
        verbose_name_plural = "consultations"

    @property
    def at_state(self) -> CompetitionState:
        return CompetitionState(self.state)

    @property
    def price_formula(self) -> PriceFormula:
        return PriceFormula(self.formula)

    def takes_tenders(self, at: datetime) -> bool:
        return self.at_state is CompetitionState.OPEN and at < self.deadline


class Criterion(models.Model):
    """A criterion of the agreement with the weight that this competition gives it."""

    competition = models.ForeignKey(MiniCompetition, models.CASCADE, related_name="criteria")
    key = models.SlugField("identifiant", max_length=40)
    label = models.CharField("libellé", max_length=200)
    weight = models.PositiveSmallIntegerField("poids (%)")
    is_price = models.BooleanField("critère du prix", default=False)
    position = models.PositiveSmallIntegerField("ordre")

    class Meta:
        verbose_name = "critère pondéré"
        verbose_name_plural = "critères pondérés"
        ordering = ("position",)
        constraints = [
            models.UniqueConstraint(fields=["competition", "key"], name="criterion_weighed_once")
        ]

    def __str__(self) -> str:
        return self.label


class Invitation(models.Model):
    """A consortium consulted in writing. On it, and never on a firm, hang the rights to tender."""

    competition = models.ForeignKey(MiniCompetition, models.CASCADE, related_name="invitations")
    consortium = models.ForeignKey(
        "agreement.Consortium", models.PROTECT, related_name="+", verbose_name="groupement"
    )
    sent_at = models.DateTimeField("envoyée le")
    declined_at = models.DateTimeField("déclinée le", null=True)
    decline_reason = models.TextField("motif du désistement", blank=True)

    class Meta:
        verbose_name = "groupement consulté"
        verbose_name_plural = "groupements consultés"
        ordering = ("consortium__rank",)
        constraints = [
            models.UniqueConstraint(
                fields=["competition", "consortium"], name="consortium_invited_once"
            )
        ]

    @property
    def name(self) -> str:
        return self.consortium.name


class Question(models.Model):
    """Asked by one consortium, answered to all; who asked is never shown."""

    competition = models.ForeignKey(MiniCompetition, models.CASCADE, related_name="questions")
    invitation = models.ForeignKey(Invitation, models.CASCADE, related_name="questions")
    text = models.TextField("question")
    asked_at = models.DateTimeField("posée le")
    answer = models.TextField("réponse", blank=True)
    answered_at = models.DateTimeField("répondue le", null=True)

    class Meta:
        verbose_name = "question d’un groupement"
        verbose_name_plural = "questions des groupements"
        ordering = ("asked_at", "id")


class Officer(models.Model):
    """One of the two people without whom no tender opens, with their half of the lock."""

    competition = models.ForeignKey(MiniCompetition, models.CASCADE, related_name="officers")
    person = models.ForeignKey(
        "people.Person", models.PROTECT, related_name="+", verbose_name="personne"
    )
    college = models.CharField("au titre de", max_length=20, choices=EvaluationCollege)
    recipient = models.CharField("clé publique", max_length=80)
    identity = models.BinaryField("identité chiffrée par la phrase secrète")
    position = models.PositiveSmallIntegerField("ordre")

    class Meta:
        verbose_name = "responsable de l’ouverture"
        verbose_name_plural = "responsables de l’ouverture"
        ordering = ("position",)
        constraints = [
            models.UniqueConstraint(fields=["competition", "person"], name="officer_once"),
            models.UniqueConstraint(
                fields=["competition", "college"], name="officers_of_two_colleges"
            ),
        ]


class Tender(models.Model):
    """A sealed envelope; what it holds is written beside it when it is opened.

    Before the deadline nothing else in the database says that it exists.
    """

    invitation = models.OneToOneField(
        Invitation, models.CASCADE, primary_key=True, related_name="tender"
    )
    ciphertext = models.BinaryField("pli scellé")
    digest = models.CharField("empreinte", max_length=64)
    size = models.PositiveIntegerField("taille (octets)")
    deposited_at = models.DateTimeField("reçu le")
    deposited_by = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    replaced = models.PositiveSmallIntegerField("nombre de remplacements", default=0)
    price_eur = models.DecimalField("prix (€ HT)", max_digits=12, decimal_places=2, null=True)
    pitch = models.TextField("compréhension de la demande", blank=True)
    method = models.TextField("méthode", blank=True)
    team_note = models.TextField("équipe", blank=True)

    class Meta:
        verbose_name = "offre"
        verbose_name_plural = "offres"
        ordering = ("deposited_at",)


class Opening(models.Model):
    """The meeting at which two officers of two parties opened the tenders together."""

    competition = models.OneToOneField(MiniCompetition, models.CASCADE, related_name="opening")
    meeting = models.OneToOneField("governance.Meeting", models.PROTECT, related_name="+")
    first = models.ForeignKey(Officer, models.PROTECT, related_name="+")
    second = models.ForeignKey(Officer, models.PROTECT, related_name="+")
    at = models.DateTimeField("ouverts le")

    class Meta:
        verbose_name = "ouverture des plis"
        verbose_name_plural = "ouvertures des plis"
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(first=models.F("second")), name="opened_by_two"
            )
        ]


class Evaluator(models.Model):
    """Someone who marks in the name of a college, after having declared their interests."""

    competition = models.ForeignKey(MiniCompetition, models.CASCADE, related_name="evaluators")
    person = models.ForeignKey(
        "people.Person", models.PROTECT, related_name="+", verbose_name="personne"
    )
    college = models.CharField("au titre de", max_length=20, choices=EvaluationCollege)
    declared_at = models.DateTimeField("intérêts déclarés le")
    conflict = models.BooleanField("lien avec un groupement")
    note = models.TextField("précision", blank=True)
    submitted_at = models.DateTimeField("grille rendue le", null=True)

    class Meta:
        verbose_name = "évaluateur"
        verbose_name_plural = "évaluateurs"
        ordering = ("declared_at", "id")
        constraints = [
            models.UniqueConstraint(fields=["competition", "person"], name="evaluator_once")
        ]


class Mark(models.Model):
    """What one evaluator thinks of one tender on one criterion; hidden until all grids are in."""

    evaluator = models.ForeignKey(Evaluator, models.CASCADE, related_name="marks")
    invitation = models.ForeignKey(Invitation, models.CASCADE, related_name="marks")
    criterion = models.ForeignKey(Criterion, models.CASCADE, related_name="marks")
    value = models.DecimalField("note", max_digits=3, decimal_places=1)
    reason = models.TextField("motif", blank=True)

    class Meta:
        verbose_name = "note d’évaluateur"
        verbose_name_plural = "notes d’évaluateurs"
        constraints = [
            models.UniqueConstraint(
                fields=["evaluator", "invitation", "criterion"], name="marked_once"
            ),
            models.CheckConstraint(
                condition=models.Q(value__gte=0, value__lte=10), name="mark_from_0_to_10"
            ),
        ]


class CommonMark(models.Model):
    """The mark on which the colleges agreed, and the reason that goes into the report."""

    invitation = models.ForeignKey(Invitation, models.CASCADE, related_name="common_marks")
    criterion = models.ForeignKey(Criterion, models.CASCADE, related_name="common_marks")
    value = models.DecimalField("note commune", max_digits=3, decimal_places=1)
    reason = models.TextField("motif")
    by = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    at = models.DateTimeField("le")

    class Meta:
        verbose_name = "note commune"
        verbose_name_plural = "notes communes"
        constraints = [
            models.UniqueConstraint(fields=["invitation", "criterion"], name="one_common_mark"),
            models.CheckConstraint(
                condition=models.Q(value__gte=0, value__lte=10), name="common_mark_from_0_to_10"
            ),
        ]


class Award(models.Model):
    """The choice of the best tender, and why."""

    competition = models.OneToOneField(MiniCompetition, models.CASCADE, related_name="award")
    invitation = models.OneToOneField(Invitation, models.PROTECT, related_name="award")
    total = models.DecimalField("total sur 100", max_digits=5, decimal_places=2)
    decided_at = models.DateTimeField("décidée le")
    reason = models.TextField("motif")

    class Meta:
        verbose_name = "attribution"
        verbose_name_plural = "attributions"
