"""An Atelier: its territory, its question, who takes part and by what right, where it stands."""

import uuid

from django.db import models

from atelier_local.programme.people.enums import ATELIER_ROLES

from .enums import Ending, Format, PartyKind, Stage


class AtelierQuerySet(models.QuerySet["Atelier"]):
    def with_place(self) -> "AtelierQuerySet":
        """Neither the agreement nor the stream: one is long and few pages read it, the other is
        for whoever writes.
        """
        return self.select_related("epci")


class Atelier(models.Model):
    """One run of the programme on one territory. `t0` is the day its contract was notified."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    slug = models.SlugField("adresse", max_length=60, unique=True)
    name = models.CharField("nom", max_length=200)
    epci = models.ForeignKey(
        "territories.Epci", models.PROTECT, related_name="+", verbose_name="territoire"
    )
    framework = models.ForeignKey(
        "agreement.FrameworkAgreement",
        models.PROTECT,
        related_name="+",
        verbose_name="accord-cadre",
    )
    format = models.CharField("format", max_length=10, choices=Format, default=Format.LOCAL)
    stage = models.CharField("étape", max_length=12, choices=Stage, default=Stage.APPLICATION)
    ending = models.CharField("fin anticipée", max_length=14, choices=Ending, blank=True)
    question = models.CharField("question posée", max_length=300, blank=True)
    t0 = models.DateField("T0", null=True)
    published_at = models.DateTimeField("publié le", null=True)
    fictitious = models.BooleanField("fictif", default=False)
    stream = models.OneToOneField("journal.Stream", models.PROTECT, related_name="+")
    created_at = models.DateTimeField("créé le")

    objects = AtelierQuerySet.as_manager()

    class Meta:
        verbose_name = "Atelier"
        verbose_name_plural = "Ateliers"
        ordering = ("-created_at",)

    def __str__(self) -> str:
        return self.name

    @property
    def at_stage(self) -> Stage:
        return Stage(self.stage)

    def lock(self) -> None:
        """Take one's turn to number something in the Atelier, until the transaction ends."""
        list(Atelier.objects.select_for_update().filter(pk=self.pk).values_list("pk"))

    def has_reached(self, stage: Stage) -> bool:
        return self.at_stage.rank >= stage.rank


class StageDate(models.Model):
    """When a stage takes or took place; foreseen until it has happened."""

    atelier = models.ForeignKey(Atelier, models.CASCADE, related_name="dates")
    stage = models.CharField("étape", max_length=12, choices=Stage)
    starts_on = models.DateField("début")
    ends_on = models.DateField("fin", null=True)

    class Meta:
        verbose_name = "date d’étape"
        verbose_name_plural = "dates d’étape"
        constraints = [
            models.UniqueConstraint(fields=["atelier", "stage"], name="one_date_a_stage"),
            models.CheckConstraint(
                condition=models.Q(ends_on=None) | models.Q(ends_on__gte=models.F("starts_on")),
                name="stage_ends_after_it_starts",
            ),
        ]


class Party(models.Model):
    """An organisation that takes part in an Atelier, and in what place."""

    atelier = models.ForeignKey(Atelier, models.CASCADE, related_name="parties")
    organisation = models.ForeignKey(
        "people.Organisation", models.PROTECT, related_name="+", verbose_name="organisation"
    )
    kind = models.CharField("place", max_length=16, choices=PartyKind)
    role = models.CharField("rôle dans l’Atelier", max_length=300, blank=True)

    class Meta:
        verbose_name = "partie prenante"
        verbose_name_plural = "parties prenantes"
        ordering = ("id",)
        constraints = [
            models.UniqueConstraint(
                fields=["atelier", "organisation"], name="one_place_an_organisation"
            ),
            models.UniqueConstraint(
                fields=["atelier"], condition=models.Q(kind="pilot"), name="one_pilot"
            ),
        ]


class RoleGrant(models.Model):
    """A role that a person holds in an Atelier until it is revoked."""

    atelier = models.ForeignKey(Atelier, models.CASCADE, related_name="grants")
    person = models.ForeignKey(
        "people.Person", models.PROTECT, related_name="+", verbose_name="personne"
    )
    role = models.CharField(
        "rôle", max_length=20, choices=[(role.value, role.label) for role in ATELIER_ROLES]
    )
    granted_at = models.DateTimeField("accordé le")
    revoked_at = models.DateTimeField("retiré le", null=True)

    class Meta:
        verbose_name = "rôle accordé"
        verbose_name_plural = "rôles accordés"
        ordering = ("granted_at", "id")
        constraints = [
            models.UniqueConstraint(
                fields=["atelier", "person", "role"],
                condition=models.Q(revoked_at=None),
                name="one_current_grant",
            )
        ]


class ProblemStatement(models.Model):
    """The question put to an Atelier, each time it was reworded. The latest counts."""

    atelier = models.ForeignKey(Atelier, models.CASCADE, related_name="statements")
    question = models.CharField("question", max_length=300)
    why = models.CharField("pourquoi la reformuler", max_length=300, blank=True)
    by = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField("le")

    class Meta:
        verbose_name = "question posée"
        verbose_name_plural = "questions posées"
        ordering = ("at", "id")
