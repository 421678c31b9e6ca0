"""The paper of a workshop: printed before, written on at the tables, photographed, typed."""

from collections import defaultdict
from datetime import datetime, timedelta
from io import BytesIO
from typing import Any

from atelier_local.steps.wall.enums import ContributionKind
from atelier_local.steps.wall.models import Activity
from atelier_local.steps.wall.paper import operations as wall
from atelier_local.steps.workshops.enums import SheetKind
from atelier_local.steps.workshops.models import Cell, Pack, Workshop
from atelier_local.steps.workshops.paper import operations as paper

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


def type_sheets(t: Telling, activity: Activity, cards: list[Card], at: datetime) -> list[Card]:
    """Type what was written on the sheet of each table; returns the cards that came otherwise."""
    on_sheets: dict[int, list[Card]] = defaultdict(list)
    for card in cards:
        if card["channel"] == "paper" and card.get("table"):
            on_sheets[card["table"]].append(card)
    pack = print_ahead(t, activity.workshop, activity.question, at - timedelta(days=3))
    numbers = {
        sheet["table"]: sheet["number"]
        for sheet in pack.contents["sheets"]
        if sheet["kind"] == SheetKind.TABLE
    }
    for table, written in on_sheets.items():
        hands = {place: card["words"].strip() for place, card in enumerate(written)}
        if table == min(on_sheets):  # a first try, in a hurry
            _send(t, activity.workshop, photographed(pack, numbers[table], hands, blur=24), at)
        _send(t, activity.workshop, photographed(pack, numbers[table], hands), at)
        cells = Cell.objects.select_related("sheet__pack__workshop__atelier__epci")
        listed = cells.filter(sheet__pack=pack, sheet__number=numbers[table])
        for card, cell in zip(written, listed.order_by("position"), strict=False):
            wall.type_card(
                cell,
                activity,
                card["words"].strip(),
                kind=ContributionKind(card["kind"]),
                family=card["family"],
                audience=card["audience"],
                place=card.get("place", ""),
                by=t.lead,
                at=at,
            )
    typed = {card["key"] for written in on_sheets.values() for card in written}
    return [card for card in cards if card["key"] not in typed]


def _send(t: Telling, workshop: Workshop, picture: bytes, at: datetime) -> None:
    paper.receive(workshop, BytesIO(picture), name="feuille.jpg", by=t.lead, at=at)
