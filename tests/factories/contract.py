"""A contract, signed then notified: the Atelier is at its framing."""

from datetime import timedelta

from atelier_local.steps.contract.models import CallOffContract
from atelier_local.steps.contract.operations import notify, sign
from tests.factories.competition import AFTER, PRICES, an_awarded
from tests.factories.people import Cast

SIGNED = AFTER + timedelta(days=20)
NOTIFIED = SIGNED + timedelta(days=3)


def a_signed_contract(cast: Cast, **where) -> CallOffContract:
    competition = an_awarded(cast, **where).competition
    return sign(
        competition,
        amount_eur=PRICES["C"],
        signed_on=SIGNED.date(),
        by=cast.camille,
        at=SIGNED,
    )


def a_notified_contract(cast: Cast, **where) -> CallOffContract:
    """T0 is set, dina is in the team."""
    contract = a_signed_contract(cast, **where)
    notify(contract, team=[(cast.dina, "stratégie, animation", 32)], by=cast.camille, at=NOTIFIED)
    return contract
