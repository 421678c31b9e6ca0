"""A first workshop: prepared, then open."""

from datetime import UTC, date, datetime, time

from atelier_local.steps.workshops.models import Workshop
from atelier_local.steps.workshops.operations import (
    add_table,
    open_workshop,
    plan_sequence,
    prepare_workshop,
)
from tests.factories.framing import a_framed_atelier
from tests.factories.people import Cast

PREPARED = datetime(2026, 3, 10, 9, tzinfo=UTC)
MORNING = datetime(2026, 4, 7, 7, 30, tzinfo=UTC)
"""Half past nine on the first day, in Paris."""


def a_prepared_workshop(cast: Cast, **where) -> Workshop:
    """Two days at Bellême, one line in the run of show, two tables."""
    atelier = a_framed_atelier(cast, **where)
    workshop = prepare_workshop(
        atelier,
        1,
        title="Dire le territoire",
        purpose="Établissement d’un diagnostic et des enjeux",
        place="Bellême, salle des fêtes",
        starts_on=date(2026, 4, 7),
        days=2,
        by=cast.dina,
        at=PREPARED,
    )
    plan_sequence(
        workshop, 1, starts_at=time(9, 30), minutes=45, title="Chacun écrit",
        instruction="Une idée par carte.", by=cast.dina, at=PREPARED,
    )  # fmt: skip
    for number, theme in ((1, "Habiter"), (2, "Se déplacer")):
        add_table(workshop, number, theme, by=cast.dina, at=PREPARED)
    return workshop


def an_open_workshop(cast: Cast, **where) -> Workshop:
    workshop = a_prepared_workshop(cast, **where)
    open_workshop(workshop, by=cast.dina, at=MORNING)
    return workshop
