"""Cards as a wall shows them when they come or change: what it shows, and nothing else of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from atelier_local.ground.journal import statements as sql
from atelier_local.programme.thread.enums import Sight

from .standing import Hall, Standing


@dataclass(slots=True)
class Billet:
    """A card, shown or taken off: a `Contribution` costs ten times as much to read."""

    pk: UUID
    activity: Standing
    shown: bool
    kind: str
    audience: str
    place: str
    words: str
    who: str
    due: str
    photo_id: Any
    commune_id: str | None
    lon: int | None
    lat: int | None
    spot: tuple[float, float] | None = None
    """Where it stands on the map, once `put_on_map` has looked."""

    @property
    def activity_id(self) -> str:
        return self.activity.id

    @property
    def column(self) -> str:
        return self.activity.column_of(self.kind, self.audience)


_BILLETS = """
SELECT c.node_id, c.activity_id, c.kind, c.audience, c.place, n.words, c.who, c.due, c.photo_id,
 c.commune_id, c.lon, c.lat, c.waiting, c.hidden_at
FROM wall_contribution c JOIN thread_node n ON n.id = c.node_id
JOIN wall_activity a ON a.id = c.activity_id
WHERE a.workshop_id = %s AND n.seen_by >= %s AND c.node_id IN
"""


def billets(hall: Hall, ids: Sequence[UUID]) -> list[Billet]:
    """The cards of these ids in a room, in that order, hidden ones too (one query)."""
    facts = [hall.workshop, Sight.TEAM.value, *map(sql.stored, ids)]
    found = {row[0]: row[1:] for row in sql.ask(_BILLETS + sql.among(ids), facts)}
    read = ((id, found[kept]) for id in ids if (kept := sql.stored(id)) in found)
    return [
        Billet(id, hall.activities[sql.named(activity)], not waiting and hidden_at is None, *told)
        for id, (activity, *told, waiting, hidden_at) in read
    ]
