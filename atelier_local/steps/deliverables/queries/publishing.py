"""What may be shown once a document is published."""

import re
from collections.abc import Mapping

from django.db import connection
from django.db.models import Max, QuerySet

from atelier_local.ground.files.typography import french, legible
from atelier_local.programme.ateliers.models import Atelier
from atelier_local.programme.thread.enums import Kind, Sight
from atelier_local.programme.thread.models import Node
from atelier_local.programme.thread.queries import without_source
from atelier_local.steps.evidence.enums import Visibility
from atelier_local.steps.evidence.models import Excerpt
from atelier_local.steps.wall.models import Contribution

from ..enums import Consent, DeliverableKind
from ..models import Deliverable, Photograph, Wording

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


def hidden_since(deliverable: Deliverable) -> list[str]:
    """The numbers of the cards that its latest version prints and that the team has hidden since
    (three queries at most); of a version whose words were not kept, all that were hidden.
    """
    made_at = deliverable.errata.aggregate(at=Max("at"))["at"] or deliverable.frozen_at
    if made_at is None:
        return []
    cards = Contribution.objects.filter(node__atelier=deliverable.atelier_id, hidden_at__gt=made_at)
    numbers = cards.exclude(node__number="").order_by("node__number")
    hidden = list(numbers.values_list("node__number", flat=True))
    wording = Wording.objects.filter(deliverable=deliverable).first() if hidden else None
    if wording is None:
        return hidden
    said = {code for _, text in wording.parts for code in re.findall(r"\bC-\d+-\d+\b", text)}
    return [number for number in hidden if number in said]


def refused_since(deliverable: Deliverable) -> list[str]:
    """What the photographs show that its latest version prints and that nobody agrees any more to
    show (two queries at most).
    """
    mine = Photograph.objects.filter(section__deliverable=deliverable)
    kept = [one.alt for one in mine if not Consent(one.consent).lets_out]
    wording = Wording.objects.filter(deliverable=deliverable).first() if kept else None
    parts = wording.parts if wording else []
    lines = {line for _, text in parts for line in text.split("\n")}
    return [alt for alt in kept if legible(french(alt)).strip() in lines]


def revealable_contributions(atelier: Atelier) -> QuerySet[Node]:
    said = Node.objects.seen_by(Sight.PARTIES).filter(atelier=atelier, kind=Kind.CONTRIBUTION)
    return said.filter(seen_by=Sight.PARTIES, number__gt="")
