"""The slides of the restitution: the booklet's words and figures, to be read from the back."""

import pypdfium2 as pdfium
import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from atelier_local.steps.deliverables import press
from atelier_local.steps.deliverables.deck import LONGEST, brief, deck
from tests.deliverables.test_typst import HOSTILE, example, minimal, with_words, words_of
from tests.factories.deliverables import a_draft
from tests.pages import assert_queries


@pytest.fixture(scope="module")
def shown() -> bytes:
    return press.slides(example("booklet"))


def test_slides_are_sixteen_by_nine_tagged_and_named(shown):
    with pdfium.PdfDocument(shown) as read:
        assert {round(w / h, 3) for w, h in (page.get_size() for page in read)} == {1.778}
        assert read.is_tagged()
        assert read.get_metadata_value("Title") == example("booklet")["document"]["title"]
        titles = [one.get_title() for one in read.get_toc()]
    assert "La question, et comment elle a bougé" in titles
    assert len(titles) >= len(deck(example("booklet"))["slides"]) - 3


def test_they_say_what_the_booklet_says(shown):
    told, said = example("booklet"), flat(words_of(shown))
    for one in (*told["issues"], *told["sheets"], *told["lessons"][:7]):
        assert flat(press.french(one.get("title") or one["question"])) in said
    assert flat(told["total_cost"]) in said


def flat(text: str) -> str:
    return "".join(text.split()).replace("\ufffe", "")


def test_no_slide_runs_over_and_hostile_words_stay_words(shown):
    whole = deck(example("booklet"))["slides"]
    with pdfium.PdfDocument(shown) as read:
        assert len(read) == len(whole) + 2
    assert "root:" not in words_of(press.slides(with_words("booklet", HOSTILE)))
    assert press.slides(minimal()).startswith(b"%PDF-")


@given(st.text(max_size=900))
def test_a_slide_says_little(text):
    kept = brief(text)
    assert len(kept) <= LONGEST
    assert "[[" not in brief(f"Dit ainsi [[C-1-001]]. {text}")[:12]


def test_who_presents(told, cast, as_):
    a_draft(told, cast)
    path = reverse("deliverables:slides", args=[told.atelier.slug])
    answer = as_(cast.paul).get(path)
    assert answer.content.startswith(b"%PDF-")
    assert_queries(as_(cast.paul), reverse("deliverables:deliverables", args=[told.atelier.slug]))
    assert as_(cast.eve).get(path).status_code == 404
