"""How the tenders were judged."""

from django.db import models

from ..enums import EvaluationCollege
from .competition import Criterion, Invitation, MiniCompetition


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
