"""A contract, signed then notified: the Atelier is at its framing."""

from datetime import timedelta

from atelier_local.steps.competition.access import Side
from atelier_local.steps.competition.enums import Phase, TenderPart
from atelier_local.steps.competition.rules.body import Body, Someone, Sub
from atelier_local.steps.contract.models import CallOffContract
from atelier_local.steps.contract.operations import notify, sign
from tests.factories.competition import AFTER, an_awarded
from tests.factories.people import Cast

SIGNED = AFTER + timedelta(days=20)
NOTIFIED = SIGNED + timedelta(days=3)


def priced(side: Side) -> Body:
    """97 800 € in cells: a lead and its joint contractor, phase by phase, and a subcontractor."""
    lead, other = (f"m:{m.pk}" for m in side.consortium.members.order_by("position"))
    return Body(
        "",
        parts=dict.fromkeys((TenderPart.UNDERSTANDING, TenderPart.METHOD), "Les haies."),
        people=(
            Someone("Dina Haddad", lead, "", {Phase.FRAMING: 5, Phase.WORKSHOP_1: 59}),
            Someone("Noé Vasseur", other, "", {Phase.WORKSHOP_2: 20}),
        ),
        subs=(Sub("Bief et Cie", "000000001", "Étude des crues.", 8_400_33),),
        prices={
            lead: {
                Phase.FRAMING: 9_000_01,
                Phase.WORKSHOP_1: 20_000_00,
                Phase.PRODUCTION: 30_000_00,
            },
            other: {Phase.WORKSHOP_1: 10_000_33, Phase.WORKSHOP_2: 19_000_33},
            "s:1": {Phase.WORKSHOP_1: 4_400_33, Phase.WORKSHOP_2: 4_000_00},
        },
        expenses={Phase.WORKSHOP_1: 1_399_00},
        months_tenths=125,
    )


def a_signed_contract(cast: Cast, **where) -> CallOffContract:
    award = an_awarded(cast, **where)
    return sign(
        award.competition,
        amount_eur=award.invitation.tender.price_eur,
        signed_on=SIGNED.date(),
        by=cast.camille,
        at=SIGNED,
    )


def a_notified_contract(cast: Cast, **where) -> CallOffContract:
    """T0 is set, dina is in the team."""
    contract = a_signed_contract(cast, **where)
    notify(contract, team=[(cast.dina, "stratégie, animation", 32)], by=cast.camille, at=NOTIFIED)
    return contract
