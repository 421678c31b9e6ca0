"""An Atelier at its framing, and one whose framing is validated."""

from datetime import UTC, date, datetime

from atelier_local.programme.ateliers.enums import Stage
from atelier_local.programme.ateliers.models import Atelier
from atelier_local.programme.ateliers.operations import advance, begin, grant
from atelier_local.programme.governance.rules import Decided
from atelier_local.programme.people.enums import Role
from atelier_local.steps.framing.operations import (
    hold_framing_meeting,
    set_calendar,
    validate_framing,
    write_framing,
)
from atelier_local.steps.framing.rules import Period
from tests.factories.ateliers import an_atelier
from tests.factories.people import LONG_AGO, Cast

T0 = date(2026, 2, 2)
MET = datetime(2026, 2, 9, 9, tzinfo=UTC)
CALENDAR: dict[Stage, Period] = {
    Stage.WORKSHOP_1: (date(2026, 4, 7), date(2026, 4, 8)),
    Stage.INTERIM_1: (date(2026, 4, 9), date(2026, 6, 15)),
    Stage.WORKSHOP_2: (date(2026, 6, 16), date(2026, 6, 17)),
    Stage.INTERIM_2: (date(2026, 6, 18), date(2026, 10, 5)),
    Stage.WORKSHOP_3: (date(2026, 10, 6), date(2026, 10, 7)),
    Stage.PRODUCTION: (date(2026, 10, 8), date(2027, 1, 31)),
    Stage.FEEDBACK: (date(2027, 2, 11), None),
    Stage.FOLLOW_UP: (date(2027, 2, 12), None),
}
"""Twelve months, two days each time: within the bounds of the agreement."""


def an_atelier_to_frame(cast: Cast, **where) -> Atelier:
    """At its framing, dina in the team. The consultation itself has its own factories."""
    atelier = an_atelier(cast, **where)
    for stage in (Stage.COMPETITION, Stage.FRAMING):
        advance(atelier, stage, by=cast.camille, at=LONG_AGO)
    begin(atelier, T0, by=cast.camille, at=LONG_AGO)
    grant(atelier, cast.dina, Role.TEAM, by=cast.camille, at=LONG_AGO)
    return atelier


def meet(atelier: Atelier, cast: Cast) -> None:
    hold_framing_meeting(
        atelier,
        starts_at=MET,
        ends_at=MET.replace(hour=11),
        place="Bellême, mairie",
        minutes="On se parle, on se répartit le travail.",
        decisions=[Decided("L’Atelier 1 se tient à Bellême.")],
        present=[cast.camille, cast.dina],
        by=cast.dina,
        at=MET.replace(hour=12),
    )


def a_framed_atelier(cast: Cast, **where) -> Atelier:
    """Its framing validated: at the first workshop."""
    atelier = an_atelier_to_frame(cast, **where)
    meet(atelier, cast)
    at = MET.replace(day=20)
    write_framing(atelier, methodology="Écouter, croiser.", out_of_scope="", by=cast.dina, at=at)
    set_calendar(atelier, CALENDAR, by=cast.dina, at=at)
    validate_framing(atelier, by=cast.camille, at=at)
    return atelier
