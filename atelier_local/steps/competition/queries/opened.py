"""What the tenders say, once opened: nothing here answers before."""

import json

from django.db.models import QuerySet

from atelier_local.ground.files.papers import Table, from_json

from ..enums import PlaceOutcome, TenderPart
from ..models import MiniCompetition, Opening, Tender
from ..rules import body as bodies
from ..rules.body import Body


def read_tenders(competition: MiniCompetition) -> QuerySet[Tender]:
    """All that the opening found, those that did not read as a tender too."""
    opened = Tender.objects.filter(invitation__competition=competition)
    opened = opened.exclude(invitation__competition__opened_at=None)
    return opened.select_related("invitation__consortium")


def tenders(competition: MiniCompetition) -> QuerySet[Tender]:
    """The tenders that read, in the order they came; none before the opening."""
    return read_tenders(competition).filter(price_eur__isnull=False)


def body_of(tender: Tender) -> Body:
    """What it says. One that no form of ours made has its price in `price_eur` only."""
    competition = str(tender.body.get("competition", ""))
    if tender.body.get("v") == 1:
        return bodies.parse(json.dumps(tender.body).encode(), competition)
    return Body(competition, parts={TenderPart(part): text for part, text in tender.parts.items()})


_OTHER_THAN_A_TENDER = ("désistement", "copie de sauvegarde")
_NOTHING = ("pas de pli", PlaceOutcome.NONE.label, PlaceOutcome.RECEIVED.label)


def kept_shut(opening: Opening) -> dict[str, str]:
    """By holder, what the minutes say of an envelope that stayed closed, or that PLACE got late."""
    tables = from_json(opening.minutes.paper).blocks if opening.minutes else ()
    rows = [row for table in tables if isinstance(table, Table) for row in table.rows]
    return {
        name: f"{said}, {when}" if when != "–" else said
        for name, said, when, digest, _ in rows
        if digest == "–" and said not in _NOTHING and not said.startswith(_OTHER_THAN_A_TENDER)
    }
