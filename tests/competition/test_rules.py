"""Weights, prices, ranks, refusals."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atelier_local.programme.people.enums import Role
from atelier_local.steps.competition import rules
from atelier_local.steps.competition.enums import CompetitionState as State
from atelier_local.steps.competition.enums import EvaluationCollege as College

DEADLINE = datetime(2026, 7, 3, 10, tzinfo=UTC)
AGREED = {
    "method": rules.Bounds("Méthode", 20, 60),
    "price": rules.Bounds("Prix", 10, 40),
    "environment": rules.Bounds("Environnement", 5, 30),
}


@given(st.sampled_from(State), st.sampled_from(State))
def test_a_competition_moves_only_along_the_table(state, to):
    allowed = state is to or to in rules.TRANSITIONS[state]
    assert (rules.against_moving(state, to) == ()) is allowed
    assert (state in rules.sources(to)) is (to in rules.TRANSITIONS[state])


@given(st.fixed_dictionaries({key: st.integers(0, 100) for key in AGREED}))
def test_weights_hold_when_they_make_100_within_the_bounds(weights):
    within = all(b.least <= weights[key] <= b.most for key, b in AGREED.items())
    assert (rules.against_weights(weights, AGREED) == ()) is (
        within and sum(weights.values()) == 100
    )


SINCE = date(2026, 8, 21)


@pytest.mark.parametrize(
    ("since", "environmental", "answered", "weighs", "why"),
    [
        (None, False, False, False, ""),
        (None, True, False, False, ""),
        (SINCE, False, False, False, "posez la question à la DGALN"),
        (SINCE, False, True, False, ""),
        (SINCE, True, False, True, ""),
        (SINCE, True, False, False, "pèse 0 %"),
        (SINCE, True, True, False, "pèse 0 %"),
    ],
)
def test_a_criterion_of_the_environment_is_there_and_weighs(
    since, environmental, answered, weighs, why
):
    said = {"environmental": environmental, "answered": answered, "weighs": weighs}
    found = " ; ".join(map(str, rules.against_environment(since, **said)))
    assert bool(found) == bool(why)
    assert why in found


def test_a_criterion_that_is_not_in_the_agreement_is_refused():
    weights = {"method": 50, "price": 30, "environment": 15, "speed": 5}
    (why,) = rules.against_weights(weights, AGREED)
    assert "speed" in str(why)


@given(st.decimals(-5, 15, places=2))
def test_marks_go_from_0_to_10_by_halves(value):
    fine = 0 <= value <= 10 and value * 2 == int(value * 2)
    assert (rules.against_value(value) == ()) is fine


@given(st.integers(-(10**12), 10**12))
def test_the_deadline_itself_is_too_late_to_tender_and_no_key_turns_before_two_minutes(micro):
    at = DEADLINE + timedelta(microseconds=micro)
    tendering = rules.against_tendering(State.OPEN, deadline=DEADLINE, at=at)
    turning = rules.against_turning(State.OPEN, deadline=DEADLINE, at=at, party=College.PILOT)
    assert bool(tendering) == (micro >= 0) == rules.late(at, DEADLINE)
    assert bool(turning) == (micro < 120_000_000)


@given(st.sampled_from([None, *College]), st.sampled_from([None, *College]))
def test_two_parties_are_needed_to_open(mine, first):
    at = DEADLINE + timedelta(hours=1)
    why = rules.against_turning(State.OPEN, deadline=DEADLINE, at=at, party=mine, first_party=first)
    assert bool(why) == (mine is None or mine is first)


@given(st.sets(st.sampled_from(College)), st.sets(st.sampled_from(College)), st.integers(0, 3))
def test_the_curtain_rises_when_every_college_spoke_and_no_grid_is_in_hand(parties, spoke, pending):
    assert rules.all_grids_in(parties, spoke, pending) is (pending == 0 and parties <= spoke)


@pytest.mark.parametrize(
    ("role", "college"),
    [
        (Role.PILOT, College.PILOT),
        (Role.LOCAL_AUTHORITY, College.LOCAL_AUTHORITIES),
        (Role.ELECTED, College.LOCAL_AUTHORITIES),
        (Role.OPERATOR, College.OPERATOR),
        (Role.PARTNER, None),
        (Role.TEAM, None),
        (Role.NATIONAL_ADMIN, None),
    ],
)
def test_who_evaluates_in_whose_name(role, college):
    assert rules.college_of([role]) is college


def test_an_incomplete_grid_says_how_much_is_missing():
    said = [str(why) for why in rules.against_submitting_grid(16, 13, 12)]
    assert said == ["3 notes ne sont pas mises", "une note n’a pas de motif"]
