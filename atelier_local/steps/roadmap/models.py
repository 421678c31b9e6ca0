"""Actions, what was pledged, their milestones, and the news of them, for years."""

from django.db import models

from atelier_local.programme.ateliers.enums import Horizon
from atelier_local.programme.thread.models import CitableQuerySet

from .enums import (
    Accuracy,
    Backing,
    Climate,
    Mark,
    Maturity,
    MilestoneKind,
    Priority,
    Progress,
    Reversibility,
)
from .soil import soil


class Action(models.Model):
    """One action sheet, numbered `2.3`; its title is its node's words."""

    node = models.OneToOneField("thread.Node", models.RESTRICT, primary_key=True, related_name="+")
    objective = models.ForeignKey("strategy.Objective", models.PROTECT, related_name="+")
    plan = models.OneToOneField("financing.Plan", models.PROTECT, related_name="+")
    owner = models.ForeignKey("people.Organisation", models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField("rang")
    description = models.TextField("description", blank=True)
    partners = models.JSONField("partenaires", default=list)
    places = models.JSONField("communes", default=list)
    families = models.CharField("familles", max_length=3, blank=True)
    horizon = models.CharField("horizon", max_length=6, choices=Horizon)
    priority = models.CharField("priorité", max_length=1, choices=Priority)
    maturity = models.CharField("maturité", max_length=7, choices=Maturity)
    first_step = models.CharField("premier pas", max_length=400)
    starts_on = models.DateField("début", null=True)
    ends_on = models.DateField("fin", null=True)
    indicator = models.CharField("indicateur", max_length=200, blank=True)
    baseline = models.CharField("état initial", max_length=60, blank=True)
    target = models.CharField("cible", max_length=60, blank=True)
    unit = models.CharField("unité", max_length=40, blank=True)
    themes = models.CharField("thèmes", max_length=200, blank=True)
    results = models.TextField("résultats attendus", blank=True)
    publics = models.CharField("publics visés", max_length=300, blank=True)
    pilot = models.CharField("fonction de qui pilote", max_length=160, blank=True)
    contracting = models.CharField("maître d’ouvrage", max_length=200, blank=True)
    residents = models.CharField("part des habitants", max_length=300, blank=True)
    prerequisites = models.TextField("ce qu’il faut avant", blank=True)
    regulation = models.CharField("règles à regarder", max_length=400, blank=True)
    vigilance = models.TextField("risques et points de vigilance", blank=True)
    ecology = models.TextField("effets sur le sol, le climat, le vivant", blank=True)
    baseline_when = models.CharField("date de l’état initial", max_length=60, blank=True)
    target_when = models.CharField("date de la cible", max_length=60, blank=True)
    source = models.CharField("source de la mesure", max_length=200, blank=True)
    frequency = models.CharField("fréquence de la mesure", max_length=80, blank=True)
    measured_by = models.CharField("qui mesure", max_length=200, blank=True)
    backing = models.CharField("niveau d’engagement", max_length=9, choices=Backing, blank=True)
    accuracy = models.CharField("précision des coûts", max_length=2, choices=Accuracy, blank=True)
    urgency = models.CharField("urgence", max_length=1, choices=Mark, blank=True)
    effect = models.CharField("effet attendu", max_length=1, choices=Mark, blank=True)
    ease = models.CharField("facilité", max_length=1, choices=Mark, blank=True)
    assistance = models.CharField("assistance à maîtrise d’ouvrage", max_length=200, blank=True)
    reversible = models.CharField("réversible", max_length=6, choices=Reversibility, blank=True)
    climate = models.CharField("climat", max_length=2, blank=True)
    soil_taken = models.PositiveIntegerField("sol artificialisé, en m²", null=True)
    soil_restored = models.PositiveIntegerField("sol renaturé, en m²", null=True)
    resolved_on = models.DateField("délibération", null=True)
    progress = models.CharField("état", max_length=9, choices=Progress, default=Progress.PLANNED)
    percent = models.PositiveSmallIntegerField("avancement", default=0)

    objects = CitableQuerySet.as_manager()

    class Meta:
        verbose_name = "action"
        verbose_name_plural = "actions"
        ordering = ("objective__axis__position", "position")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(percent__range=(0, 100)), name="action_percent_0_to_100"
            ),
            models.CheckConstraint(
                condition=models.Q(ends_on=None)
                | models.Q(starts_on=None)
                | models.Q(ends_on__gte=models.F("starts_on")),
                name="action_ends_after_it_starts",
            ),
        ]

    @property
    def at_progress(self) -> Progress:
        return Progress(self.progress)

    @property
    def client(self) -> str:
        """Who has the works done: whoever carries the action, unless the sheet says another."""
        return self.contracting or self.owner.name

    @property
    def meter(self) -> str:
        """Who measures its indicator."""
        return self.measured_by or self.owner.name

    @property
    def marks(self) -> list[tuple[str, Mark]]:
        """What its priority is made of, once the room marked all of it."""
        told = (("urgence", self.urgency), ("effet", self.effect), ("facilité", self.ease))
        return [(name, Mark(mark)) for name, mark in told] if all(m for _, m in told) else []

    @property
    def score(self) -> int:
        """Out of nine; nought where something is not marked."""
        return sum(int(mark) for _, mark in self.marks)

    @property
    def soil(self) -> str:
        return soil(self.soil_taken, self.soil_restored)

    @property
    def climate_worded(self) -> str:
        return Climate.worded(self.climate)

    @property
    def target_year(self) -> str:
        """When its target is to be reached."""
        return self.target_when or (str(self.ends_on.year) if self.ends_on else "")


