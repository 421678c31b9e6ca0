"""What the pages of the strategy show."""

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet

from atelier_local.programme.ateliers.models import Atelier
from atelier_local.programme.thread.enums import Kind, Sight
from atelier_local.programme.thread.models import Citation

from .models import Axis, KeyIssue, Objective, Recommendation

_LEADS_ON = Exists(Citation.objects.filter(source=OuterRef("pk"), withdrawn_at=None))
_SOURCES = Count("node__rests_on", filter=Q(node__rests_on__withdrawn_at=None), distinct=True)
_OBJECTIVES = Count(
    "node__used_by",
    filter=Q(node__used_by__withdrawn_at=None, node__used_by__target_kind=Kind.OBJECTIVE),
    distinct=True,
)
_ACTIONS = Count(
    "node__used_by",
    filter=Q(node__used_by__withdrawn_at=None, node__used_by__target_kind=Kind.ACTION),
    distinct=True,
)


def issues(atelier: Atelier, sight: Sight) -> QuerySet[KeyIssue]:
    """The key issues by rank, with what they rest on and the objectives that answer (one query)."""
    found = KeyIssue.objects.seen_by(sight).filter(node__atelier=atelier)
    return found.annotate(sources=_SOURCES, objectives=_OBJECTIVES).order_by("rank")


def axes(atelier: Atelier, sight: Sight) -> QuerySet[Axis]:
    """The axes with their objectives, and how many actions carry each (two queries)."""
    objectives = Objective.objects.seen_by(sight).annotate(actions=_ACTIONS)
    return Axis.objects.filter(atelier=atelier).prefetch_related(
        Prefetch("objectives", objectives.order_by("position"))
    )


def recommendations(atelier: Atelier, sight: Sight) -> QuerySet[Recommendation]:
    found = Recommendation.objects.seen_by(sight).filter(node__atelier=atelier)
    return found.annotate(sources=_SOURCES, leads_on=_LEADS_ON).order_by("node__number")
