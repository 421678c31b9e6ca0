"""What may be shown once a document is published."""

from collections.abc import Mapping

from django.db import connection
from django.db.models import QuerySet

from atelier_local.programme.ateliers.models import Atelier
from atelier_local.programme.thread.enums import Kind, Sight
from atelier_local.programme.thread.models import Node
from atelier_local.programme.thread.queries import without_source
from atelier_local.steps.evidence.enums import Visibility
from atelier_local.steps.evidence.models import Excerpt

from ..enums import DeliverableKind
from ..models import Deliverable

DRAWN: Mapping[DeliverableKind, tuple[Kind, ...]] = {
    DeliverableKind.FRAMING_NOTE: (),
    DeliverableKind.LOGBOOK: (Kind.CONTRIBUTION, Kind.GROUP),
    DeliverableKind.FINAL_REPORT: (Kind.FINDING, Kind.ISSUE, Kind.OBJECTIVE, Kind.RECOMMENDATION),
    DeliverableKind.ROADMAP: (Kind.OBJECTIVE, Kind.ACTION),
    DeliverableKind.BOOKLET: (Kind.ISSUE, Kind.OBJECTIVE, Kind.ACTION),
}
"""What each document shows of itself, whether or not a section cites it."""

_SHOWN = """
WITH RECURSIVE shown(id) AS (
    SELECT node_id FROM deliverables_section WHERE deliverable_id = %s
    UNION SELECT id FROM thread_node WHERE atelier_id = %s AND kind IN ({kinds})
    UNION SELECT c.source_id FROM shown
        JOIN thread_citation c ON c.target_id = shown.id AND c.withdrawn_at IS NULL
) SELECT id FROM shown
"""


def publishable(deliverable: Deliverable) -> QuerySet[Node]:
    """The document's sections, what it draws and all that these rest on, but for hidden cards
    and for words that someone interviewed kept to the team.
    """
    kinds = [kind.value for kind in DRAWN[DeliverableKind(deliverable.kind)]] or [""]
    keys = [
        model._meta.pk.get_db_prep_value(key, connection)
        for model, key in ((Deliverable, deliverable.pk), (Atelier, deliverable.atelier_id))
    ]
    asked = _SHOWN.format(kinds=", ".join(["%s"] * len(kinds)))
    shown = [node.pk for node in Node.unfiltered.raw(asked, [*keys, *kinds])]
    kept = Excerpt.objects.filter(interview__visibility=Visibility.INTERNAL).values("pk")
    return Node.unfiltered.filter(pk__in=shown, seen_by__gte=Sight.PARTIES).exclude(pk__in=kept)


def unfounded(deliverable: Deliverable) -> list[str]:
    """The recommendations and actions that the document shows and that rest on nothing, by their
    words (one query).
    """
    shown = {Kind.RECOMMENDATION, Kind.ACTION} & set(DRAWN[DeliverableKind(deliverable.kind)])
    nodes = Node.objects.seen_by(Sight.PARTIES).filter(atelier=deliverable.atelier_id)
    found = without_source(nodes.filter(kind__in=shown)) if shown else nodes.none()
    return [node.words for node in found.order_by("number")]


def revealable_contributions(atelier: Atelier) -> QuerySet[Node]:
    said = Node.objects.seen_by(Sight.PARTIES).filter(atelier=atelier, kind=Kind.CONTRIBUTION)
    return said.filter(seen_by=Sight.PARTIES, number__gt="")
