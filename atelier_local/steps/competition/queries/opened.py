"""What the tenders say, once opened: nothing here answers before."""

import json

from django.db.models import QuerySet

from ..enums import TenderPart
from ..models import MiniCompetition, Tender
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
    parts = {TenderPart(part): text for part, text in tender.parts.items()}
    return Body(competition, parts=parts, months_tenths=int(tender.body.get("months_tenths", 0)))
