"""Ballots and what they say together: the same whatever their order, and nobody told apart."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atelier_local.steps.wall import voting
from atelier_local.steps.wall.enums import ActivityState, Method, Stance

OPTIONS = ["a", "b", "c", "d"]
BUDGET, MOST = 3, 2
OPEN = {"state": ActivityState.OPEN, "options": OPTIONS, "budget": BUDGET, "most_each": MOST}
VALUES = {
    Method.DOTS: st.integers(1, MOST),
    Method.SURVEY: st.just(1),
    Method.STANCES: st.sampled_from(Stance.values),
    Method.MATRIX: st.lists(st.integers(1, 5), min_size=2, max_size=2),
}


@st.composite
def votes(draw):
    """A method and sound ballots of it."""
    method = draw(st.sampled_from(list(VALUES)))
    ballot = st.dictionaries(st.sampled_from(OPTIONS), VALUES[method])
    if method in (Method.DOTS, Method.SURVEY):
        ballot = ballot.filter(lambda choices: sum(choices.values()) <= BUDGET)
    return method, draw(st.lists(ballot, max_size=30))


@given(votes())
def test_a_sound_ballot_is_taken_while_the_vote_is_open_only(vote):
    method, ballots = vote
    for choices in ballots:
        assert not voting.against_voting(choices, method=method, **OPEN)
        for state in (None, ActivityState.PREPARED, ActivityState.CLOSED, ActivityState.REVEALED):
            assert voting.against_voting(choices, method=method, **OPEN | {"state": state})


@given(votes(), st.randoms(use_true_random=False))
def test_neither_the_order_of_ballots_nor_their_number_of_tellings_matters(vote, dice):
    method, ballots = vote
    shuffled = dice.sample(ballots, len(ballots))
    assert voting.tally(method, OPTIONS, ballots) == voting.tally(method, OPTIONS, shuffled)


@given(votes())
def test_nothing_is_lost_and_nothing_added(vote):
    method, ballots = vote
    results = voting.tally(method, OPTIONS, ballots)
    assert sorted(result.option for result in results) == OPTIONS
    assert sum(result.voices for result in results) == sum(map(len, ballots))
    if method in (Method.DOTS, Method.SURVEY):
        given_out = sum(sum(choices.values()) for choices in ballots)
        assert sum(result.total for result in results) == given_out
    if method is Method.STANCES:
        assert all(sum(result.stances.values()) == result.voices for result in results)


@given(votes())
def test_who_weighs_the_same_keeps_its_place(vote):
    method, _ = vote
    assert [result.option for result in voting.tally(method, OPTIONS, [])] == OPTIONS


@pytest.mark.parametrize(
    ("method", "choices"),
    [
        (Method.DOTS, {"a": 4}), (Method.DOTS, {"a": 2, "b": 2}), (Method.DOTS, {"a": 3}),
        (Method.DOTS, {"a": -1}), (Method.DOTS, {"a": "1"}), (Method.DOTS, {"a": True}),
        (Method.DOTS, {"a": 1.0}), (Method.DOTS, {"a": float("nan")}), (Method.DOTS, {"a": []}),
        (Method.DOTS, {"z": 1}), (Method.SURVEY, {"a": 1, "b": 1, "c": 1, "d": 1}),
        (Method.STANCES, {"a": "peut-être"}), (Method.STANCES, {"a": 1}),
        (Method.MATRIX, {"a": [1]}), (Method.MATRIX, {"a": [0, 5]}), (Method.MATRIX, {"a": [6, 1]}),
        (Method.MATRIX, {"a": ["1", 1]}), (Method.MATRIX, {"a": [True, 1]}),
        (Method.MATRIX, {"a": 3}),
    ],
)  # fmt: skip
def test_what_no_ballot_may_say(method, choices):
    assert voting.against_voting(choices, method=method, **OPEN)


@pytest.mark.parametrize("sent", [None, 3, "a", [], ["a"], {"a": 0, "b": "", "c": None}])
def test_what_says_nothing_is_an_empty_ballot(sent):
    assert voting.tidy(sent) == {}


def test_the_matrix_says_means_rounded_half_up():
    [a, *_] = voting.tally(Method.MATRIX, OPTIONS, [{"a": [1, 5]}, {"a": [2, 5]}, {"a": [2, 4]}])
    assert a.placed == (167, 467)
    assert voting.Result("a").placed == (0, 0)


ONE_DOT = {"a": 1}


@given(st.dictionaries(st.sampled_from(["HA", "EL", "JE", "AS", ""]), st.integers(0, 12)))
def test_fewer_than_five_are_never_told_nor_found_by_subtraction(counts):
    ballots = [(audience, ONE_DOT) for audience, count in counts.items() for _ in range(count)]
    told = voting.by_audience(Method.DOTS, OPTIONS, ballots)
    assert all(counts[audience] >= 5 for audience in told)
    assert "" not in told
    rest = len(ballots) - sum(counts[audience] for audience in told)
    assert rest == 0 or rest >= 5 or not told


def test_audiences_of_five_are_told_each_with_its_own_choices():
    ballots = [("HA", {"a": 1})] * 6 + [("EL", {"b": 1})] * 5
    told = voting.by_audience(Method.DOTS, OPTIONS, ballots)
    assert list(told) == ["HA", "EL"]
    assert [result.total for result in told["EL"] if result.option == "b"] == [5]
    assert [result.total for result in told["EL"] if result.option == "a"] == [0]
