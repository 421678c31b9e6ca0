"""What a table of the third workshop writes over: an objective reworded, a sheet completed."""

from datetime import datetime, timedelta
from typing import Any

from atelier_local.steps.roadmap import operations as roadmap
from atelier_local.steps.roadmap.models import Action
from atelier_local.steps.strategy import operations as strategy
from atelier_local.steps.strategy.models import Objective

from ..telling import Telling


def draft(told: dict[str, Any], name: str) -> Any:
    """What was written first, where a table wrote over it."""
    return told.get("draft", told).get(name, told[name])


def reword(t: Telling, at: datetime) -> None:
    """The objectives that the room says in its own words."""
    found = Objective.objects.select_related("node__atelier__stream")
    for told in t.says["objectives"]:
        if first := told.get("draft"):
            objective = found.get(pk=t.node(told["key"]).pk)
            said = {name: told[name] for name in first}
            strategy.reword(objective, first, said, by=t.lead, at=at - timedelta(minutes=40))


def complete(t: Telling, told: dict[str, Any], action: Action, at: datetime) -> None:
    """What a table adds to a sheet that came half filled in."""
    if first := told.get("draft"):
        said = {name: told[name] for name in first}
        roadmap.complete(action, first, said, by=t.lead, at=at + timedelta(hours=2))
