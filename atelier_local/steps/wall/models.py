"""What people say: activities, participants without account, cards and their groups."""

import uuid
from typing import Any

from django.db import models

from atelier_local.programme.ateliers.enums import Audience, Family
from atelier_local.programme.thread.models import CitableQuerySet

from . import rules
from .enums import (
    CARDS,
    GRADES,
    ActivityState,
    Bench,
    Channel,
    ContributionKind,
    Method,
    Moderation,
    QuestionState,
    Stance,
)


class Ways:
    """How the room answers an activity, whether it was read whole or not."""

    __slots__ = ()

    method: str
    silent: bool
    state: str

    @property
    def is_vote(self) -> bool:
        return self.method not in CARDS

    @property
    def is_map(self) -> bool:
        return self.method == Method.MAP

    @property
    def is_pledge(self) -> bool:
        return self.method == Method.PLEDGES

    @property
    def hides(self) -> bool:
        """Whether what the room answers is kept from it until somebody reveals it."""
        return self.silent or self.is_vote

    @property
    def keeps_silent(self) -> bool:
        """Whether what the room answers is still hidden from it."""
        return self.hides and self.state != ActivityState.REVEALED

    def column_of(self, kind: str, audience: str) -> str:
        """The key of the column of the wall where a card stands."""
        if self.is_map:
            return "lieux"
        return Bench.of(audience) if self.is_pledge else kind


class Activity(Ways, models.Model):
    """One question put to the room, and how the room answers: cards of some natures, or choices."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    workshop = models.ForeignKey("workshops.Workshop", models.PROTECT, related_name="+")
    sequence = models.ForeignKey("workshops.Sequence", models.PROTECT, null=True, related_name="+")
    position = models.PositiveSmallIntegerField("rang")
    question = models.CharField("question", max_length=200)
    method = models.CharField("forme", max_length=7, choices=Method, default=Method.CARDS)
    kinds = models.JSONField("natures proposées", default=list)
    max_length = models.PositiveIntegerField("signes au plus", default=280)
    silent = models.BooleanField("écriture silencieuse", default=False)
    photos = models.BooleanField("photographies permises", default=False)
    moderation = models.CharField(
        "relecture", max_length=6, choices=Moderation, default=Moderation.DIRECT
    )
    budget = models.PositiveSmallIntegerField("gommettes ou réponses par personne", default=1)
    most_each = models.PositiveSmallIntegerField("gommettes au plus sur un choix", default=1)
    minutes = models.PositiveSmallIntegerField("durée prévue en minutes", null=True)
    ends_at = models.DateTimeField("fin du minuteur", null=True)
    left = models.DurationField("minuteur arrêté à", null=True)
    state = models.CharField(
        "état", max_length=8, choices=ActivityState, default=ActivityState.PREPARED
    )
    kits = models.JSONField("kits qui l’emportent", default=list)

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
    def steps(self) -> list[tuple[str, str, str]]:
        """The life of the activity: each state, its name, and how far that is."""
        states = [s for s in ActivityState if self.hides or s != ActivityState.REVEALED]
        here = states.index(ActivityState(self.state))
        told = ["fait"] * here + ["ici"] + [""] * len(states)
        return [(state.value, state.label, said) for state, said in zip(states, told, strict=False)]

    @property
    def stances(self) -> list[Stance]:
        return list(Stance)

    @property
    def grades(self) -> range:
        return GRADES

    @property
    def seconds_left(self) -> int:
        """What a held timer shows."""
        return int(self.left.total_seconds()) if self.left is not None else 0

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


class Option(models.Model):
    """One of the things a vote weighs: a group, a card, or words of the facilitator's."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    activity = models.ForeignKey(Activity, models.PROTECT, related_name="options")
    position = models.PositiveSmallIntegerField("rang")
    words = models.CharField("texte", max_length=280)
    about = models.ForeignKey("thread.Node", models.PROTECT, null=True, related_name="+")
    by_hand = models.PositiveIntegerField("comptées à main levée", null=True)

    class Meta:
        verbose_name = "choix"
        verbose_name_plural = "choix"
        ordering = ("position",)
        constraints = [
            models.UniqueConstraint(fields=["activity", "position"], name="one_option_a_position")
        ]

    def __str__(self) -> str:
        return self.words


