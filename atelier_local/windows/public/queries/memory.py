"""What published Ateliers said and learned, searched together."""

from dataclasses import dataclass

from atelier_local.programme.ateliers.models import Atelier
from atelier_local.programme.thread import queries as thread
from atelier_local.programme.thread.enums import Kind, Sight
from atelier_local.programme.thread.models import Node
from atelier_local.steps.deliverables.assembly.booklet import KEYWORDS
from atelier_local.steps.deliverables.enums import DeliverableKind, DeliverableState, Place
from atelier_local.steps.deliverables.models import Section

SEARCHED = (
    Kind.CONTRIBUTION,
    Kind.FINDING,
    Kind.ISSUE,
    Kind.OBJECTIVE,
    Kind.RECOMMENDATION,
    Kind.ACTION,
)
MOST_FOUND = 60


def remembered(text: str) -> list[Node]:
    """What published Ateliers say of something, what was decided first (one query)."""
    nodes = Node.objects.seen_by(Sight.PUBLIC).filter(kind__in=SEARCHED)
    found = thread.search(nodes.exclude(atelier__published_at=None), text)
    listed = list(found.select_related("atelier")[: 4 * MOST_FOUND])
    return sorted(listed, key=lambda n: -n.at_kind.rank)[:MOST_FOUND]


@dataclass(frozen=True)
class Lesson:
    """What an Atelier learned, for others to use."""

    section: Section

    @property
    def atelier(self) -> Atelier:
        return self.section.node.atelier

    @property
    def title(self) -> str:
        return self.section.node.words

    @property
    def text(self) -> str:
        return self.section.text.partition(KEYWORDS)[0].strip()

    @property
    def tags(self) -> list[str]:
        told = self.section.text.partition(KEYWORDS)[2]
        return [tag.strip() for tag in told.split(",") if tag.strip()]


def lessons(most: int = 12) -> list[Lesson]:
    """The lessons of the published booklets, latest first (one query)."""
    sections = Section.objects.seen_by(Sight.PUBLIC).filter(
        key__startswith=Place.LESSON,
        deliverable__kind=DeliverableKind.BOOKLET,
        deliverable__state=DeliverableState.PUBLISHED,
    )
    kept = sections.exclude(node__atelier__published_at=None).select_related("node__atelier")
    return [Lesson(s) for s in kept.order_by("-node__atelier__published_at", "position")[:most]]
