"""What is published: the Ateliers, their documents, each thing of their threads."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Max, QuerySet

from atelier_local.ground.ui.templatetags.ui import Mark
from atelier_local.programme.ateliers.enums import Stage
from atelier_local.programme.ateliers.models import Atelier
from atelier_local.programme.territories import queries as territories
from atelier_local.programme.territories.plates import Plate
from atelier_local.programme.thread.enums import Kind, Sight
from atelier_local.programme.thread.models import Node
from atelier_local.steps.deliverables.enums import DeliverableState
from atelier_local.steps.deliverables.models import Deliverable
from atelier_local.steps.roadmap.models import Update


def published() -> QuerySet[Atelier]:
    """The Ateliers opened to the public, latest first."""
    return Atelier.objects.with_place().exclude(published_at=None).order_by("-published_at")


@dataclass(frozen=True)
class Shown:
    """An Atelier as a card of the front page."""

    atelier: Atelier
    silhouette: Plate | None
    said: int
    actions: int


def shown(most: int | None = None, *, drawn: bool = True) -> list[Shown]:
    """The published Ateliers with what was said and decided there (three queries)."""
    ateliers = list(published()[:most])
    epcis = [a.epci for a in ateliers]
    outlines = territories.silhouettes(epcis) if drawn else {}
    counted = _counted(ateliers)
    return [
        Shown(
            a,
            outlines.get(a.epci_id),
            counted[a.pk, Kind.CONTRIBUTION],
            counted[a.pk, Kind.ACTION],
        )
        for a in ateliers
    ]


def marks(listed: Sequence[Shown]) -> dict[str, Mark]:
    """What the tile of each département says of these Ateliers (one query)."""
    facts = territories.facts_of({one.atelier.epci_id for one in listed})
    names: dict[str, list[str]] = {}
    for one in listed:
        for code in facts[one.atelier.epci_id].department_codes[:1]:
            names.setdefault(code, []).append(one.atelier.name)
    return {
        code: Mark("d2" if len(found) > 1 else "d1", f"Département {code} : {', '.join(found)}")
        for code, found in names.items()
    }


def _counted(ateliers: Sequence[Atelier]) -> Counter[tuple[UUID, str]]:
    rows = (
        Node.objects.seen_by(Sight.PUBLIC)
        .filter(atelier__in=ateliers, kind__in=[Kind.CONTRIBUTION, Kind.ACTION])
        .order_by()
        .values_list("atelier", "kind")
        .annotate(Count("pk"))
    )
    return Counter({(atelier, kind): count for atelier, kind, count in rows})


def last_change() -> datetime | None:
    """When something public last changed: an Atelier published, or news of one of its actions."""
    news = Update.objects.exclude(action__node__atelier__published_at=None)
    moments = (
        Atelier.objects.aggregate(at=Max("published_at"))["at"],
        news.aggregate(at=Max("at"))["at"],
    )
    return max(filter(None, moments), default=None)


def with_receipts() -> QuerySet[Atelier]:
    """The Ateliers where cards were laid, by name: those whose receipts can be followed."""
    begun = [stage for stage in Stage if stage.rank >= Stage.WORKSHOP_1.rank]
    return Atelier.objects.filter(stage__in=begun).order_by("name")


def document(slug: str, kind: str) -> Deliverable | None:
    """A published document of a published Atelier."""
    found = Deliverable.objects.filter(
        atelier__slug=slug, kind=kind, state=DeliverableState.PUBLISHED
    )
    return (
        found.exclude(atelier__published_at=None)
        .select_related("pdf", "atelier")
        .prefetch_related("errata__pdf")
        .first()
    )


def node(slug: str, pk: UUID) -> Node | None:
    """Something published, with its Atelier."""
    found = Node.objects.seen_by(Sight.PUBLIC).filter(pk=pk, atelier__slug=slug)
    return found.exclude(atelier__published_at=None).select_related("atelier").first()
