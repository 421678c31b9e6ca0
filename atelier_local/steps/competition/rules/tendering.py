"""Until when tenders come in, and who opens them."""

from collections.abc import Sequence
from datetime import datetime

from atelier_local.refusal import Reasons, reasons

from ..enums import CompetitionState as State
from ..enums import EvaluationCollege


def against_tendering(
    state: State, *, deadline: datetime, at: datetime, declined: bool = False
) -> Reasons:
    """To the microsecond: the deadline itself is too late (art. R2151-5)."""
    return reasons(
        (state is State.DRAFT, "la consultation n’est pas publiée"),
        (
            state not in (State.DRAFT, State.OPEN),
            f"la consultation est « {state.label.lower()} »",
        ),
        (state is State.OPEN and at >= deadline, "la date limite est passée"),
        (declined, "votre groupement a fait savoir qu’il ne répondrait pas"),
    )


def against_opening(
    state: State,
    *,
    deadline: datetime,
    at: datetime,
    colleges: Sequence[EvaluationCollege],
) -> Reasons:
    """After the deadline, by the two officers together."""
    return reasons(
        (
            state not in (State.OPEN, State.OPENED, State.UNSUCCESSFUL),
            f"la consultation est « {state.label.lower()} »",
        ),
        (at < deadline, "la date limite n’est pas passée"),
        (
            len(set(colleges)) < 2,
            "il faut deux personnes, de deux parties différentes, parmi celles qui ont été nommées",
        ),
    )
