"""What makes an excerpt, a finding, the end of an interim phase."""

from hypothesis import given
from hypothesis import strategies as st

from atelier_local.programme.thread.enums import Sight
from atelier_local.steps.evidence import rules
from atelier_local.steps.evidence.enums import Visibility

words = st.text(max_size=8)
numbers = st.integers(0, 2)


@given(words, st.booleans(), st.booleans())
def test_words_of_an_interview_wait_for_whoever_said_them(said, validated, from_interview):
    refused = rules.against_extracting(said, validated=validated, from_interview=from_interview)
    assert (not refused) is (bool(said.strip()) and (validated or not from_interview))


@given(words, words, st.lists(st.integers(), max_size=2))
def test_no_finding_without_a_source(title, text, sources):
    refused = rules.against_asserting(title, text, sources)
    assert (not refused) is all((title.strip(), text.strip(), sources))


@given(st.booleans(), numbers, numbers, numbers)
def test_an_interim_phase_ends_once_the_team_read_heard_and_concluded(
    here, documents, excerpts, findings
):
    refused = rules.against_ending_interim(
        in_interim=here, documents=documents, excerpts=excerpts, findings=findings
    )
    assert (not refused) is all((here, documents, excerpts, findings))


def test_internal_words_stay_in_the_team():
    assert Visibility.INTERNAL.sight is Sight.TEAM
    assert Visibility.ANONYMOUS.sight is Visibility.PUBLIC.sight is Sight.PARTIES
