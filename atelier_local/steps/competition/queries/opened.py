"""What the tenders say, once opened: nothing here answers before."""

import json

from django.db.models import QuerySet

from ..enums import TenderPart
from ..models import MiniCompetition, Tender
from ..rules import body as bodies
from ..rules.body import Body


def tenders(competition: MiniCompetition) -> QuerySet[Tender]:
    """The tenders that read, in the order they came; none before the opening."""
    opened = Tender.objects.filter(
        invitation__competition=competition, price_eur__isnull=False
    ).exclude(invitation__competition__opened_at=None)
    return opened.select_related("invitation__consortium")


def body_of(tender: Tender) -> Body:
    """What it says. One that no form of ours made has its price in `price_eur` only."""
    competition = str(tender.body.get("competition", ""))
    if tender.body.get("v") == 1:
        return bodies.parse(json.dumps(tender.body).encode(), competition)
    return Body(competition, parts={TenderPart(part): text for part, text in tender.parts.items()})
