"""What the pages of evidence show."""

from collections import Counter
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, Model, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import JSONObject

from atelier_local.ground.journal.enums import StreamKind
from atelier_local.ground.journal.models import Stream
from atelier_local.programme.ateliers.models import Atelier
from atelier_local.programme.people.models import Ticket
from atelier_local.programme.thread.enums import Sight
from atelier_local.programme.thread.models import Citation, Node
from atelier_local.programme.thread.queries import Path
from atelier_local.steps.wall.models import Contribution

from .models import Document, Excerpt, Figure, Finding, Interview

_FIXED = Exists(
    Citation.objects.filter(source=OuterRef("pk"), withdrawn_at=None, target__frozen=True)
)
_USED = Exists(Citation.objects.filter(source=OuterRef("pk"), withdrawn_at=None))
_SOURCES = Count("node__rests_on", filter=Q(node__rests_on__withdrawn_at=None))


def one_finding(atelier: Atelier, sight: Sight) -> QuerySet[Finding]:
    """Findings with their author, and how many sources the reader may not see: the page says so,
    never which.
    """
    kept = Q(node__rests_on__withdrawn_at=None, node__rests_on__source__seen_by__lt=sight)
    found = Finding.objects.seen_by(sight).filter(node__atelier=atelier)
    return found.select_related("node__by").annotate(hidden=Count("node__rests_on", filter=kept))


def findings(atelier: Atelier, sight: Sight) -> QuerySet[Finding]:
    """The findings with how much each rests on and whether something rests on it (one query)."""
    return (
        Finding.objects.seen_by(sight)
        .filter(node__atelier=atelier)
        .annotate(sources=_SOURCES, used=_USED)
        .order_by("node__number")
    )


def documents(atelier: Atelier) -> QuerySet[Document]:
    return Document.objects.filter(atelier=atelier).annotate(extracted=Count("excerpts"))


def interviews(atelier: Atelier) -> QuerySet[Interview]:
    kept = Count("excerpts", filter=Q(excerpts__withdrawn_at=None))
    return Interview.objects.filter(atelier=atelier).annotate(extracted=kept)


def to_read(atelier: Atelier) -> QuerySet[Interview]:
    """Interviews with the stream where their readings are written down, and how many of their
    excerpts the person corrected and withdrew.
    """
    return _with_audit().filter(atelier=atelier).annotate(
        corrections=Count("excerpts", filter=~Q(excerpts__corrected_at=None)),
        withdrawals=Count("excerpts", filter=~Q(excerpts__withdrawn_at=None)),
    )  # fmt: skip


def _with_audit() -> QuerySet[Interview]:
    audit = Stream.objects.filter(kind=StreamKind.AUDIT, subject=OuterRef("atelier__slug"))
    found = Interview.objects.select_related("atelier__stream")
    return found.annotate(audit_stream=Subquery(audit.values("pk")))


def reread_by(ticket: Ticket) -> Interview | None:
    """The interview that a link lets the person read again."""
    return _with_audit().filter(pk=UUID(ticket.subject)).first()


def excerpts_said(interview: Interview) -> "QuerySet[Any]":
    """The excerpts of an interview for whoever said it: `used` by something, `fixed` if they no
    longer change.
    """
    kept = interview.excerpts.filter(withdrawn_at=None).select_related("node")
    fixed = _FIXED | Q(node__seen_by=Sight.PUBLIC)
    return kept.annotate(used=_USED, fixed=fixed).order_by("node__number")


def figures(atelier: Atelier, sight: Sight) -> QuerySet[Figure]:
    return Figure.objects.seen_by(sight).filter(node__atelier=atelier).order_by("node__number")


def excerpts_of(source: Document | Interview, sight: Sight) -> QuerySet[Excerpt]:
    return source.excerpts.seen_by(sight).annotate(used=_USED).order_by("page", "node__number")


def heard(interviews: Iterable[Interview]) -> Counter[str]:
    """How many interviews each audience gave."""
    return Counter(interview.audience for interview in interviews)


def _facts(model: type[Model], **fields: str) -> Subquery:
    """What a room's own table says of a node, as a dictionary; None if it says nothing."""
    rows = model.objects.filter(node=OuterRef("pk"))  # type: ignore[attr-defined]
    return Subquery(rows.values(facts=JSONObject(**fields)))


def proofs_of(path: Path) -> dict[UUID, Node]:
    """What a path comes from, each node with what its own room knows of it as `contribution`,
    `excerpt` or `figure` (one query).
    """
    nodes = Node.unfiltered.filter(pk__in=[node.pk for node in path.back]).annotate(
        contribution=_facts(
            Contribution, kind="kind", audience="audience", channel="channel", place="place"
        ),
        excerpt=_facts(
            Excerpt,
            page="page",
            document="document__number",
            title="document__title",
            interview="interview__number",
            function="interview__function",
        ),
        figure=_facts(
            Figure,
            value="value",
            unit="unit",
            vintage="vintage",
            source="source",
            comparator="comparator",
            fictitious="fictitious",
        ),
    )
    return {node.pk: node for node in nodes}
