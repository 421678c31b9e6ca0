"""What stops a note, and nothing else."""

from hypothesis import given
from hypothesis import strategies as st

from atelier_local.steps.application import rules
from atelier_local.steps.application.enums import (
    EligibilityItem,
    Heading,
    LetterKind,
    NoteState,
    Verdict,
)

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


@given(state=states, verdict=st.sampled_from(Verdict), remark=st.sampled_from(["", "  ", "Deux."]))
def test_a_reserve_says_why_and_a_grid_is_read_once_handed_in(state, verdict, remark):
    why = rules.against_checking(state, {EligibilityItem.SCALE: (verdict, remark)})
    unsaid = verdict is not Verdict.YES and not remark.strip()
    assert len(why) == (state is not NoteState.SUBMITTED) + unsaid


@given(
    reason=st.sampled_from(["", " \n", "Question mûre."]),
    missing=st.sets(st.sampled_from(EligibilityItem)),
)
def test_a_decision_gives_its_reason_and_rests_on_every_point(reason, missing):
    assert len(rules.against_deciding(reason, missing)) == (not reason.strip()) + len(missing)


def test_whoever_wrote_over_oneself_is_told_so():
    (mine,) = rules.against_writing(NoteState.DRAFT, overtaken_by="Camille", by_oneself=True)
    (theirs,) = rules.against_writing(NoteState.DRAFT, overtaken_by="Camille")
    assert "vous avez écrit" in mine.label
    assert "Camille a écrit" in theirs.label
