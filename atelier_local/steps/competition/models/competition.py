"""What is asked, and of whom."""

from datetime import datetime

from django.db import models

from ..enums import CompetitionState, PriceFormula


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
    receipt_key = models.CharField("clé publique des reçus", max_length=64, blank=True)
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
