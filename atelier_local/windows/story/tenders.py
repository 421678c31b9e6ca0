"""What the consortia of the demo offer, as a tender says it."""

from collections.abc import Mapping
from typing import Any

from atelier_local.steps.competition.enums import Phase, TenderPart
from atelier_local.steps.competition.rules.body import Body


def body(told: Mapping[str, Any]) -> Body:
    """From the content's four fields: three texts, and a price under one phase."""
    return Body(
        "",
        parts={
            TenderPart.UNDERSTANDING: told["pitch"].strip(),
            TenderPart.METHOD: told["method"].strip(),
            TenderPart.TEAM: told["team_note"].strip(),
        },
        expenses={Phase.PRODUCTION: int(told["price_eur"]) * 100},
    )
