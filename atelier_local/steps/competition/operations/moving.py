"""The one way in which a competition changes state."""

from typing import Any

from atelier_local.refusal import refuse_if

from .. import rules
from ..enums import CompetitionState
from ..models import MiniCompetition

SEND, SIGN = "competition:letters", "contract:sign"
"""What is left to do once a tender is chosen, until the contract or the end."""


def move(competition: MiniCompetition, to: CompetitionState, **facts: Any) -> bool:
    """Compare and set; False when it was there already, as after a second click."""
    reachable = MiniCompetition.objects.filter(pk=competition.pk, state__in=rules.sources(to))
    moved = reachable.update(state=to, **facts)
    competition.refresh_from_db(fields=["state", *facts])
    refuse_if(() if moved else rules.against_moving(competition.at_state, to))
    return bool(moved)