class Milestone(models.Model):
    """A dated step of an action."""

    action = models.ForeignKey(Action, models.CASCADE, related_name="milestones")
    label = models.CharField("jalon", max_length=200)
    due_on = models.DateField("attendu le")
    kind = models.CharField(
        "nature", max_length=8, choices=MilestoneKind, default=MilestoneKind.STEP
    )
    done_at = models.DateTimeField("atteint le", null=True)
    line = models.UUIDField("ligne du journal", null=True, unique=True, editable=False)

    class Meta:
        verbose_name = "jalon"
        verbose_name_plural = "jalons"
        ordering = ("due_on", "id")


class Pledge(models.Model):
    """What an owner said aloud at the third workshop."""

    action = models.ForeignKey(Action, models.CASCADE, related_name="pledges")
    words = models.CharField("engagement", max_length=500)
    by_label = models.CharField("dit par", max_length=200)
    at = models.DateTimeField("le")
    line = models.UUIDField("ligne du journal", null=True, unique=True, editable=False)

    class Meta:
        verbose_name = "engagement"
        verbose_name_plural = "engagements"
        ordering = ("at", "id")


class Update(models.Model):
    """News of an action, as its owner gave it; the latest counts, earlier ones stay."""

    action = models.ForeignKey(Action, models.CASCADE, related_name="updates")
    progress = models.CharField("état", max_length=9, choices=Progress)
    percent = models.PositiveSmallIntegerField("avancement")
    news = models.CharField("nouvelle", max_length=600, blank=True)
    next_step = models.CharField("suite", max_length=400, blank=True)
    by = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField("le")

    class Meta:
        verbose_name = "nouvelle d’une action"
        verbose_name_plural = "nouvelles d’actions"
        ordering = ("at", "id")

    @property
    def at_progress(self) -> Progress:
        return Progress(self.progress)


class Review(models.Model):
    """A review of the roadmap, some months after the Atelier."""

    meeting = models.OneToOneField(
        "governance.Meeting", models.PROTECT, primary_key=True, related_name="+"
    )
    months_after = models.PositiveSmallIntegerField("mois après l’Atelier")
    summary = models.TextField("synthèse")

    class Meta:
        verbose_name = "revue"
        verbose_name_plural = "revues"
        ordering = ("meeting__starts_at",)
