"""What stops a note, and nothing else."""

from hypothesis import given
from hypothesis import strategies as st

from atelier_local.steps.application import rules
from atelier_local.steps.application.enums import Heading, LetterKind, NoteState

states = st.sampled_from(NoteState)


@given(
    written=st.sets(st.sampled_from(Heading)),
    blank=st.sets(st.sampled_from(Heading)),
    letters=st.sets(st.sampled_from(LetterKind)),
)
def test_as_many_reasons_as_things_missing(written, blank, letters):
    texts = dict.fromkeys(written, "Un texte.") | dict.fromkeys(blank, "  \n")
    missing = len(Heading) - len(written - blank) + len(LetterKind) - len(letters)
    assert len(rules.against_submitting(texts, letters)) == missing


@given(states, states)
def test_a_note_moves_only_along_the_table(state, to):
    allowed = state is to or to in rules.TRANSITIONS[state]
    assert (rules.against_moving(state, to) == ()) is allowed
    assert (state in rules.sources(to)) is (to in rules.TRANSITIONS[state])


@given(states)
def test_what_is_submitted_or_decided_is_no_longer_written(state):
    writable = state in (NoteState.DRAFT, NoteState.RETURNED)
    assert (rules.against_writing(state) == ()) is writable


def test_a_decision_gives_its_reason():
    assert rules.against_deciding("  ")
    assert not rules.against_deciding("La question est mûre.")
