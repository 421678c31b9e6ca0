"""Key issues, scenarios, disagreements, axes, objectives, recommendations. What is cited has its
title in its node.
"""

import uuid

from django.db import models

from atelier_local.programme.ateliers.enums import Horizon
from atelier_local.programme.governance.enums import College
from atelier_local.programme.thread.models import CitableQuerySet

from .enums import RecommendationKind


class KeyIssue(models.Model):
    """A question the territory must answer, with its rank among the others."""

    node = models.OneToOneField("thread.Node", models.RESTRICT, primary_key=True, related_name="+")
    rank = models.PositiveSmallIntegerField("rang")
    votes = models.PositiveIntegerField("gommettes", default=0)
    text = models.TextField("explication", blank=True)
    families = models.CharField("familles", max_length=3, blank=True)

    objects = CitableQuerySet.as_manager()

    class Meta:
        verbose_name = "enjeu"
        verbose_name_plural = "enjeux"
        ordering = ("rank",)


class Scenario(models.Model):
    """A future that the Atelier weighed: kept or not, and why. The room's votes are those of an
    `option` of one of its votes, or of a count by hand.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    atelier = models.ForeignKey("ateliers.Atelier", models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField("rang")
    title = models.CharField("titre", max_length=200)
    text = models.TextField("récit")
    kept = models.BooleanField("retenu")
    reason = models.TextField("ce qui en est gardé, ou pourquoi non")
    option = models.ForeignKey("wall.Option", models.PROTECT, null=True, related_name="+")
    by_hand = models.PositiveIntegerField("voix comptées à la main", null=True)

    class Meta:
        verbose_name = "scénario"
        verbose_name_plural = "scénarios"
        ordering = ("position",)
        constraints = [
            models.UniqueConstraint(fields=["atelier", "position"], name="scenario_position_once")
        ]

    def __str__(self) -> str:
        return self.title


class Disagreement(models.Model):
    """What parties do not agree on, in the words of each college: left open, or settled since."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    atelier = models.ForeignKey("ateliers.Atelier", models.PROTECT, related_name="+")
    workshop = models.ForeignKey(
        "workshops.Workshop", models.PROTECT, null=True, related_name="+", verbose_name="dit à"
    )
    position = models.PositiveSmallIntegerField("rang")
    title = models.CharField("sur quoi", max_length=200)
    text = models.TextField("ce qui est en débat")
    local_authority = models.TextField("position de la collectivité")
    state = models.TextField("position de l’État local")
    partners = models.TextField("position des partenaires")
    residents = models.TextField("position des habitants", blank=True)
    next = models.TextField("suite convenue", blank=True)
    settled = models.TextField("comment il a été levé", blank=True)

    class Meta:
        verbose_name = "désaccord"
        verbose_name_plural = "désaccords"
        ordering = ("position",)
        constraints = [
            models.UniqueConstraint(
                fields=["atelier", "position"], name="disagreement_position_once"
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def positions(self) -> list[tuple[str, str]]:
        """Who says what: the three colleges, and residents when they were heard on it."""
        told = (
            (College.LOCAL_AUTHORITY.label, self.local_authority),
            (College.STATE.label, self.state),
            (College.PARTNERS.label, self.partners),
            ("Habitants", self.residents),
        )
        return [(who, words) for who, words in told if words]


class Axis(models.Model):
    """A strand of the strategy: a short name, and objectives under it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    atelier = models.ForeignKey("ateliers.Atelier", models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField("rang")
    name = models.CharField("nom", max_length=60)
    title = models.CharField("intitulé", max_length=200, blank=True)
    text = models.TextField("explication", blank=True)

    class Meta:
        verbose_name = "axe"
        verbose_name_plural = "axes"
        ordering = ("position",)
        constraints = [
            models.UniqueConstraint(fields=["atelier", "position"], name="axis_position_once")
        ]

    def __str__(self) -> str:
        return self.name


class Objective(models.Model):
    """What is aimed at, under an axis; numbered `2.1`."""

    node = models.OneToOneField("thread.Node", models.RESTRICT, primary_key=True, related_name="+")
    axis = models.ForeignKey(Axis, models.PROTECT, related_name="objectives")
    position = models.PositiveSmallIntegerField("rang")
    text = models.TextField("explication", blank=True)
    families = models.CharField("familles", max_length=3, blank=True)

    objects = CitableQuerySet.as_manager()

    class Meta:
        verbose_name = "objectif"
        verbose_name_plural = "objectifs"
        ordering = ("axis__position", "position")
        constraints = [
            models.UniqueConstraint(fields=["axis", "position"], name="objective_position_once")
        ]


class Recommendation(models.Model):
    """What the team recommends, to whom, by when; numbered `P-05`."""

    node = models.OneToOneField("thread.Node", models.RESTRICT, primary_key=True, related_name="+")
    addressee = models.CharField("destinataire", max_length=200)
    horizon = models.CharField("horizon", max_length=6, choices=Horizon)
    kind = models.CharField("nature", max_length=16, choices=RecommendationKind)
    text = models.TextField("explication", blank=True)

    objects = CitableQuerySet.as_manager()

    class Meta:
        verbose_name = "préconisation"
        verbose_name_plural = "préconisations"
        ordering = ("node__number",)
