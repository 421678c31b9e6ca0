"""Acts of the room that no screen could show."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef

from atelier_local.ground.journal.models import Aside
from atelier_local.ground.live.operations import PROJECTION

from ..enums import Act


@dataclass(frozen=True)
class Unread:
    """One of them: its kind, and when the server had it. It stays in the journal."""

    kind: str
    at: datetime

    @property
    def what(self) -> str:
        known = self.kind in Act.values
        return str(Act(self.kind).label) if known else "acte inconnu de cette version"


def left_aside() -> Exists:
    """Of a line: whether the wall could make nothing of it."""
    return Exists(Aside.objects.filter(line=OuterRef("pk"), projection=PROJECTION))
