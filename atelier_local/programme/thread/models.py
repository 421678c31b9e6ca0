"""The thread: what can be cited, what rests on what, what became of it.

Nodes lie below the story: every room adds its own, and any room, up to the public receipt,
reads the thread both ways without knowing who cites what.
"""

import uuid
from datetime import datetime

from django.db import models
from django.db.models import F, Q

from atelier_local.ground.ui.addresses import address

from .enums import Fate, Kind, Sight
from .rules import ALLOWED, REASON_AT_MOST


class UnseenRead(RuntimeError):
    """`Node.objects` was read without saying for whom: a bug, never a user's error."""


class NodeQuerySet(models.QuerySet["Node"]):
    """Refuses to be read before `seen_by` (or `unfiltered` was used on purpose)."""

    _for_someone = False

    def seen_by(self, sight: Sight) -> "NodeQuerySet":
        """Only what a reader of this sight may see."""
        seen = self.filter(seen_by__gte=sight)
        seen._for_someone = True
        return seen

    def _clone(self):
        clone = super()._clone()  # type: ignore[misc]
        clone._for_someone = self._for_someone
        return clone

    def _require_reader(self) -> None:
        if not self._for_someone:
            raise UnseenRead("Node.objects.seen_by(sight) first, or Node.unfiltered")

    def _fetch_all(self):
        self._require_reader()
        super()._fetch_all()

    def iterator(self, *args, **kwargs):
        self._require_reader()
        return super().iterator(*args, **kwargs)

    def count(self):
        self._require_reader()
        return super().count()

    def exists(self):
        self._require_reader()
        return super().exists()

    def aggregate(self, *args, **kwargs):
        self._require_reader()
        return super().aggregate(*args, **kwargs)


class CitableQuerySet(models.QuerySet):
    """For the rooms' own tables that share a node's key."""

    def seen_by(self, sight: Sight):
        """Only what a reader of this sight may see, with the words loaded."""
        return self.filter(node__seen_by__gte=sight).select_related("node")


