"""What a phone shows of its own."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from atelier_local.ground.journal.models import Line
from atelier_local.programme.ateliers.models import Atelier
from atelier_local.programme.territories import queries as territories
from atelier_local.programme.territories.models import Commune
from atelier_local.programme.territories.plates import Plate
from atelier_local.programme.territories.rules import words
from atelier_local.steps.workshops.models import Workshop

from .. import rules
from ..access import Scribe
from ..enums import Act, ContributionKind
from ..models import Activity, Participant


@dataclass(frozen=True)
class Mine:
    """A card as its author finds it again: nothing on the card itself says whose it is."""

    id: UUID
    words: str
    kind: ContributionKind
    received_at: datetime
    receipt: str


def mine(author: Participant | Scribe) -> list[Mine]:
    """What this phone, or this scribe, said, last first, read in the journal (one query)."""
    said = Line.objects.filter(by=author.ref, stream=author.workshop.stream, kind=Act.CONTRIBUTED)
    return [
        Mine(
            id=line.pk,
            words=line.payload["words"],
            kind=ContributionKind(line.payload["kind"]),
            received_at=line.received_at,
            receipt=rules.shown_receipt(line.payload["receipt"]),
        )
        for line in said.order_by("-seq")
        if line.payload
    ]


def base_plate(workshop: Workshop, activity: Activity | None) -> Plate | None:
    """The map that a phone touches, where cards have a place on it."""
    on_map = activity is not None and activity.is_map
    return territories.base_map(workshop.atelier.epci) if on_map else None


def places(atelier: Atelier) -> list[str]:
    """The communes of the territory, in the order of a dictionary: Périers before Pirou."""
    communes = Commune.objects.filter(epci=atelier.epci_id).values_list("name", flat=True)
    return sorted(communes, key=words)
