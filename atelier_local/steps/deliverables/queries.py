"""What the documents are made of, and what may be shown of it."""

from django.db import connection
from django.db.models import Q, QuerySet, Sum

from atelier_local.programme.ateliers.models import Atelier, StageDate
from atelier_local.programme.thread.enums import Kind, Sight
from atelier_local.programme.thread.models import Node
from atelier_local.programme.thread.queries import answered, counts, without_source
from atelier_local.steps.evidence.enums import Visibility
from atelier_local.steps.evidence.models import Excerpt
from atelier_local.steps.financing.models import Plan
from atelier_local.steps.framing.models import Framing
from atelier_local.steps.framing.rules import SCHEDULED
from atelier_local.steps.roadmap.models import Action
from atelier_local.steps.workshops.enums import WorkshopState
from atelier_local.steps.workshops.models import Workshop

from .enums import DeliverableKind, DeliverableState
from .models import Deliverable
from .rules import Facts


def states(atelier: Atelier) -> dict[DeliverableKind, DeliverableState]:
    """How far each document that was begun has come (one query)."""
    rows = Deliverable.objects.filter(atelier=atelier).values_list("kind", "state")
    return {DeliverableKind(kind): DeliverableState(state) for kind, state in rows}


def workshops_held(atelier: Atelier) -> int:
    return Workshop.objects.filter(atelier=atelier, state=WorkshopState.HELD).count()


def facts(deliverable: Deliverable) -> Facts:
    """What the document can be made of, counted."""
    atelier = deliverable.atelier
    found = counts(atelier, Sight.PARTIES)
    framing = Framing.objects.filter(atelier=atelier).first()
    dated = StageDate.objects.filter(atelier=atelier, stage__in=SCHEDULED).count()
    nodes = Node.objects.seen_by(Sight.PARTIES).filter(atelier=atelier)
    must_rest = nodes.filter(kind__in=[Kind.RECOMMENDATION, Kind.ACTION])
    actions = Action.objects.filter(node__atelier=atelier)
    return Facts(
        sections=deliverable.sections.count(),
        methodology=bool(framing and framing.methodology.strip()),
        calendar=dated == len(SCHEDULED),
        workshops_held=workshops_held(atelier),
        contributions=found[Kind.CONTRIBUTION],
        findings=found[Kind.FINDING],
        issues=found[Kind.ISSUE],
        recommendations=found[Kind.RECOMMENDATION],
        without_source=without_source(must_rest).count(),
        actions=found[Kind.ACTION],
        unbalanced=_unbalanced(atelier),
        undated=actions.filter(Q(starts_on=None) | Q(ends_on=None)).count(),
    )


def _unbalanced(atelier: Atelier) -> int:
    plans = Action.objects.filter(node__atelier=atelier).values("plan")
    costs = dict(
        Plan.objects.filter(pk__in=plans)
        .annotate(n=Sum("costs__amount_eur"))
        .values_list("pk", "n")
    )
    funded = dict(
        Plan.objects.filter(pk__in=plans)
        .annotate(n=Sum("lines__amount_eur"))
        .values_list("pk", "n")
    )
    return sum(costs[pk] != funded[pk] for pk in costs)


_CITED = """
WITH RECURSIVE cited(id) AS (
    SELECT source_id FROM thread_citation c
        JOIN deliverables_section s ON s.node_id = c.target_id
        WHERE s.deliverable_id = %s AND c.withdrawn_at IS NULL
    UNION SELECT c.source_id FROM cited
        JOIN thread_citation c ON c.target_id = cited.id AND c.withdrawn_at IS NULL
) SELECT id FROM cited
"""


def publishable(deliverable: Deliverable) -> QuerySet[Node]:
    """The document's sections and all they rest on, but for hidden cards and for words that
    someone interviewed kept to the team.
    """
    key = Deliverable._meta.pk.get_db_prep_value(deliverable.pk, connection)
    cited = [node.pk for node in Node.unfiltered.raw(_CITED, [key])]
    kept = Excerpt.objects.filter(interview__visibility=Visibility.INTERNAL).values("pk")
    return Node.unfiltered.filter(
        Q(pk__in=deliverable.sections.values("pk")) | Q(pk__in=cited),
        seen_by__gte=Sight.PARTIES,
    ).exclude(pk__in=kept)


def contributions(atelier: Atelier) -> QuerySet[Node]:
    return Node.objects.seen_by(Sight.PARTIES).filter(atelier=atelier, kind=Kind.CONTRIBUTION)


def unanswered(atelier: Atelier) -> QuerySet[Node]:
    """Contributions to which nobody has said what became of them."""
    found = contributions(atelier)
    return found.exclude(pk__in=answered(found).values("pk"))


def revealable_contributions(atelier: Atelier) -> QuerySet[Node]:
    return contributions(atelier).filter(seen_by=Sight.PARTIES, number__gt="")
