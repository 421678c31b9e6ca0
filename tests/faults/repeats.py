"""The same acts delivered again and again, in any order and late: each counts once.

Phones lay cards and vote; a network that keeps copies delivers each of them several times, any copy
at any moment, other acts sometimes under an id already used. In the end the tables are those of the
acts, each taken the first time it came.
"""

import random
from collections import Counter
from dataclasses import dataclass
from uuid import UUID

from atelier_local import clock
from atelier_local.ground.journal import operations as journal
from atelier_local.ground.journal.models import Line, uuid7
from atelier_local.ground.journal.operations import Conflict, Draft
from atelier_local.ground.journal.rules import verify_chain
from atelier_local.ground.live.operations import PROJECTION, Taken, take
from atelier_local.programme.thread.enums import Kind
from atelier_local.programme.thread.models import Node
from atelier_local.steps.wall import room
from atelier_local.steps.wall.enums import Act
from atelier_local.steps.wall.models import Activity, Contribution, Participant
from tests.factories.people import the_cast
from tests.factories.wall import a_phone, an_open_activity

PHONES, COPIES, LATE = 20, 8, 400
"""Phones, deliveries of each act on average, and how many acts may be on their way at once."""


@dataclass
class Tally:
    deliveries: int = 0
    acts: int = 0
    conflicts: int = 0
    """Deliveries of another act under an id already used, turned away."""
    lost: int = 0
    broken: int = 0
    """Effects too many, acknowledgements that differ, numbers or links that do not hold."""


def deliver(deliveries: int, seed: int = 1) -> Tally:
    """So many deliveries to an open question of the database in use."""
    activity = an_open_activity(the_cast())
    stream = activity.workshop.stream
    already = Line.objects.filter(stream=stream).count()
    phones = [a_phone(activity) for _ in range(PHONES)]
    dice, tally = random.Random(seed), Tally()
    told: dict[UUID, int] = {}
    on_their_way: list[Draft] = []
    while tally.deliveries < deliveries:
        while len(on_their_way) < LATE:
            on_their_way.append(_card(activity, dice.choice(phones)))
        batch = [_taken_out(on_their_way, dice) for _ in range(dice.randrange(1, 40))]
        for draft, outcome in zip(batch, take([(room, draft) for draft in batch]), strict=True):
            tally.deliveries += 1
            if isinstance(outcome, Taken):
                tally.broken += told.setdefault(outcome.line.pk, outcome.line.seq) != (
                    outcome.line.seq
                )
                tally.broken += outcome.line.payload["words"] != draft.payload["words"]
            else:
                tally.conflicts += isinstance(outcome, Conflict)
                tally.broken += not isinstance(outcome, Conflict)
        if dice.random() < 0.1:
            journal.project(stream, PROJECTION, room.apply)
    journal.project(stream, PROJECTION, room.apply)
    _count(activity, already, set(told), tally)
    return tally


def _card(activity: Activity, phone: Participant) -> Draft:
    id, now = uuid7(), clock.now()
    payload = {"activity": str(activity.pk), "kind": activity.kinds[0], "words": f"Carte {id}"}
    return Draft(
        stream_id=activity.workshop.stream_id, kind=Act.CONTRIBUTED, payload=payload, by=phone.ref,
        at=now, received_at=now, id=id,
    )  # fmt: skip


def _taken_out(on_their_way: list[Draft], dice: random.Random) -> Draft:
    """Any of them, which may come again; now and then altered on its way."""
    place = dice.randrange(len(on_their_way))
    draft = on_their_way[place] if dice.random() > 1 / COPIES else on_their_way.pop(place)
    if dice.random() < 0.001 and Line.objects.filter(pk=draft.id).exists():
        return draft._replace(payload={**draft.payload, "words": "Autre chose"})
    return draft


def _count(activity: Activity, already: int, acts: set[UUID], tally: Tally) -> None:
    stream = activity.workshop.stream
    stream.refresh_from_db()
    cards = Counter(Contribution.objects.values_list("pk", flat=True))
    nodes = set(Node.unfiltered.filter(kind=Kind.CONTRIBUTION).values_list("pk", flat=True))
    tally.acts = len(acts)
    tally.lost = len(acts - cards.keys()) + len(acts - nodes)
    tally.broken += sum(cards.values()) - len(acts & cards.keys())
    tally.broken += len(nodes - acts)
    tally.broken += stream.head_seq != already + len(acts)
    lines = Line.objects.filter(stream=stream).order_by("seq").iterator()
    tally.broken += verify_chain(lines, stream.head_seq, stream.head_hash) is not None
