"""What was deposited: one row for the same bytes, whoever brings them; what was issued."""

import uuid
from pathlib import Path

from django.conf import settings
from django.db import models

from .enums import MediaType


class Stored(models.Model):
    """A file kept under the digest of its content: it cannot change without changing its name.

    It knows nothing of who may read it: the room that points to it opens its own door first.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    sha256 = models.CharField("empreinte", max_length=64, unique=True, editable=False)
    size = models.PositiveBigIntegerField("taille en octets", editable=False)
    media_type = models.CharField(
        "type de contenu", max_length=80, choices=MediaType.choices, editable=False
    )
    name = models.CharField("nom d’origine", max_length=120)
    stored_by = models.CharField("déposé par", max_length=80, blank=True)
    stored_at = models.DateTimeField("déposé le")

    class Meta:
        verbose_name = "fichier déposé"
        verbose_name_plural = "fichiers déposés"
        ordering = ["stored_at"]

    def __str__(self) -> str:
        return self.name

    @property
    def path(self) -> Path:
        """Where the bytes are: two letters of digest as folder, the rest as name."""
        return Path(settings.MEDIA_ROOT) / self.sha256[:2] / self.sha256[2:]

    def read(self) -> bytes:
        """The bytes, whole: what comes in has a size limit."""
        return self.path.read_bytes()


class Filed(models.Model):
    """A paper as it was issued: its words and their structure, which nothing changes afterwards.

    The PDF and the DOCX are composed from it when somebody asks (`papers.answer`). Like a stored
    file it has no address of its own: the room that points to it opens its own door first.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField("nature", max_length=30, editable=False)
    subject = models.CharField("objet", max_length=80, editable=False, db_index=True)
    paper = models.JSONField("contenu", editable=False)
    digest = models.CharField("empreinte", max_length=64, editable=False)
    made_at = models.DateTimeField("établie le", editable=False)

    class Meta:
        verbose_name = "pièce établie"
        verbose_name_plural = "pièces établies"
        ordering = ["made_at"]

    def __str__(self) -> str:
        return str(self.paper["title"])
