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


class Comment(models.Model):
    """What a reader remarks of a section; settled once its authors took it into account."""

    section = models.ForeignKey(Section, models.CASCADE, related_name="comments")
    words = models.TextField("remarque")
    by = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    at = models.DateTimeField("le")
    settled_by = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    settled_at = models.DateTimeField("traitée le", null=True)

    class Meta:
        verbose_name = "remarque"
        verbose_name_plural = "remarques"
        ordering = ("at", "id")

    def __str__(self) -> str:
        return self.words[:60]


class BaselineAnswer(models.Model):
    """What became of one item of the specification: the section that answers it, or why none does.

    The latest counts; what was said before is in the journal.
    """

    item = models.OneToOneField(
        "application.SpecificationItem", models.PROTECT, related_name="+", verbose_name="article"
    )
    section = models.ForeignKey(
        Section, models.PROTECT, null=True, related_name="+", verbose_name="section"
    )
    reason = models.TextField("motif", blank=True)
    by = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    at = models.DateTimeField("le")

    class Meta:
        verbose_name = "réponse à un article du cahier des charges"
        verbose_name_plural = "réponses aux articles du cahier des charges"
        ordering = ("item__position",)
        constraints = [
            models.CheckConstraint(
                condition=models.Q(section=None) ^ models.Q(reason=""),
                name="answered_or_dropped_with_a_reason",
            )
        ]

    @property
    def dropped(self) -> bool:
        return self.section_id is None
