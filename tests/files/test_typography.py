"""Characters that our fonts draw, and those that they do not."""

import unicodedata
from pathlib import Path

from hypothesis import example, given
from hypothesis import strategies as st

from atelier_local.ground.files.typography import (
    NBSP,
    compilers,
    coverage,
    drawable,
    french,
    legible,
    quoted,
)
from atelier_local.ground.files.typst import render

LINE = """#set document(title: "Signes")
#set text(font: ("Source Serif 4", "Source Sans 3"), lang: "fr")
#json("data.json").words"""


def test_the_compiler_draws_what_it_is_said_to_draw(tmp_path: Path):
    """PDF/UA refuses a whole document for one character without a shape."""
    (tmp_path / "signs.typ").write_text(LINE)
    words = " ".join(map(chr, sorted(compilers())))
    assert len(compilers()) > 2500
    assert render(tmp_path, "signs.typ", {"words": words}, title="Signes").startswith(b"%PDF-")


def test_arabic_and_mathematics_are_themselves_an_emoji_is_its_name():
    assert drawable("مرحبا بكم") == "مرحبا بكم"
    assert drawable("∀x ∈ ℝ, x² ≥ 0 ⇒ √x") == "∀x ∈ ℝ, x² ≥ 0 ⇒ √x"
    assert drawable("Merci \U0001f600") == "Merci [grinning face]"
    assert drawable("a\x00\u202eb\ufffe") == "ab[u+fffe]"


@given(st.text(st.characters(exclude_categories=())))
@example("\u200b")
@example("\x07\u202e")
def test_what_says_nothing_says_so(words):
    assert bool(legible(words).strip()) == bool(words.strip())


@given(st.text(st.characters(exclude_categories=())))
def test_whatever_is_typed_can_be_drawn(words):
    drawn = drawable(words)
    assert all(ord(c) in coverage() or c == "\n" for c in drawn)
    assert drawable(drawn) == drawn
    assert not any(unicodedata.category(c) in {"Cc", "Cs"} for c in drawn if c != "\n")


def test_a_long_run_of_spaces_is_read_once():
    """Read from each of its signs, as long as it is, it would take hours."""
    run = " " * 500_000
    assert french(f"Le soir{run}!{run}»{run}:{run}.") == f"Le soir\u202f!\xa0»\xa0:{run}."


@given(st.text('«»"“” \u00a0\u202fab\n'))
def test_quotation_marks_hold_no_others_of_their_kind(words):
    said = quoted(words)
    assert said.count("«") == said.count("»") == 1
    assert said.startswith(f"«{NBSP}")
    assert said.endswith(f"{NBSP}»")
    assert said.count("“") <= said.count("”")


def test_what_somebody_repeats_is_closed_even_cut():
    assert quoted("« Peut-être », dit-on.") == f"«{NBSP}“Peut-être”, dit-on.{NBSP}»"
    assert quoted("On me dit : « Et pour…") == f"«{NBSP}On me dit : “Et pour…”{NBSP}»"
