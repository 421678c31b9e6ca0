"""Meetings, decisions, tasks, and the co-validation by the three colleges."""

import uuid

from django.db import models

from atelier_local.programme.ateliers.enums import Audience
from atelier_local.programme.people.enums import ATELIER_ROLES, Role

from .enums import College, MeetingKind, Opinion, Rsvp
from .rules import CARRIER_AT_MOST


class Meeting(models.Model):
    """A workshop day, a committee, an opening of tenders, a review: one and the same thing."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    atelier = models.ForeignKey("ateliers.Atelier", models.PROTECT, related_name="+")
    kind = models.CharField("nature", max_length=12, choices=MeetingKind)
    title = models.CharField("objet", max_length=200)
    starts_at = models.DateTimeField("début")
    ends_at = models.DateTimeField("fin")
    place = models.CharField("lieu", max_length=200, blank=True)
    held_at = models.DateTimeField("compte rendu établi le", null=True)
    minutes = models.TextField("compte rendu", blank=True)

    class Meta:
        verbose_name = "réunion"
        verbose_name_plural = "réunions"
        ordering = ("starts_at",)
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("starts_at")),
                name="meeting_ends_after_it_starts",
            )
        ]

    def __str__(self) -> str:
        return self.title


class Invitation(models.Model):
    """Someone asked to a meeting, and whether they come and came."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="invitations")
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    rsvp = models.CharField("réponse", max_length=10, choices=Rsvp, default=Rsvp.AWAITED)
    attended = models.BooleanField("présente", null=True)

    class Meta:
        verbose_name = "invitation"
        verbose_name_plural = "invitations"
        constraints = [models.UniqueConstraint(fields=["meeting", "person"], name="invited_once")]


class Attendance(models.Model):
    """How many people of each audience came: counts, never a list of residents' names."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="attendance")
    audience = models.CharField("public", max_length=2, choices=Audience)
    count = models.PositiveIntegerField("nombre")

    class Meta:
        verbose_name = "présence"
        verbose_name_plural = "présences"
        constraints = [models.UniqueConstraint(fields=["meeting", "audience"], name="counted_once")]


class Decision(models.Model):
    """Something a meeting decided; numbered, superseded rather than changed. Who carries it, for
    when, and when it was carried out, where somebody has something to do.
    """

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="decisions")
    number = models.PositiveIntegerField("numéro")
    text = models.TextField("décision")
    carrier = models.CharField("qui s’en charge", max_length=CARRIER_AT_MOST, blank=True)
    due_on = models.DateField("pour le", null=True)
    done_at = models.DateTimeField("faite le", null=True)
    supersedes = models.OneToOneField("self", models.PROTECT, null=True, related_name="superseded")
    at = models.DateTimeField("le")

    class Meta:
        verbose_name = "décision"
        verbose_name_plural = "décisions"
        ordering = ("at", "id")

    @property
    def is_awaited(self) -> bool:
        """Whether somebody still has something to do of it."""
        return self.done_at is None and bool(self.carrier or self.due_on)


class Task(models.Model):
    """Something awaited of a role (or of one person) by a date, done where `url` leads."""

    atelier = models.ForeignKey("ateliers.Atelier", models.PROTECT, related_name="+")
    title = models.CharField("tâche", max_length=200)
    detail = models.CharField("précision", max_length=300, blank=True)
    role = models.CharField(
        "attendue de",
        max_length=20,
        choices=[(role.value, role.label) for role in (*ATELIER_ROLES, Role.NATIONAL_ADMIN)],
    )
    person = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    due_on = models.DateField("échéance", null=True)
    url = models.CharField("où la faire", max_length=200)
    key = models.CharField("clé", max_length=60)
    done_at = models.DateTimeField("faite le", null=True)

    class Meta:
        verbose_name = "tâche"
        verbose_name_plural = "tâches"
        ordering = ("due_on", "id")
        constraints = [
            models.UniqueConstraint(
                fields=["atelier", "key", "role"],
                condition=models.Q(done_at=None),
                name="one_open_task_a_key",
            )
        ]


class CoValidationQuerySet(models.QuerySet["CoValidation"]):
    def current(self) -> "CoValidationQuerySet":
        """Without those that their authors took back."""
        return self.filter(withdrawn_at=None)


class CoValidation(models.Model):
    """A text put to the three colleges; shared once each has said yes. Taken back by its authors
    after a no, it keeps its opinions, and the text is put again in a new round.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    atelier = models.ForeignKey("ateliers.Atelier", models.PROTECT, related_name="+")
    subject = models.CharField("objet", max_length=60)
    round = models.PositiveSmallIntegerField("tour", default=1)
    title = models.CharField("intitulé", max_length=200)
    url = models.CharField("où le lire", max_length=200)
    asked_at = models.DateTimeField("demandée le")
    due_on = models.DateField("avis attendus avant le")
    shared_at = models.DateTimeField("partagé le", null=True)
    withdrawn_at = models.DateTimeField("repris le", null=True)
    withdrawn_why = models.TextField("ce qui va changer", blank=True)

    objects = CoValidationQuerySet.as_manager()

    class Meta:
        verbose_name = "co-validation"
        verbose_name_plural = "co-validations"
        ordering = ("asked_at",)
        constraints = [
            models.UniqueConstraint(
                fields=["atelier", "subject"],
                condition=models.Q(withdrawn_at=None),
                name="one_current_validation_a_subject",
            ),
            models.UniqueConstraint(
                fields=["atelier", "subject", "round"], name="one_validation_a_round"
            ),
        ]


class Approval(models.Model):
    """What a college said, by whom; the latest of a college counts, earlier ones stay."""

    co_validation = models.ForeignKey(CoValidation, models.CASCADE, related_name="approvals")
    college = models.CharField("collège", max_length=16, choices=College)
    opinion = models.CharField("avis", max_length=28, choices=Opinion)
    reservation = models.TextField("réserve ou motif", blank=True)
    by = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    at = models.DateTimeField("le")

    class Meta:
        verbose_name = "avis"
        verbose_name_plural = "avis"
        ordering = ("at", "id")
