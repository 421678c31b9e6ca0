"""Fields written on machines that could not hear one another."""

import itertools
from types import SimpleNamespace
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from atelier_local.ground.journal import fields

SHEET = "fiche"


def line(n: int, was, said, name: str = "owner", node: str = SHEET):
    payload = {"node": node, "changes": {name: {"was": was, "said": said}}}
    return SimpleNamespace(id=UUID(int=n), payload=payload)


def anything(node, name, value) -> bool:
    return value != "faux"


def stands(*told) -> fields.Standing:
    return fields.standing(told, anything)


def test_the_last_word_stands_and_who_had_read_the_one_before_clashes_with_nobody():
    found = stands(line(1, "a", "b"), line(2, "b", "c"), line(3, "", "x", "unit"))
    assert found.values == {SHEET: {"owner": "c", "unit": "x"}}
    assert (found.clashes, found.strange) == ([], [])


def test_two_words_that_had_not_read_each_other_are_both_told():
    found = stands(line(1, "a", "b"), line(2, "a", "c"), line(3, "c", "d"))
    assert found.values[SHEET]["owner"] == "d"
    assert found.clashes == [(SHEET, "owner", UUID(int=2), UUID(int=1))]


def test_the_same_word_written_twice_is_no_clash():
    assert stands(line(1, "a", "b"), line(2, "a", "b")).clashes == []


def test_what_says_nothing_sound_is_left_aside_whole():
    erased = SimpleNamespace(id=UUID(int=9), payload=None)
    odd = [
        SimpleNamespace(id=UUID(int=n), payload=payload)
        for n, payload in enumerate(
            ({}, {"node": 1, "changes": {}}, {"node": "x", "changes": []},
             {"node": "x", "changes": {"a": 1}}, {"node": "x", "changes": {"a": {"said": 1}}})
        )
    ]  # fmt: skip
    found = stands(*odd, erased, line(7, "a", "faux"), line(8, "a", "b"))
    assert found.strange == [*(one.id for one in odd), UUID(int=7)]
    assert found.values == {SHEET: {"owner": "b"}}


def test_what_was_made_comes_before_any_word_about_it():
    """Its line may be the later one: another machine's clock was ahead."""
    made = fields.Made(UUID(int=9), SHEET, {"owner": "a", "unit": "x"})
    found = fields.standing([line(1, "a", "b"), line(2, "y", "z", "unit")], anything, [made])
    assert found.values == {SHEET: {"owner": "b", "unit": "z"}}
    assert found.clashes == [(SHEET, "unit", UUID(int=2), UUID(int=9))]
    told = ({"values": {"owner": "a"}}, {"changes": {"owner": {"was": "a", "said": "b"}}})
    assert [fields.word(payload, "owner") for payload in told] == ["a", "b"]


WORDS = st.sampled_from("abc")


@given(st.lists(st.tuples(WORDS, WORDS), min_size=1, max_size=8))
def test_no_word_disappears_unseen(pairs):
    """Each word written stands, was read by who wrote the next one, or is told as a clash."""
    found = stands(*(line(n, was, said) for n, (was, said) in enumerate(pairs)))
    clashes = {(clash.over.int, clash.line.int) for clash in found.clashes}
    for n, (before, after) in enumerate(itertools.pairwise(pairs)):
        assert (before[1] in after) != ((n, n + 1) in clashes)
    assert found.values[SHEET]["owner"] == pairs[-1][1]


def test_a_form_changes_what_its_author_wrote_otherwise_and_no_more():
    now = {"a": "1", "b": "2", "c": "3"}
    read, said = {"a": "1", "b": "vieux", "c": "3"}, {"a": "x", "b": "vieux", "c": "3"}
    assert fields.changes(now, read, said) == {"a": {"was": "1", "said": "x"}}
    assert fields.against_writing(now, read, said, {}) == ()
    (why,) = fields.against_writing(now, read, {"b": "neuf"}, {"b": "Porteur"})
    assert "« Porteur » a changé pendant que vous écriviez" in str(why)
    assert fields.against_writing(now, read, {"b": "2"}, {}) == ()
