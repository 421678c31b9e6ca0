"""The five documents: sections, state, and the PDF that was frozen."""

import hashlib
import uuid
from typing import Self

from django.db import models

from atelier_local.programme.thread.models import CitableQuerySet
from atelier_local.steps.wall.paper.queries import spoilt

from .enums import Consent, DeliverableKind, DeliverableState, Rights
from .rules import LONGEST_KEY, Ease, ease


class Deliverable(models.Model):
    """One document of an Atelier. Frozen, its bytes and their digest no longer change: what is
    corrected afterwards is an `Erratum`.
    """

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

    @property
    def versions(self) -> list["Deliverable | Erratum"]:
        """As frozen, then as corrected, each with its `pdf` and `pages`; none of a draft."""
        return [self, *self.errata.all()] if self.pdf_id else []

    @property
    def public(self) -> dict[int, "Deliverable | Erratum"]:
        """The versions that everyone reads, by number: what was corrected before the document was
        published never was.
        """
        if not self.published_at:
            return {}
        versions = self.versions
        first = 1 + sum(one.at < self.published_at for one in self.errata.all())
        return dict(enumerate(versions[first - 1 :], first))

    def version(
        self, asked: str = "", *, public: bool = False
    ) -> tuple[int, "Deliverable | Erratum"] | None:
        """A version and its number, which an address says; the latest where none is said. None
        where there is no such version.
        """
        known = self.public if public else dict(enumerate(self.versions, 1))
        numbers = {str(number): number for number in known}
        number = numbers.get(asked or str(max(known, default="")))
        return (number, known[number]) if number else None


class DueDate(models.Model):
    """The day for which a document is promised: in the calendar of the framing note."""

    atelier = models.ForeignKey("ateliers.Atelier", models.PROTECT, related_name="+")
    kind = models.CharField("document", max_length=12, choices=DeliverableKind)
    due_on = models.DateField("attendu pour le")

    class Meta:
        verbose_name = "date de remise"
        verbose_name_plural = "dates de remise"
        ordering = ("due_on", "id")
        constraints = [
            models.UniqueConstraint(fields=["atelier", "kind"], name="one_due_date_a_kind")
        ]


class Section(models.Model):
    """A narrative part of a document; its title is its node's words."""

    node = models.OneToOneField("thread.Node", models.RESTRICT, primary_key=True, related_name="+")
    deliverable = models.ForeignKey(Deliverable, models.PROTECT, related_name="sections")
    key = models.SlugField("clé", max_length=LONGEST_KEY)
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

    @property
    def seen(self) -> str:
        """What names its title and text as they are: others once somebody wrote it again."""
        return hashlib.sha256(f"{self.node.words}\n{self.text}".encode()).hexdigest()

    @property
    def ease(self) -> Ease | None:
        """How easily it is read; None where it is too short to say."""
        return ease(self.text)


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


class Erratum(models.Model):
    """A frozen document corrected: a version of its own, with its reason, its bytes, their digest.

    The first version is the document as frozen, which no erratum touches.
    """

    deliverable = models.ForeignKey(Deliverable, models.PROTECT, related_name="errata")
    number = models.PositiveSmallIntegerField("version")
    section = models.ForeignKey(Section, models.PROTECT, null=True, related_name="+")
    reason = models.TextField("motif")
    moved = models.JSONField("parties qui ont changé aussi", default=list)
    pdf = models.ForeignKey("files.Stored", models.PROTECT, related_name="+")
    pages = models.PositiveSmallIntegerField("pages")
    by = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    at = models.DateTimeField("le")

    class Meta:
        verbose_name = "erratum"
        verbose_name_plural = "errata"
        ordering = ("number",)
        constraints = [
            models.UniqueConstraint(fields=["deliverable", "number"], name="one_erratum_a_version"),
            models.CheckConstraint(
                condition=models.Q(number__gt=1), name="the_first_version_is_the_frozen_one"
            ),
        ]


class Wording(models.Model):
    """What a version of a frozen document says, part by part, and which photographs it prints: for
    the next to compare, and to know which versions print what was taken back since.
    """

    deliverable = models.ForeignKey(Deliverable, models.PROTECT, related_name="wordings")
    number = models.PositiveSmallIntegerField("version", default=1)
    parts = models.JSONField("parties", editable=False)
    photographs = models.JSONField("empreintes des photographies", null=True, editable=False)

    class Meta:
        verbose_name = "mots d’un document figé"
        verbose_name_plural = "mots des documents figés"
        ordering = ("number",)
        constraints = [
            models.UniqueConstraint(fields=["deliverable", "number"], name="one_wording_a_version")
        ]


class PhotographQuerySet(models.QuerySet["Photograph"]):
    def kept_back(self) -> Self:
        """Those that documents do not show: nobody agreed, the card that bore it is hidden since or
        bears it no more, a card of the sheet is hidden or erased since.
        """
        refused = ~models.Q(consent__in=[one for one in Consent if one.lets_out])
        lent = models.Q(card__hidden_at=None, card__photo__isnull=False)
        spoilt_sheet = models.Q(sheet__in=spoilt())
        return self.filter(refused | (models.Q(card__isnull=False) & ~lent) | spoilt_sheet)

    def going_out(self) -> Self:
        """The others."""
        return self.exclude(pk__in=Photograph.objects.kept_back().values("pk"))


class Photograph(models.Model):
    """A photograph that a section shows, drawn anew: what it shows, whose it is, who agreed; the
    card that bore it, or the sheet of the hall that it shows straightened, if one did.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    section = models.ForeignKey(Section, models.PROTECT, related_name="photographs")
    file = models.ForeignKey("files.Stored", models.PROTECT, related_name="+")
    card = models.ForeignKey(
        "wall.Contribution", models.PROTECT, null=True, related_name="+", verbose_name="carte"
    )
    sheet = models.ForeignKey(
        "workshops.Sheet", models.PROTECT, null=True, related_name="+", verbose_name="feuille"
    )
    width = models.PositiveSmallIntegerField("points de large")
    height = models.PositiveSmallIntegerField("points de haut")
    alt = models.CharField("ce qu’elle montre", max_length=400)
    caption = models.CharField("légende", max_length=300, blank=True)
    credit = models.CharField("auteur", max_length=120)
    rights = models.CharField("droits", max_length=7, choices=Rights)
    consent = models.CharField("droit à l’image", max_length=7, choices=Consent)
    by = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    at = models.DateTimeField("déposée le")

    objects = PhotographQuerySet.as_manager()

    class Meta:
        verbose_name = "photographie d’un document"
        verbose_name_plural = "photographies des documents"
        ordering = ("at", "id")

    @property
    def at_consent(self) -> Consent:
        return Consent(self.consent)

    @property
    def goes_out(self) -> bool:
        """Whether documents show it (one query)."""
        return Photograph.objects.going_out().filter(pk=self.pk).exists()


class Term(models.Model):
    """A word that a document explains at its end, for whoever was not there."""

    deliverable = models.ForeignKey(Deliverable, models.PROTECT, related_name="lexicon")
    term = models.CharField("mot", max_length=80)
    meaning = models.CharField("ce qu’il veut dire ici", max_length=500)

    class Meta:
        verbose_name = "mot expliqué"
        verbose_name_plural = "mots expliqués"
        ordering = ("term",)
        constraints = [
            models.UniqueConstraint(fields=["deliverable", "term"], name="one_meaning_a_term")
        ]

    def __str__(self) -> str:
        return self.term


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
