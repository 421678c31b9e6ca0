from uuid import UUID

from django.db import models
from uuid_utils import compat as uuid_utils

from .enums import StreamKind
from .rules import GENESIS


def uuid7() -> UUID:
    """An id whose order is that of time, for lines no device named."""
    return uuid_utils.uuid7()


class Stream(models.Model):
    """One story told in order: its lines are numbered without a gap and chained."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    kind = models.CharField("nature", max_length=20, choices=StreamKind)
    subject = models.CharField("objet", max_length=80)
    head_seq = models.PositiveBigIntegerField("dernier numéro", default=0)
    head_hash = models.BinaryField("dernière empreinte", default=GENESIS)
    opened_at = models.DateTimeField(
        "ouvert le", null=True, help_text="Vide pour le programme, ouvert depuis toujours."
    )

    class Meta:
        verbose_name = "registre"
        verbose_name_plural = "registres"
        constraints = [
            models.UniqueConstraint(fields=["kind", "subject"], name="one_stream_per_subject")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject}"


class Rewritten(Exception):
    """Raised when something tries to change or remove a line of the journal."""


class Lines(models.QuerySet["Line"]):
    """Lines are appended by `operations` and never rewritten; `forget` is the one exception."""

    def forget(self) -> int:
        """Empty content and salt, keep the digest; only `operations.erase` calls this."""
        return super().update(payload=None, salt=None)

    def update(self, **values: object) -> int:
        raise Rewritten("a line of the journal is never rewritten")

    def delete(self) -> tuple[int, dict[str, int]]:
        raise Rewritten("a line of the journal is never removed")


class Line(models.Model):
    """What happened: who, when, what; numbered and chained to the line before it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    stream = models.ForeignKey(
        Stream, models.PROTECT, related_name="lines", verbose_name="registre", db_index=False
    )
    seq = models.PositiveBigIntegerField("numéro")
    kind = models.CharField("nature", max_length=60)
    by = models.CharField("auteur", max_length=80, blank=True)
    at = models.DateTimeField("fait le")
    received_at = models.DateTimeField("reçu le")
    payload = models.JSONField("contenu", null=True)
    salt = models.BinaryField("sel", null=True)
    sent = models.BinaryField("empreinte de l’envoi")
    digest = models.BinaryField("empreinte du contenu")
    previous = models.BinaryField("empreinte précédente")
    hash = models.BinaryField("empreinte")

    objects = Lines.as_manager()

    class Meta:
        verbose_name = "ligne du journal"
        verbose_name_plural = "lignes du journal"
        ordering = ["stream", "seq"]
        constraints = [
            models.UniqueConstraint(fields=["stream", "seq"], name="lines_without_twin_number")
        ]
        indexes = [
            models.Index(fields=["by"], name="lines_of_an_author"),
            models.Index(fields=["kind", "received_at"], name="lines_of_a_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.stream_id} {self.seq} {self.kind}"

    def save(self, **options: object) -> None:
        raise Rewritten("lines are written by journal.operations.append")

    def delete(self, **options: object) -> tuple[int, dict[str, int]]:  # type: ignore[override]
        raise Rewritten("a line of the journal is never removed")


class Copy(models.Model):
    """What another device holds under the id of a line: the same act, told there too, or another
    one. Brought home with that device's log; the line itself is never rewritten."""

    line = models.ForeignKey(Line, models.PROTECT, related_name="copies", verbose_name="ligne")
    kind = models.CharField("nature", max_length=60)
    by = models.CharField("auteur", max_length=80, blank=True)
    at = models.DateTimeField("fait le")
    received_at = models.DateTimeField("reçu le")
    payload = models.JSONField("contenu", null=True)
    salt = models.BinaryField("sel", null=True)
    digest = models.BinaryField("empreinte du contenu")
    same = models.BooleanField("dit la même chose")

    class Meta:
        verbose_name = "exemplaire d’une ligne"
        verbose_name_plural = "exemplaires de lignes"
        ordering = ["line", "id"]
        constraints = [models.UniqueConstraint(fields=["line", "digest"], name="one_copy_a_device")]

    def __str__(self) -> str:
        return f"{self.line_id} {self.at:%d/%m/%Y}"


class Cursor(models.Model):
    """How far a projection has read a stream; its row lock lets one projector work at a time."""

    stream = models.ForeignKey(
        Stream, models.CASCADE, related_name="cursors", verbose_name="registre"
    )
    name = models.CharField("projection", max_length=40)
    seq = models.PositiveBigIntegerField("dernier numéro lu", default=0)

    class Meta:
        verbose_name = "curseur de lecture"
        verbose_name_plural = "curseurs de lecture"
        constraints = [
            models.UniqueConstraint(fields=["stream", "name"], name="one_cursor_per_projection")
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.seq}"


class Aside(models.Model):
    """A line that a projection could make nothing of: the journal keeps it, no screen shows it."""

    line = models.ForeignKey(Line, models.PROTECT, related_name="asides", verbose_name="ligne")
    projection = models.CharField("projection", max_length=40)

    class Meta:
        verbose_name = "ligne laissée de côté"
        verbose_name_plural = "lignes laissées de côté"
        ordering = ("line__seq",)
        constraints = [
            models.UniqueConstraint(fields=["line", "projection"], name="left_aside_once")
        ]

    def __str__(self) -> str:
        return f"{self.line_id} {self.projection}"


class Erasure(models.Model):
    """A line whose content was erased: the ledger to replay after restoring a backup."""

    line = models.OneToOneField(Line, models.PROTECT, related_name="erasure", verbose_name="ligne")
    at = models.DateTimeField("effacé le")
    by = models.CharField("par", max_length=80, blank=True)
    reason = models.CharField("motif", max_length=300)

    class Meta:
        verbose_name = "effacement"
        verbose_name_plural = "effacements"

    def __str__(self) -> str:
        return f"{self.line_id} {self.at:%d/%m/%Y}"
