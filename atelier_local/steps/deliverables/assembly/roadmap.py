"""Who does what, with which money, before when: the roadmap."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from atelier_local.clock import day_of
from atelier_local.ground.files.emphasis import marked
from atelier_local.ground.files.typography import figure
from atelier_local.programme.ateliers.enums import PartyKind, Stage
from atelier_local.programme.governance.enums import MeetingKind
from atelier_local.steps.roadmap.queries import Row
from atelier_local.steps.roadmap.soil import soil

from ..enums import Place
from . import money, strategy
from .actions import action_line, calendar, counted, dated, few, sheet
from .material import Material
from .plates import cover
from .quotes import quoted_in
from .shapes import Shape, head, long_date, pairs, plural, sections, written
from .sources import supports


def write(material: Material) -> dict[str, Any]:
    """The roadmap as plain data; its totals are those of the action sheets."""
    rows = material.roadmap.rows
    cost = strategy.grand_total(material)
    count, owners = len(rows), len({row.action.owner_id for row in rows})
    return head(
        material,
        f"Feuille de route, {material.atelier.epci.name}",
        "Qui fait quoi, avec quel argent, avant quand",
        "La feuille de route",
    ) | {
        "cover": cover(material),
        "figures": pairs(
            (count, plural(count, "action, avec son pilote", "actions, chacune avec un pilote")),
            (owners, plural(owners, "porteur")),
            (f"{figure(cost)} €" if cost else "", "de coût d’ensemble"),
            (f"{material.roadmap.money.secured_percent} %" if cost else "", "déjà acquis"),
        ),
        "reading": written(material, Place.READING),
        "axes": strategy.axes(material),
        "axes_title": strategy.axes_title(material),
        "actions": [action_line(row) for row in rows],
        "total_cost": figure(cost),
        "basis": money.basis(rows),
        "actions_note": "Financé : part accordée, notifiée ou versée. "
        f"Priorité 1 : engagée d’abord. {_taxed(rows)}".strip(),
        "hundred_days": _hundred_days(material),
        "sheets": _sheets(material),
        "financing": money.consolidated(material),
        "calendar": calendar(material),
        "indicators": [_indicator(row) for row in rows if row.action.indicator],
        "soil": _soil(rows),
        "supports": supports(material, [row.action.node for row in rows]),
        "governance": written(material, Place.GOVERNANCE, heading=False),
        "reviews": _reviews(material),
    }


def _sheets(material: Material) -> list[Shape]:
    """Each sheet with its plan."""
    quotes = quoted_in(material, material.roadmap.rows)
    return [
        sheet(material, row, quotes, whole=True) | {"financing": money.of_action(row)}
        for row in material.roadmap.rows
    ]


def _taxed(rows: list[Row]) -> str:
    """Which actions are told with taxes, where the others are told without."""
    with_taxes = [row.spot for row in rows if not row.action.plan.without_vat]
    if not with_taxes or len(with_taxes) == len(rows):
        return ""
    return f"Hors taxes, sauf {', '.join(with_taxes)}, toutes taxes comprises."


def _soil(rows: list[Row]) -> str:
    """The soil of all actions together, and how many do not count theirs."""
    told = [(row.action.soil_taken, row.action.soil_restored) for row in rows]
    counted = soil(*(_sum(numbers) for numbers in zip(*told, strict=True))) if told else ""
    if not counted:
        return ""
    silent = told.count((None, None))
    rest = {0: "", 1: " Une action ne l’a pas compté."}.get(
        silent, f" {silent} actions ne l’ont pas compté."
    )
    return f"{counted}, toutes actions confondues.{rest}"


def _sum(numbers: Iterable[int | None]) -> int | None:
    told = [number for number in numbers if number is not None]
    return sum(told) if told else None


def _reviews(material: Material) -> list[Shape]:
    """The reviews held or called, in the order of their dates."""
    leading = (PartyKind.PILOT, PartyKind.LOCAL_AUTHORITY)
    who = few([p.organisation.name for p in material.parties if p.kind in leading])
    return [
        {
            "date": long_date(day_of(meeting.starts_at)),
            "decisions": [one.text for one in meeting.decisions.all()] or [meeting.title],
            "who": who,
        }
        for meeting in material.meetings
        if meeting.kind == MeetingKind.REVIEW
    ]


def _hundred_days(material: Material) -> Shape | None:
    """First steps of the actions that begin within a hundred days of the presentation."""
    presented = material.stages.get(Stage.FEEDBACK)
    start = presented.starts_on if presented else day_of(material.at)
    end = start + timedelta(days=100)
    soon = [
        (starts_on, row)
        for row in material.roadmap.rows
        if (starts_on := row.action.starts_on) and starts_on <= end
    ]
    if not soon:
        return None
    told = sections(material, Place.FIRST_DAYS)
    return {
        "standfirst": marked(
            f"Du {long_date(start)} au {long_date(end)}."
            + "".join(f" {material.told(section.text)}" for section in told)
        ),
        "list": [
            {
                "title": row.action.node.words,
                "text": row.action.first_step,
                "since": long_date(max(starts_on, start)),
                "who": row.action.owner.name,
                "action": row.spot,
            }
            for starts_on, row in sorted(soon, key=lambda pair: pair[0])
        ],
    }


def _indicator(row: Row) -> Shape:
    action = row.action
    return {
        "action": row.spot,
        "name": action.indicator,
        "unit": action.unit,
        "baseline": dated(action.baseline, action.baseline_when),
        "target": counted(action.target),
        "year": action.target_year or "–",
        "source": action.source,
        "owner": ", ".join(filter(None, (action.meter, action.frequency))),
    }
