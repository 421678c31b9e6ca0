"""What people say: activities, participants without account, cards and their groups."""

import uuid

from django.db import models

from atelier_local.programme.ateliers.enums import Audience, Family
from atelier_local.programme.thread.models import CitableQuerySet

from .enums import ActivityState, Channel, ContributionKind


class Activity(models.Model):
    """One question put to the room, with the natures of answers it takes."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    workshop = models.ForeignKey("workshops.Workshop", models.PROTECT, related_name="+")
    sequence = models.ForeignKey("workshops.Sequence", models.PROTECT, null=True, related_name="+")
    position = models.PositiveSmallIntegerField("rang")
    question = models.CharField("question", max_length=200)
    kinds = models.JSONField("natures proposées", default=list)
    max_length = models.PositiveIntegerField("signes au plus", default=280)
    state = models.CharField(
        "état", max_length=8, choices=ActivityState, default=ActivityState.PREPARED
    )

    class Meta:
        verbose_name = "activité"
        verbose_name_plural = "activités"
        ordering = ("position",)
        constraints = [
            models.UniqueConstraint(fields=["workshop", "position"], name="one_activity_a_position")
        ]

    def __str__(self) -> str:
        return self.question

    @property
    def offered(self) -> list[ContributionKind]:
        return [ContributionKind(kind) for kind in self.kinds]


class Participant(models.Model):
    """A phone in the room: no name, no address; an audience and a table if given."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    workshop = models.ForeignKey("workshops.Workshop", models.PROTECT, related_name="+")
    audience = models.CharField("public", max_length=2, choices=Audience, blank=True)
    table = models.PositiveSmallIntegerField("table", null=True)
    joined_at = models.DateTimeField("entré le")

    class Meta:
        verbose_name = "participant"
        verbose_name_plural = "participants"

    @property
    def ref(self) -> str:
        return f"participant:{self.id}"


class Contribution(models.Model):
    """A card. Its words live in its node, whose key is the id that the phone gave it."""

    node = models.OneToOneField("thread.Node", models.RESTRICT, primary_key=True, related_name="+")
    activity = models.ForeignKey(Activity, models.PROTECT, related_name="contributions")
    kind = models.CharField("nature", max_length=10, choices=ContributionKind)
    family = models.CharField("famille", max_length=1, choices=Family, blank=True)
    audience = models.CharField("public", max_length=2, choices=Audience, blank=True)
    channel = models.CharField("voie", max_length=6, choices=Channel)
    table = models.PositiveSmallIntegerField("table", null=True)
    place = models.CharField("lieu", max_length=120, blank=True)
    commune = models.ForeignKey("territories.Commune", models.PROTECT, null=True, related_name="+")
    receipt = models.CharField("reçu", max_length=8)
    hidden_at = models.DateTimeField("masquée le", null=True)
    hidden_why = models.CharField("motif du masquage", max_length=300, blank=True)

    objects = CitableQuerySet.as_manager()

    class Meta:
        verbose_name = "contribution"
        verbose_name_plural = "contributions"
        indexes = [models.Index(fields=["receipt"])]


class Group(models.Model):
    """Cards that say the same thing: grouped, never merged. The title is its node's words."""

    node = models.OneToOneField("thread.Node", models.RESTRICT, primary_key=True, related_name="+")
    workshop = models.ForeignKey("workshops.Workshop", models.PROTECT, related_name="+")

    objects = CitableQuerySet.as_manager()

    class Meta:
        verbose_name = "regroupement"
        verbose_name_plural = "regroupements"
