"""The five documents: sections, state, and the PDF that was frozen."""

import uuid

from django.db import models

from atelier_local.programme.thread.models import CitableQuerySet

from .enums import DeliverableKind, DeliverableState


class Deliverable(models.Model):
    """One document of an Atelier. Frozen, its bytes and their digest no longer change."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    atelier = models.ForeignKey("ateliers.Atelier", models.PROTECT, related_name="+")
    kind = models.CharField("document", max_length=12, choices=DeliverableKind)
    state = models.CharField(
        "état", max_length=9, choices=DeliverableState, default=DeliverableState.DRAFT
    )
    started_at = models.DateTimeField("commencé le")
    frozen_at = models.DateTimeField("figé le", null=True)
    published_at = models.DateTimeField("publié le", null=True)
    pdf = models.ForeignKey("files.Stored", models.PROTECT, null=True, related_name="+")
    pages = models.PositiveSmallIntegerField("pages", null=True)

    class Meta:
        verbose_name = "livrable"
        verbose_name_plural = "livrables"
        ordering = ("started_at",)
        constraints = [
            models.UniqueConstraint(fields=["atelier", "kind"], name="one_deliverable_a_kind")
        ]

    def __str__(self) -> str:
        return self.get_kind_display()


class Section(models.Model):
    """A narrative part of a document; its title is its node's words."""

    node = models.OneToOneField("thread.Node", models.RESTRICT, primary_key=True, related_name="+")
    deliverable = models.ForeignKey(Deliverable, models.PROTECT, related_name="sections")
    key = models.SlugField("clé", max_length=60)
    position = models.PositiveSmallIntegerField("rang")
    text = models.TextField("texte")

    objects = CitableQuerySet.as_manager()

    class Meta:
        verbose_name = "section"
        verbose_name_plural = "sections"
        ordering = ("position",)
        constraints = [
            models.UniqueConstraint(fields=["deliverable", "key"], name="one_section_a_key")
        ]
