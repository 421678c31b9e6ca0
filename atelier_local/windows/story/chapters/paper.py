"""The paper of a workshop: printed before, written on at the tables, photographed, typed."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime, timedelta
from io import BytesIO
from typing import Any

from atelier_local.programme.territories import geometry
from atelier_local.programme.territories import queries as territories
from atelier_local.steps.wall.enums import ContributionKind
from atelier_local.steps.wall.models import Activity
from atelier_local.steps.wall.paper import operations as wall
from atelier_local.steps.workshops.enums import SheetKind
from atelier_local.steps.workshops.models import Cell, Pack, Workshop
from atelier_local.steps.workshops.paper import operations as paper
from atelier_local.steps.workshops.paper.sheets import FRAME

from ..sheets import photographed
from ..telling import Telling

type Card = dict[str, Any]


def print_ahead(t: Telling, workshop: Workshop, question: str, at: datetime) -> Pack:
    """Everything on paper for one question: cards, a sheet a table, the map, the poster."""
    activities = Activity.objects.filter(workshop=workshop).prefetch_related("options")
    return wall.print_pack(
        workshop,
        next(activity for activity in activities if activity.question == question),
        cards=24,
        by_table=1,
        maps=1,
        votes=[activity for activity in activities if activity.is_vote],
        poster=True,
        by=t.lead,
        at=at,
    )


def print_for_the_third(t: Telling) -> None:
    """The team gets ready."""
    workshop = Workshop.objects.get(atelier=t.atelier, ordinal=3)
    told = next(w for w in t.says["workshops"] if w["ordinal"] == 3)
    print_ahead(t, workshop, told["activities"][0]["question"], t.at(241))


def type_sheets(
    t: Telling, activity: Activity, told: Mapping[str, Any], cards: list[Card], at: datetime
) -> list[Card]:
    """Type what was written on the `sheets` of some tables, and by one of them over the map
    (`on_map`); returns the cards that came otherwise.
    """
    on_sheets: dict[int, list[Card]] = defaultdict(list)
    for card in cards:
        if card["channel"] == "paper" and card.get("table") in told["sheets"]:
            on_sheets[card["table"]].append(card)
    pack = print_ahead(t, activity.workshop, activity.question, at - timedelta(days=3))
    printed = pack.contents["sheets"]
    numbers = {one["table"]: one["number"] for one in printed if one["kind"] == SheetKind.TABLE}
    map_sheet = next(one["number"] for one in printed if one["kind"] == SheetKind.MAP)
    for table, written in on_sheets.items():
        over = table == told.get("on_map")
        number, first = (map_sheet, 1) if over else (numbers[table], 0)
        hands = {place: card["words"].strip() for place, card in enumerate(written, first)}
        drawn = _pinned(pack, written) if over else {}
        if table == told.get("hurried"):  # a first try, not well held
            _send(t, activity.workshop, photographed(pack, number, hands, blur=24), at)
        _send(t, activity.workshop, photographed(pack, number, hands, **drawn), at)
        cells = Cell.objects.select_related("sheet__pack__workshop__atelier__epci")
        listed = cells.filter(sheet__pack=pack, sheet__number=number, position__gte=first)
        for card, cell in zip(written, listed.order_by("position"), strict=False):
            wall.type_card(
                cell,
                activity,
                card["words"].strip(),
                kind=ContributionKind(card["kind"]),
                family=card["family"],
                audience=card["audience"],
                place=card.get("place", ""),
                table=table,
                by=t.lead,
                at=at,
            )
    typed = {card["key"] for written in on_sheets.values() for card in written}
    return [card for card in cards if card["key"] not in typed]


def _pinned(pack: Pack, written: list[Card]) -> dict[str, Any]:
    """The outlines of the territory, and where each card was pinned: on its commune, a little apart
    from one another.
    """
    plate = territories.plate(pack.workshop.atelier.epci)
    land = {place.name: place.outline for place in plate.places if place.outline}
    frame = geometry.Projection(**pack.contents["frame"])
    middle = FRAME.x + FRAME.width / 2, FRAME.y + FRAME.height / 2
    pins = []
    for rank, card in enumerate(written):
        outline = land.get(card.get("place", ""))
        x, y = frame.point(geometry.centroid(outline)) if outline else middle
        pins.append((x + 9 * (rank % 3 - 1), y + 9 * (rank % 2)))
    return {"land": list(land.values()), "pins": pins}


def _send(t: Telling, workshop: Workshop, picture: bytes, at: datetime) -> None:
    paper.receive(workshop, BytesIO(picture), name="feuille.jpg", by=t.lead, at=at)
