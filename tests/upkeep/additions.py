"""What laptops tell of what their tables add: an id is that of the line that tells it."""

from collections.abc import Sequence
from typing import Any

WORKS = [["Travaux", "travaux", 90_000]]
MONEY = [["État", "DETR", "state", 50_000, "requested"]]


def an_objective(room: Any, title: str, *, number: str = "1.22.1", source: str = "") -> dict:
    """What a laptop tells of an objective that it adds; its id is that of the line."""
    return {
        "node": "", "number": number, "axis": room.axis,
        "rests_on": [[source or room.issue, "y répond"]],
        "values": {"title": title, "text": "", "families": "A"},
    }  # fmt: skip


def an_issue(title: str, rests_on: Sequence[str], *, number: str = "Enjeu 22.1") -> dict:
    """What a laptop tells of an issue that it adds; its id is that of the line, as of the two that
    follow."""
    values = {"title": title, "text": "", "families": "A", "votes": 3}
    rests = [[source, "le demande"] for source in rests_on]
    return {"node": "", "number": number, "rests_on": rests, "values": values}


def an_axis(name: str) -> dict:
    values = {"name": name, "title": "", "text": ""}
    return {"node": "", "number": "Axe 2", "rests_on": [], "values": values}


def a_recommendation(rests_on: Sequence[str], *, number: str = "P-22.1") -> dict:
    values = {
        "title": "Rouvrir", "addressee": "La région", "horizon": "short", "kind": "etude",
        "text": "",
    }  # fmt: skip
    rests = [[source, "le sert"] for source in rests_on]
    return {"node": "", "number": number, "rests_on": rests, "values": values}


def an_action(room: Any, title: str, objective: str, *, number: str = "A1.22.1") -> dict:
    """What a laptop tells of an action that it adds; its id is that of the line."""
    values = {
        "title": title, "description": "", "families": "", "owner": room.owner, "partners": [],
        "places": [], "horizon": "short", "priority": "2", "maturity": "project",
        "first_step": "Réunir les voisins.", "dates": [None, None], "indicator": "",
        "baseline": "", "target": "", "unit": "", "costs": WORKS, "funding": MONEY,
    }  # fmt: skip
    return {
        "node": "", "number": number, "objective": objective,
        "rests_on": [[objective, "y répond"]], "values": values,
        "plan": {"operation": "investment", "domain": "", "without_vat": True},
    }  # fmt: skip