class Node(models.Model):
    """Something that can be cited. `words` is the only copy of its text or title."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    atelier = models.ForeignKey("ateliers.Atelier", models.PROTECT, related_name="+")
    kind = models.CharField("nature", max_length=14, choices=Kind)
    number = models.CharField("numéro", max_length=12, blank=True)
    words = models.TextField("texte")
    seen_by = models.PositiveSmallIntegerField("visible par", choices=Sight, default=Sight.PARTIES)
    frozen = models.BooleanField("figé", default=False)
    by = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField("le")

    is_ahead: bool  # annotated by thread.queries.around

    objects = NodeQuerySet.as_manager()
    unfiltered = models.Manager()

    class Meta:
        verbose_name = "élément du fil"
        verbose_name_plural = "éléments du fil"
        base_manager_name = "unfiltered"
        default_manager_name = "unfiltered"
        ordering = ("at", "id")
        indexes = [models.Index(fields=["atelier", "kind", "seen_by"])]
        constraints = [
            models.UniqueConstraint(
                fields=["atelier", "kind", "number"],
                condition=~Q(number=""),
                name="node_number_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.words}".strip()

    @property
    def at_kind(self) -> Kind:
        return Kind(self.kind)

    @property
    def label(self) -> str:
        """How it is called in a sentence: « Constat F-014 », « Enjeu 3 »."""
        kind = self.at_kind.label
        return self.number if self.number.startswith(kind) else f"{kind} {self.number}".strip()

    def url(self, slug: str) -> str:
        """The page of this node, in the Atelier of that slug."""
        return address(self.at_kind.route, slug, self.id)

    @staticmethod
    def add(
        atelier,
        kind: Kind,
        words: str,
        *,
        by,
        at: datetime,
        seen_by: Sight = Sight.PARTIES,
        number: str | None = None,
        id: uuid.UUID | None = None,
    ) -> "Node":
        """A new node; numbered `F-014`-like when its kind is and no number is given."""
        if number is None:
            number = next_number(atelier, kind)
        return Node.unfiltered.create(
            id=id or uuid.uuid4(),
            atelier=atelier,
            kind=kind,
            number=number,
            words=words,
            seen_by=seen_by,
            by=by,
            at=at,
        )


PREFIXES = {
    Kind.FIGURE: "I-{:03}",
    Kind.EXCERPT: "X-{:03}",
    Kind.GROUP: "G-{:02}",
    Kind.FINDING: "F-{:03}",
    Kind.ISSUE: "Enjeu {}",
    Kind.RECOMMENDATION: "P-{:02}",
}


def next_number(atelier, kind: Kind, *, block: str = "") -> str:
    """The next permanent number of this kind in the Atelier, "" for kinds that get theirs later;
    `P-22.1` on the laptop of kit `block`, that no other machine gives."""
    if kind not in PREFIXES:
        return ""
    atelier.lock()
    if block:
        return _number_in(atelier, kind, f"{PREFIXES[kind].partition('{')[0]}{block}.")
    taken = Node.unfiltered.filter(atelier=atelier, kind=kind).exclude(number="").count()
    return PREFIXES[kind].format(taken + 1)


def number_under(atelier, kind: Kind, prefix: str, rank: int, *, block: str = "") -> str:
    """`2.3`: the third under `2`. On the laptop of kit `block`, `2.22.1`, that no other machine
    gives: home gives the next one there.
    """
    if not block:
        return f"{prefix}.{rank}"
    return _number_in(atelier, kind, f"{prefix}.{block}.")


def _number_in(atelier, kind: Kind, begins: str) -> str:
    taken = Node.unfiltered.filter(atelier=atelier, kind=kind, number__startswith=begins)
    return f"{begins}{taken.count() + 1}"


_UPWARD = Q()
for _source, _target in sorted(ALLOWED):
    _UPWARD |= Q(source_kind=_source.value, target_kind=_target.value)


class Citation(models.Model):
    """`target` rests on `source`, and why. Withdrawn, never deleted."""

    source = models.ForeignKey(Node, models.PROTECT, related_name="used_by")
    source_kind = models.CharField("nature de la source", max_length=14, choices=Kind)
    target = models.ForeignKey(Node, models.PROTECT, related_name="rests_on")
    target_kind = models.CharField("nature de l’appuyé", max_length=14, choices=Kind)
    reason = models.CharField("pourquoi", max_length=REASON_AT_MOST)
    by = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField("le")
    withdrawn_at = models.DateTimeField("retiré le", null=True)

    class Meta:
        verbose_name = "lien du fil"
        verbose_name_plural = "liens du fil"
        ordering = ("at", "id")
        constraints = [
            models.UniqueConstraint(
                fields=["source", "target"],
                condition=Q(withdrawn_at=None),
                name="one_current_citation",
            ),
            models.CheckConstraint(condition=_UPWARD, name="citation_goes_up"),
            models.CheckConstraint(condition=~Q(source=F("target")), name="citation_not_itself"),
        ]
        indexes = [
            models.Index(fields=["target"], condition=Q(withdrawn_at=None), name="back_now"),
            models.Index(fields=["source"], condition=Q(withdrawn_at=None), name="forward_now"),
        ]

    @staticmethod
    def link(
        source: Node, target: Node, reason: str, *, by, at: datetime
    ) -> "tuple[Citation, bool]":
        """One citation, kinds copied, and whether it is new; `operations.cite` is the act with
        its rules.
        """
        return Citation.objects.get_or_create(
            source=source,
            target=target,
            withdrawn_at=None,
            defaults={
                "source_kind": source.kind,
                "target_kind": target.kind,
                "reason": reason,
                "by": by,
                "at": at,
            },
        )


class Answer(models.Model):
    """What became of a node, told to whoever said it. The latest counts; earlier ones stay."""

    node = models.ForeignKey(Node, models.PROTECT, related_name="answers")
    fate = models.CharField("suite donnée", max_length=14, choices=Fate)
    reason = models.CharField("motif", max_length=600)
    by = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField("le")

    class Meta:
        verbose_name = "réponse"
        verbose_name_plural = "réponses"
        ordering = ("at", "id")
