"""The three on-site workshops: their days, run of show and tables; the paper of the hall."""

import uuid

from django.db import models

from atelier_local.ground.journal.models import uuid7

from .enums import Participation, SheetKind, WorkshopState


class Workshop(models.Model):
    """One on-site session of an Atelier. Its stream is the room that screens listen to."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    atelier = models.ForeignKey("ateliers.Atelier", models.PROTECT, related_name="+")
    ordinal = models.PositiveSmallIntegerField("rang")
    title = models.CharField("titre", max_length=200)
    purpose = models.TextField("objet", blank=True)
    place = models.CharField("lieu", max_length=200)
    state = models.CharField(
        "état", max_length=8, choices=WorkshopState, default=WorkshopState.PREPARED
    )
    stream = models.OneToOneField("journal.Stream", models.PROTECT, related_name="+")
    join_code = models.CharField("code", max_length=6, blank=True)
    wifi_name = models.CharField("Wi-Fi de la salle", max_length=32, blank=True)
    wifi_key = models.CharField("mot de passe du Wi-Fi", max_length=63, blank=True)
    access = models.CharField("accès", max_length=400, blank=True)
    supplies = models.CharField("repas et matériel", max_length=400, blank=True)
    payer = models.CharField("qui paie", max_length=200, blank=True)
    publics = models.CharField("publics attendus", max_length=300, blank=True)
    participation = models.CharField(
        "niveau de participation", max_length=11, choices=Participation, blank=True
    )
    guarantees = models.CharField("garanties", max_length=400, blank=True)
    disagreements = models.JSONField("désaccords", default=list)
    open_questions = models.JSONField("questions laissées à la suite", default=list)
    opened_at = models.DateTimeField("ouvert le", null=True)
    closed_at = models.DateTimeField("registre clos le", null=True)

    class Meta:
        verbose_name = "atelier in situ"
        verbose_name_plural = "ateliers in situ"
        ordering = ("ordinal",)
        constraints = [
            models.UniqueConstraint(fields=["atelier", "ordinal"], name="one_workshop_an_ordinal"),
            models.UniqueConstraint(
                fields=["join_code"], condition=~models.Q(join_code=""), name="one_open_code"
            ),
            models.CheckConstraint(
                condition=models.Q(ordinal__range=(1, 3)), name="three_workshops"
            ),
        ]

    def __str__(self) -> str:
        return f"Atelier {self.ordinal}"

    @property
    def is_open(self) -> bool:
        return self.state == WorkshopState.OPEN

    @property
    def is_held(self) -> bool:
        return self.state == WorkshopState.HELD


class Day(models.Model):
    """One day of a workshop: a meeting, with invitations and attendance like any other."""

    workshop = models.ForeignKey(Workshop, models.CASCADE, related_name="days")
    meeting = models.OneToOneField("governance.Meeting", models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField("rang")

    class Meta:
        verbose_name = "journée"
        verbose_name_plural = "journées"
        ordering = ("position",)
        constraints = [
            models.UniqueConstraint(fields=["workshop", "position"], name="one_day_a_position")
        ]


class Sequence(models.Model):
    """One line of the run of show."""

    day = models.ForeignKey(Day, models.CASCADE, related_name="sequences")
    starts_at = models.TimeField("heure")
    minutes = models.PositiveIntegerField("durée en minutes")
    title = models.CharField("séquence", max_length=200)
    objective = models.CharField("objectif", max_length=300, blank=True)
    instruction = models.TextField("consigne, à lire", blank=True)
    material = models.CharField("matériel", max_length=300, blank=True)
    host = models.CharField("qui anime", max_length=120, blank=True)

    class Meta:
        verbose_name = "séquence"
        verbose_name_plural = "séquences"
        ordering = ("day__position", "starts_at", "id")

    def __str__(self) -> str:
        return self.title


class Table(models.Model):
    """A table of the room, with its theme."""

    workshop = models.ForeignKey(Workshop, models.CASCADE, related_name="tables")
    number = models.PositiveSmallIntegerField("numéro")
    theme = models.CharField("thème", max_length=200, blank=True)
    place = models.CharField("emplacement", max_length=120, blank=True)
    facilitator = models.CharField("qui anime", max_length=120, blank=True)
    scribe = models.CharField("qui écrit", max_length=120, blank=True)

    class Meta:
        verbose_name = "table"
        verbose_name_plural = "tables"
        ordering = ("number",)
        constraints = [
            models.UniqueConstraint(fields=["workshop", "number"], name="one_table_a_number")
        ]


class Pack(models.Model):
    """What was printed at once for a workshop: every sheet has its number in it, once and for all.

    `contents` is what the sheets say (plain data), so that printing again prints the same.
    """

    workshop = models.ForeignKey(Workshop, models.CASCADE, related_name="packs")
    rank = models.PositiveSmallIntegerField("rang")
    code = models.CharField("code", max_length=12, unique=True, editable=False)
    key = models.CharField("clé", max_length=32, editable=False)
    contents = models.JSONField("contenu", editable=False)
    made_by = models.CharField("fait par", max_length=80)
    made_at = models.DateTimeField("fait le")

    class Meta:
        verbose_name = "paquet à imprimer"
        verbose_name_plural = "paquets à imprimer"
        ordering = ("rank",)
        constraints = [models.UniqueConstraint(fields=["workshop", "rank"], name="one_pack_a_rank")]

    def __str__(self) -> str:
        return f"Paquet {self.rank}"


class Photograph(models.Model):
    """A picture of sheets that was sent: the image alone, without place or device.

    `digest` is of what was sent: the same picture sent again is told once.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    workshop = models.ForeignKey(Workshop, models.CASCADE, related_name="photographs")
    digest = models.CharField("empreinte", max_length=64, editable=False)
    picture = models.ForeignKey("files.Stored", models.PROTECT, related_name="+")
    troubles = models.JSONField("ce qui n’a pas été lu", default=list)
    sent_by = models.CharField("envoyée par", max_length=80)
    sent_at = models.DateTimeField("envoyée le")

    class Meta:
        verbose_name = "photographie de feuilles"
        verbose_name_plural = "photographies de feuilles"
        ordering = ("id",)
        constraints = [
            models.UniqueConstraint(fields=["workshop", "digest"], name="one_photograph_a_digest")
        ]


