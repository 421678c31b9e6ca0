"""Signing what was tendered, in time; paying it all, to the cent."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atelier_local.programme.ateliers.enums import Stage
from atelier_local.steps.contract import rules

FINE = {
    "awarded": True,
    "amount": Decimal(97_800),
    "tendered": Decimal(97_800),
    "signed_on": date(2026, 7, 20),
    "today": date(2026, 7, 20),
    "awarded_on": date(2026, 7, 10),
    "agreement_from": date(2026, 1, 1),
    "agreement_to": date(2029, 12, 31),
}


def test_a_sound_signature_is_allowed():
    assert rules.against_signing(**FINE) == ()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"awarded": False, "tendered": None, "awarded_on": None}, "pas attribuée"),
        ({"amount": Decimal(98_000)}, "offre retenue"),
        ({"signed_on": date(2026, 7, 9)}, "précéderait"),
        ({"signed_on": date(2026, 7, 21)}, "à venir"),
        ({"agreement_from": date(2026, 8, 1)}, "pas encore valable"),
        ({"agreement_to": date(2026, 7, 19)}, "plus valable"),
    ],
)
def test_each_fault_is_told(change, said):
    (why,) = rules.against_signing(**FINE | change)
    assert said in str(why)


@given(st.dates(), st.one_of(st.none(), st.dates()))
def test_some_day_is_left_to_sign_unless_the_agreement_ended_before_the_choice(awarded_on, ends):
    same_day = dict.fromkeys(("signed_on", "today", "awarded_on"), awarded_on)
    dated = same_day | {"agreement_to": ends}
    why = rules.against_signing(**FINE | dated | {"agreement_from": None})
    assert bool(why) is bool(rules.against_signing_ever(awarded_on, ends))


@given(st.decimals(1, 10_000_000, places=2), st.integers(1, 6))
def test_instalments_add_up_to_the_cent(amount, parts):
    percents = [100 // parts] * (parts - 1)
    percents.append(100 - sum(percents))
    assert sum(rules.instalments(amount, percents)) == amount


def test_the_schedule_pays_everything():
    assert sum(percent for _, percent, _ in rules.SCHEDULE) == 100


@given(st.booleans(), st.sampled_from(Stage), st.sampled_from(Stage))
def test_a_service_is_accepted_once_its_stage_is_over(notified, stage, due):
    why = rules.against_accepting(notified=notified, stage=stage, due=due)
    assert (why == ()) is (notified and stage.rank > due.rank)


@given(st.lists(st.integers(-2, 40), max_size=4))
def test_a_team_has_someone_and_everyone_has_days(days):
    day = date(2026, 7, 20)
    assert (rules.against_notifying(day, day, days) == ()) is bool(days and min(days) > 0)
