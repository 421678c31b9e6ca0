"""Bold and italics: two marks, read once, that nothing else can hold."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atelier_local.ground.files.emphasis import (
    MARKS,
    Marked,
    bare,
    drawable,
    guarded,
    marked,
    spans,
)
from atelier_local.ground.files.plain import markdown
from atelier_local.ground.files.templatetags.files import emphasised
from atelier_local.ground.files.typography import drawable as plainly_drawable


def read(text: str) -> list[tuple[str, str]]:
    return [("b" * s.bold + "i" * s.italic, s.words) for s in spans(marked(text))]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("Le **car** passe", [("", "Le "), ("b", "car"), ("", " passe")]),
        ("(*sic*).", [("", "("), ("i", "sic"), ("", ").")]),
        ("***tout***", [("bi", "tout")]),
        ("**un *mot* fort**", [("b", "un "), ("bi", "mot"), ("b", " fort")]),
        ("**[[C-1-047]]**", [("b", "[[C-1-047]]")]),
        ("2 * 3 * 4 et 2*3*4", [("", "2 * 3 * 4 et 2*3*4")]),
        ("une étoile* seule", [("", "une étoile* seule")]),
        ("**sur deux\nlignes**", [("", "**sur deux\nlignes**")]),
        ("****", [("", "****")]),
    ],
)
def test_what_the_stars_mark(typed, found):
    assert read(typed) == found


@given(st.text(st.sampled_from("a *\n[é." + MARKS), max_size=60))
def test_no_word_is_lost_but_the_stars_that_mark(typed):
    kept = marked(typed)
    assert bare(kept).replace("*", "") == bare(typed).replace("*", "")
    assert "".join(span.words for span in spans(kept)) == bare(kept)
    assert all(bare(span.words) == span.words for span in spans(kept))


def test_nobody_types_a_mark():
    """What was not read here holds none; a template that reads none is given none."""
    forged = f"{MARKS[0]}gras{MARKS[1]}"
    told = guarded({"words": forged, "list": [marked("**x**")]})
    assert told == {"words": "gras", "list": [marked("**x**")]}
    assert isinstance(told["list"][0], Marked)
    assert plainly_drawable(forged) == "gras"
    assert drawable(marked("**\U0001f600**")) == f"{MARKS[0]}[grinning face]{MARKS[1]}"


def test_a_page_and_markdown_say_it_too():
    assert emphasised("<b> **a\nb** *c* **d**") == (
        "&lt;b&gt; **a<br>b** <em>c</em> <strong>d</strong>"
    )
    block = {"block": "para", "text": marked("Un **mot** *dit* _ainsi_")}
    paper = {"title": "T", "facts": [], "notice": "", "blocks": [block]}
    assert markdown(paper).endswith("Un **mot** *dit* \\_ainsi\\_\n")
