"""Closing the register for good."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction

from atelier_local.ground.journal.models import Stream
from atelier_local.ground.journal.operations import append, project
from atelier_local.ground.live.operations import PROJECTION
from atelier_local.programme.ateliers import operations as ateliers
from atelier_local.programme.ateliers.enums import Audience, Stage
from atelier_local.programme.governance.rules import Decided
from atelier_local.programme.people.models import Person
from atelier_local.programme.thread.models import Node
from atelier_local.steps.workshops import operations as workshops
from atelier_local.steps.workshops.enums import STAGE_OF
from atelier_local.steps.workshops.models import Workshop

from .. import events, room
from ..enums import ActivityState
from ..models import Activity, Contribution


@transaction.atomic
def close_workshop(
    workshop: Workshop,
    *,
    attendance: Mapping[Audience, int],
    minutes: str,
    by: Person,
    at: datetime,
    decisions: Sequence[Decided] = (),
) -> int:
    """Close the register: every card gets its permanent number, and the Atelier moves on.

    Returns how many cards were numbered. Numbers follow the order in which devices made them.
    Nobody writes in the room meanwhile, and what it acknowledged before is laid first.
    """
    list(Stream.objects.select_for_update().filter(pk=workshop.stream_id))
    project(workshop.stream_id, PROJECTION, room.apply)
    workshops.hold(
        workshop, attendance=attendance, minutes=minutes, decisions=decisions, by=by, at=at
    )
    asked = Activity.objects.filter(workshop=workshop).exclude(state=ActivityState.REVEALED)
    asked.update(state=ActivityState.CLOSED, ends_at=None, left=None)
    cards = Contribution.objects.filter(activity__workshop=workshop)
    events.settle(cards)
    nodes = list(Node.unfiltered.filter(pk__in=cards.values("pk")).order_by("id"))
    for rank, node in enumerate(nodes, 1):
        node.number = f"C-{workshop.ordinal}-{rank:03}"
    Node.unfiltered.bulk_update(nodes, ["number"])
    payload = {"workshop": str(workshop.id), "cards": len(nodes)}
    append(workshop.atelier.stream, "wall.register_closed", payload, by=by, at=at)
    following = STAGE_OF[workshop.ordinal].next
    assert isinstance(following, Stage)
    ateliers.advance(workshop.atelier, following, by=by, at=at)
    return len(nodes)


@transaction.atomic
def number_late(workshop: Workshop) -> list[str]:
    """Give the numbers that follow to cards that came once the register was closed, in the order in
    which devices made them; no number ever changes. Those given now."""
    cards = Contribution.objects.filter(activity__workshop=workshop)
    nodes = Node.unfiltered.filter(pk__in=cards.values("pk"))
    last = nodes.exclude(number="").count()
    late = list(nodes.filter(number="").order_by("id"))
    for rank, node in enumerate(late, last + 1):
        node.number = f"C-{workshop.ordinal}-{rank:03}"
    Node.unfiltered.bulk_update(late, ["number"])
    return [node.number for node in late]
