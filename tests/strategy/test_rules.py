"""What a key issue, an objective and a recommendation must have."""

from hypothesis import given
from hypothesis import strategies as st

from atelier_local.steps.strategy import rules

words = st.sampled_from(["", " ", "Comment faire ?", "Faire.", "Comment faire\u202f?"])
sources = st.lists(st.integers(), max_size=2)


@given(words, sources)
def test_a_key_issue_is_a_question_that_rests_on_something(title, found):
    allowed = title.endswith("?") and bool(found)
    assert (not rules.against_issue(title, found)) is allowed


@given(words, words, words, st.booleans(), st.booleans(), st.booleans())
def test_a_scenario_is_told_with_its_reason_and_counted_once(title, text, why, kept, voted, hand):
    refused = rules.against_scenario(title, text, why, kept=kept, voted=voted, counted=hand)
    told = all(map(str.strip, (title, text, why)))
    assert (not refused) is (told and not (voted and hand))


@given(words, words, st.dictionaries(st.sampled_from("CEP"), words))
def test_a_disagreement_has_a_title_and_the_position_of_each_college(title, text, positions):
    refused = rules.against_disagreement(title, text, positions)
    assert len(refused) == sum(not said.strip() for said in (title, text, *positions.values()))


@given(words, sources)
def test_an_objective_answers_something(title, found):
    assert (not rules.against_objective(title, found)) is (bool(title.strip()) and bool(found))


@given(words, words, st.sampled_from(["", "short"]), sources)
def test_a_recommendation_has_an_addressee_a_horizon_and_a_source(title, to, horizon, found):
    refused = rules.against_recommending(title, to, horizon, found)
    assert (not refused) is all((title.strip(), to.strip(), horizon, found))