class Sheet(models.Model):
    """A printed sheet that came back, as its latest photograph shows it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    pack = models.ForeignKey(Pack, models.CASCADE, related_name="sheets")
    photograph = models.ForeignKey(Photograph, models.CASCADE, related_name="sheets")
    kind = models.CharField("nature", max_length=1, choices=SheetKind)
    number = models.PositiveIntegerField("numéro")
    table = models.PositiveSmallIntegerField("table", null=True)
    about = models.UUIDField("activité", null=True)
    """The activity the sheet answers; it belongs to a later room."""

    class Meta:
        verbose_name = "feuille revenue"
        verbose_name_plural = "feuilles revenues"
        ordering = ("pack__rank", "number")
        constraints = [
            models.UniqueConstraint(fields=["pack", "number"], name="one_sheet_a_number")
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display().capitalize()} {self.number}"


class Cell(models.Model):
    """One place of a sheet where a hand may have written; its key becomes that of the card."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    sheet = models.ForeignKey(Sheet, models.CASCADE, related_name="cells")
    position = models.PositiveSmallIntegerField("rang")
    picture = models.ForeignKey("files.Stored", models.PROTECT, related_name="+")
    inked = models.BooleanField("semble écrite")
    typed_at = models.DateTimeField("tapée le", null=True)
    set_aside_at = models.DateTimeField("écartée le", null=True)
    longitude = models.FloatField("longitude", null=True)
    latitude = models.FloatField("latitude", null=True)

    class Meta:
        verbose_name = "case de feuille"
        verbose_name_plural = "cases de feuille"
        ordering = ("sheet", "position")
        constraints = [
            models.UniqueConstraint(fields=["sheet", "position"], name="one_cell_a_position")
        ]