class Ballot(models.Model):
    """What one phone last chose, while the vote was open. `choices` is by option; `line` is the act
    that said so: ids of one phone are in the order in which it made them, however they came."""

    activity = models.ForeignKey(Activity, models.PROTECT, related_name="ballots")
    participant = models.ForeignKey(Participant, models.PROTECT, related_name="+")
    choices = models.JSONField("choix")
    line = models.UUIDField("ligne du journal")

    class Meta:
        verbose_name = "bulletin"
        verbose_name_plural = "bulletins"
        constraints = [
            models.UniqueConstraint(fields=["activity", "participant"], name="one_ballot_a_phone")
        ]


class Photo(models.Model):
    """A photograph brought from a phone, drawn anew; a card may bear it.

    Nothing on it says whose it is: its key, which only that phone was told, is what lets it in.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    workshop = models.ForeignKey("workshops.Workshop", models.PROTECT, related_name="+")
    file = models.ForeignKey("files.Stored", models.PROTECT, related_name="+")
    at = models.DateTimeField("reçue le")

    class Meta:
        verbose_name = "photographie"
        verbose_name_plural = "photographies"


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
    lon = models.IntegerField("longitude, en cent-millièmes de degré", null=True)
    lat = models.IntegerField("latitude, en cent-millièmes de degré", null=True)
    photo = models.ForeignKey(Photo, models.PROTECT, null=True, related_name="+")
    who = models.CharField("qui s’engage", max_length=120, blank=True)
    due = models.CharField("pour quand", max_length=60, blank=True)
    receipt = models.CharField("reçu", max_length=8)
    waiting = models.BooleanField("attend d’être relue", default=False)
    hidden_at = models.DateTimeField("masquée le", null=True)
    hidden_why = models.CharField("motif du masquage", max_length=300, blank=True)
    pinned_at = models.DateTimeField("épinglée le", null=True)

    objects = CitableQuerySet.as_manager()

    class Meta:
        verbose_name = "contribution"
        verbose_name_plural = "contributions"
        indexes = [models.Index(fields=["receipt"])]

    grouped: str | bool  # annotated by queries of the register
    latest: Any
    spot: tuple[float, float] | None = None
    """Where it stands on the map of a wall, once `queries.put_on_map` has looked."""

    @property
    def column(self) -> str:
        return self.activity.column_of(self.kind, self.audience)

    @property
    def words(self) -> str:
        return self.node.words

    @property
    def seems_to_name(self) -> bool:
        """Whether whoever moderates should look twice."""
        return rules.seems_to_name(self.words)

    @property
    def is_to_read_over(self) -> bool:
        """Whether the wall waits for somebody to have read it."""
        before = self.activity.moderation == Moderation.BEFORE or self.photo_id is not None
        kept = self.activity.moderation == Moderation.TEAM
        return self.waiting and self.hidden_at is None and before and not kept


class Group(models.Model):
    """Cards that say the same thing: grouped, never merged. The title is its node's words."""

    node = models.OneToOneField("thread.Node", models.RESTRICT, primary_key=True, related_name="+")
    workshop = models.ForeignKey("workshops.Workshop", models.PROTECT, related_name="+")
    undone_at = models.DateTimeField("défait le", null=True)

    gathered: int  # annotated by queries.groups

    objects = CitableQuerySet.as_manager()

    class Meta:
        verbose_name = "regroupement"
        verbose_name_plural = "regroupements"


class Question(models.Model):
    """What somebody asks the room. The room reads it once the facilitator has shown it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    workshop = models.ForeignKey("workshops.Workshop", models.PROTECT, related_name="+")
    words = models.CharField("question", max_length=280)
    audience = models.CharField("public", max_length=2, choices=Audience, blank=True)
    table = models.PositiveSmallIntegerField("table", null=True)
    asked_at = models.DateTimeField("posée le")
    state = models.CharField(
        "état", max_length=8, choices=QuestionState, default=QuestionState.WAITING
    )
    answer = models.CharField("réponse", max_length=600, blank=True)

    class Meta:
        verbose_name = "question de la salle"
        verbose_name_plural = "questions de la salle"
        ordering = ("asked_at", "id")

    def __str__(self) -> str:
        return self.words

    @property
    def is_open(self) -> bool:
        """Whether the room may support it."""
        return self.state == QuestionState.SHOWN


class Support(models.Model):
    """A phone that would have asked the same."""

    question = models.ForeignKey(Question, models.PROTECT, related_name="supports")
    participant = models.ForeignKey(Participant, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "soutien"
        verbose_name_plural = "soutiens"
        constraints = [
            models.UniqueConstraint(fields=["question", "participant"], name="one_support_a_phone")
        ]
