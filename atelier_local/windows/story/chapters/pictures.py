"""Pictures: those joined to cards in the room, those that documents show."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from io import BytesIO
from typing import Any

from atelier_local.programme.people.models import Person
from atelier_local.steps.deliverables import operations as deliverables
from atelier_local.steps.deliverables.enums import Consent, Rights
from atelier_local.steps.deliverables.models import Deliverable
from atelier_local.steps.wall import operations as wall
from atelier_local.steps.wall.models import Contribution
from atelier_local.steps.workshops.enums import SheetKind
from atelier_local.steps.workshops.models import Sheet, Workshop

from ..pictures import CREDIT, SCENES
from ..telling import Telling


def joined(workshop: Workshop, card: Mapping[str, Any], at: datetime) -> dict[str, Any]:
    """What its author joined to a card, and lets documents take up."""
    if "picture" not in card:
        return {}
    photo = wall.bring_photo(workshop, BytesIO(SCENES[card["picture"]]()), at=at)
    return {"photo": photo, "reuse": True}


def read_over(cards: Iterable[Contribution], *, by: Person, at: datetime) -> None:
    """The wall shows the cards that bear a photograph, once somebody has looked at it."""
    for card in cards:
        if card.photo_id:
            wall.show(card, by=by, at=at)


def _sheet(t: Telling, workshop: int, table: int | None = None) -> Sheet:
    """The sheet that a table wrote on in that workshop, or without a table, its map."""
    here = Sheet.objects.filter(pack__workshop__atelier=t.atelier).select_related("pack")
    found = here.filter(pack__workshop__ordinal=workshop).select_related("photograph__picture")
    return found.get(table=table, kind=SheetKind.TABLE if table else SheetKind.MAP)


def illustrate(t: Telling, document: Deliverable, at: datetime) -> None:
    """The pictures of a document, each with the section that shows it."""
    told = [one for one in t.says.get("photographs", ()) if one["document"] == document.kind]
    sections = {section.key: section for section in document.sections.all() if told}
    for rank, one in enumerate(told):
        section = sections[one["section"]]
        section.deliverable = document
        said: dict[str, Any] = {
            "alt": one["alt"], "caption": one["caption"], "consent": Consent(one["consent"]),
            "by": t.lead, "at": at + timedelta(minutes=rank),
        }  # fmt: skip
        if "card" in one:
            card = Contribution.objects.select_related("node").get(pk=t.node(one["card"]).pk)
            deliverables.take_up(section, card, **said)
        elif "sheet" in one:
            deliverables.show_sheet(section, _sheet(t, **one["sheet"]), **said)
        else:
            said |= {"credit": CREDIT, "rights": Rights.OPEN}
            deliverables.add_photograph(section, BytesIO(SCENES[one["scene"]]()), **said)
