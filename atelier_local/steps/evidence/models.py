"""Documents read, people interviewed, figures gathered, and the findings they support."""

import uuid

from django.db import models

from atelier_local.programme.ateliers.enums import Audience
from atelier_local.programme.thread.models import CitableQuerySet

from .enums import DocumentKind, Visibility


class Document(models.Model):
    """Something read, with its reading note."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    atelier = models.ForeignKey("ateliers.Atelier", models.PROTECT, related_name="+")
    number = models.CharField("numéro", max_length=8)
    title = models.CharField("titre", max_length=250)
    author = models.CharField("auteur", max_length=200)
    kind = models.CharField("nature", max_length=12, choices=DocumentKind)
    year = models.PositiveSmallIntegerField("année")
    pages = models.PositiveIntegerField("pages", null=True)
    note = models.TextField("note de lecture", blank=True)
    stored = models.ForeignKey("files.Stored", models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField("ajouté le")

    class Meta:
        verbose_name = "document"
        verbose_name_plural = "documents"
        ordering = ("number",)
        constraints = [
            models.UniqueConstraint(fields=["atelier", "number"], name="document_number_once")
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"


class Interview(models.Model):
    """Someone heard, known by a function and an audience, never by name outside the team."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    atelier = models.ForeignKey("ateliers.Atelier", models.PROTECT, related_name="+")
    number = models.CharField("numéro", max_length=8)
    function = models.CharField("fonction", max_length=200)
    audience = models.CharField("public", max_length=2, choices=Audience)
    held_on = models.DateField("mené le")
    minutes = models.PositiveIntegerField("durée en minutes", null=True)
    synthesis = models.TextField("synthèse")
    visibility = models.CharField("accord donné", max_length=10, choices=Visibility)
    validated_at = models.DateTimeField("validé par la personne le", null=True)
    asked_at = models.DateTimeField("relecture demandée le", null=True)
    reread_at = models.DateTimeField("relu par la personne le", null=True)
    corrected = models.BooleanField("synthèse corrigée par la personne", default=False)

    class Meta:
        verbose_name = "entretien"
        verbose_name_plural = "entretiens"
        ordering = ("number",)
        constraints = [
            models.UniqueConstraint(fields=["atelier", "number"], name="interview_number_once")
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.function}"

    @property
    def awaits_answer(self) -> bool:
        """Whether a link was sent that the person has not used."""
        if self.asked_at is None:
            return False
        return self.reread_at is None or self.asked_at > self.reread_at

    @property
    def ref(self) -> str:
        """How the journal names the person heard, who has no account."""
        return f"interviewed:{self.id}"


class Excerpt(models.Model):
    """A few words of a document or an interview, so that they can be cited."""

    node = models.OneToOneField("thread.Node", models.RESTRICT, primary_key=True, related_name="+")
    document = models.ForeignKey(Document, models.PROTECT, null=True, related_name="excerpts")
    interview = models.ForeignKey(Interview, models.PROTECT, null=True, related_name="excerpts")
    page = models.PositiveIntegerField("page", null=True)
    family = models.CharField("famille", max_length=1, blank=True)
    corrected_at = models.DateTimeField("corrigé par la personne le", null=True)
    withdrawn_at = models.DateTimeField("retiré par la personne le", null=True)

    objects = CitableQuerySet.as_manager()

    class Meta:
        verbose_name = "extrait"
        verbose_name_plural = "extraits"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(document=None) ^ models.Q(interview=None),
                name="excerpt_of_one_source",
            )
        ]

    @property
    def source(self) -> Document | Interview:
        found = self.document or self.interview
        assert found is not None
        return found


class Figure(models.Model):
    """A figure with its unit, vintage and source; its node's words are its label."""

    node = models.OneToOneField("thread.Node", models.RESTRICT, primary_key=True, related_name="+")
    value = models.CharField("valeur", max_length=40)
    unit = models.CharField("unité", max_length=40, blank=True)
    vintage = models.PositiveSmallIntegerField("millésime")
    source = models.CharField("source", max_length=200)
    comparator = models.CharField("comparaison", max_length=200, blank=True)
    fictitious = models.BooleanField("valeur fictive", default=False)

    objects = CitableQuerySet.as_manager()

    class Meta:
        verbose_name = "indicateur cité"
        verbose_name_plural = "indicateurs cités"


class Finding(models.Model):
    """A sentence that asserts (its node's words), explained, with what supports it."""

    node = models.OneToOneField("thread.Node", models.RESTRICT, primary_key=True, related_name="+")
    text = models.TextField("explication")
    families = models.CharField("familles", max_length=3, blank=True)
    silent_audiences = models.JSONField("publics non entendus", default=list)

    objects = CitableQuerySet.as_manager()

    class Meta:
        verbose_name = "constat"
        verbose_name_plural = "constats"
