"""What the pages of evidence show."""

from collections import Counter
from collections.abc import Iterable
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from atelier_local.programme.ateliers.models import Atelier
from atelier_local.programme.thread.enums import Kind, Sight
from atelier_local.programme.thread.models import Citation, Node
from atelier_local.programme.thread.queries import Path
from atelier_local.steps.wall.models import Contribution

from .models import Document, Excerpt, Figure, Finding, Interview

_USED = Exists(Citation.objects.filter(source=OuterRef("pk"), withdrawn_at=None))
_SOURCES = Count("node__rests_on", filter=Q(node__rests_on__withdrawn_at=None))


def findings(atelier: Atelier, sight: Sight) -> QuerySet[Finding]:
    """The findings with how much each rests on and whether something rests on it (one query)."""
    return (
        Finding.objects.seen_by(sight)
        .filter(node__atelier=atelier)
        .annotate(sources=_SOURCES, used=_USED)
        .order_by("node__number")
    )


def hidden_sources(node: Node, sight: Sight) -> int:
    """How many of its sources a reader may not see: the page says so, never which."""
    links = Citation.objects.filter(target=node, withdrawn_at=None, source__seen_by__lt=sight)
    return links.count()


def documents(atelier: Atelier) -> QuerySet[Document]:
    return Document.objects.filter(atelier=atelier).annotate(extracted=Count("excerpts"))


def interviews(atelier: Atelier) -> QuerySet[Interview]:
    return Interview.objects.filter(atelier=atelier).annotate(extracted=Count("excerpts"))


def figures(atelier: Atelier, sight: Sight) -> QuerySet[Figure]:
    return Figure.objects.seen_by(sight).filter(node__atelier=atelier).order_by("node__number")


def excerpts_of(source: Document | Interview, sight: Sight) -> QuerySet[Excerpt]:
    return source.excerpts.seen_by(sight).annotate(used=_USED).order_by("page", "node__number")


def heard(interviews: Iterable[Interview]) -> Counter[str]:
    """How many interviews each audience gave."""
    return Counter(interview.audience for interview in interviews)


def sources_of(path: Path) -> dict[str, dict[UUID, object]]:
    """What a path rests on, with each room's own facts: contributions, excerpts, figures
    (three queries).
    """
    by_kind = {
        kind: [node.id for node in path.back if node.at_kind is kind]
        for kind in (Kind.CONTRIBUTION, Kind.EXCERPT, Kind.FIGURE)
    }
    contributions = Contribution.objects.filter(node__in=by_kind[Kind.CONTRIBUTION])
    excerpts = Excerpt.objects.filter(node__in=by_kind[Kind.EXCERPT])
    figures = Figure.objects.filter(node__in=by_kind[Kind.FIGURE])
    return {
        "contributions": {c.pk: c for c in contributions.select_related("node")},
        "excerpts": {e.pk: e for e in excerpts.select_related("node", "document", "interview")},
        "figures": {f.pk: f for f in figures.select_related("node")},
    }
