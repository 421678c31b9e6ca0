"""A table held without network: a kit leaves, and comes home after the register was closed."""

from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID, uuid4

from atelier_local.ground.journal.models import uuid7
from atelier_local.ground.journal.operations import Draft
from atelier_local.ground.journal.rules import canonical_json
from atelier_local.ground.journal.union import Log
from atelier_local.programme.thread.events import told_as
from atelier_local.steps.strategy.events import ADDED, RECOMMENDATION
from atelier_local.steps.strategy.models import Objective
from atelier_local.steps.wall.enums import Act, Channel
from atelier_local.steps.wall.models import Activity
from atelier_local.steps.wall.rules import new_receipt
from atelier_local.steps.workshops.models import Workshop
from atelier_local.windows.upkeep import operations as upkeep
from atelier_local.windows.upkeep.models import Kit

from ..telling import Telling, spread

PHRASE = "marché dune carotte varech brume"
"""Of the demonstration: what it opens is invented."""


def leave(t: Telling, held: Workshop, at: datetime) -> Kit | None:
    """The kit of a workshop that is also held somewhere without network."""
    told = t.says.get("kit")
    if told is None or told["workshop"] != held.ordinal:
        return None
    return upkeep.make_kit(held, PHRASE, by=t.lead, at=at)[0]


def come_home(t: Telling, kit: Kit | None, at: datetime) -> None:
    """What its scribe wrote, brought home: the numbers that were given do not move."""
    if kit is None:
        return
    stream = kit.workshop.stream
    log = Log.after(stream, stream.lines.filter(received_at__lt=kit.at).order_by("seq"))
    told = t.says["kit"]
    question = next(
        one["question"]
        for workshop in t.says["workshops"]
        for one in workshop.get("activities", ())
        if one["key"] == told["activity"]
    )
    activity = Activity.objects.get(workshop=kit.workshop, question=question)
    moments = spread(len(told["cards"]), kit.at + timedelta(hours=6, minutes=30), 45)
    for card, moment in zip(told["cards"], moments, strict=True):
        payload = card | {
            "activity": str(activity.pk),
            "channel": str(Channel.SCRIBE),
            "table": None,
            "waiting": False,
            "receipt": new_receipt(kit.block),
        }
        _say(t, log, Act.CONTRIBUTED, payload, moment, uuid7())
    for rank, aim in enumerate(told.get("objectives", ()), 1):
        _aim(t, log, kit, aim, rank)
    for rank, advice in enumerate(told.get("recommendations", ()), 1):
        _advise(t, log, kit, advice, rank)
    content = upkeep.homeward(kit, log, [], device=uuid4(), at=at)
    name = sha256(canonical_json(content)).hexdigest()
    upkeep.merge_opened(kit, content, sha256=name, by=t.lead, at=at)


def _aim(t: Telling, log: Log, kit: Kit, told: dict[str, Any], rank: int) -> None:
    """An objective that the table added: home gives it the next number of its axis."""
    axis, id = Objective.objects.get(pk=t.node(told["beside"]).pk).axis, uuid7()
    payload = {
        "node": str(id),
        "number": f"{axis.position}.{kit.block}.{rank}",
        "axis": str(axis.pk),
        "rests_on": told_as(t.sources(told["rests_on"])),
        "values": {name: told[name] for name in ("title", "text", "families")},
    }
    _say(t, log, ADDED, payload, kit.at + timedelta(hours=3), id)


def _advise(t: Telling, log: Log, kit: Kit, told: dict[str, Any], rank: int) -> None:
    """What the table recommended to somebody: home numbers it after the team's."""
    id = uuid7()
    payload = {
        "node": str(id),
        "number": f"P-{kit.block}.{rank}",
        "rests_on": told_as(t.sources(told["rests_on"])),
        "values": {name: told[name] for name in RECOMMENDATION.labels},
    }
    _say(t, log, RECOMMENDATION.line, payload, kit.at + timedelta(hours=4), id)


def _say(
    t: Telling, log: Log, kind: str, payload: dict[str, Any], moment: datetime, id: UUID
) -> None:
    log.add(
        Draft(
            stream_id=log.stream.pk, kind=kind, payload=payload, by=t.lead.ref, at=moment,
            received_at=moment, id=id,
        )
    )  # fmt: skip
