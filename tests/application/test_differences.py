"""What changed between two versions: nothing lost, nothing invented, read in words."""

from hypothesis import example, given
from hypothesis import strategies as st

from atelier_local.steps.application.differences import Change, Piece, between

texts = st.text(alphabet="abé ,.\n", max_size=60)


@given(texts, texts)
@example("", "")
@example("a b", "b a")
def test_both_texts_can_be_read_in_the_pieces(old, new):
    pieces = between(old, new)
    assert "".join(p.text for p in pieces if p.change is not Change.ADDED) == old
    assert "".join(p.text for p in pieces if p.change is not Change.REMOVED) == new
    assert all(piece.text for piece in pieces)


def test_a_word_replaced_is_one_out_and_one_in():
    assert between("Le premier objectif.", "Le second objectif.") == [
        Piece(Change.KEPT, "Le "),
        Piece(Change.REMOVED, "premier"),
        Piece(Change.ADDED, "second"),
        Piece(Change.KEPT, " objectif."),
    ]


def test_several_words_replaced_are_one_passage():
    changed = between("On garde les haies hautes.", "On garde deux rangs vivants.")
    assert [p.text for p in changed if p.change is Change.REMOVED] == ["les haies hautes"]
    assert [p.text for p in changed if p.change is Change.ADDED] == ["deux rangs vivants"]


def test_a_paragraph_moved_by_another_is_kept():
    old = "Un car le soir.\n\nUne salle chauffée."
    assert between(old, f"Avant tout.\n\n{old}")[-1] == Piece(Change.KEPT, old)


def test_a_long_text_written_anew_is_said_to_have_changed_whole():
    """Comparing each word with each other would take minutes."""
    old, new = "a b " * 10_000, "b c " * 10_000
    assert between(old, new) == [Piece(Change.REMOVED, old), Piece(Change.ADDED, new)]
