"""One click makes the note the specification: nothing typed again, nothing lost, frozen."""

import re
from itertools import groupby

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from atelier_local.refusal import Refused
from atelier_local.steps.application import operations, papers, queries, specifying
from atelier_local.steps.application.enums import Heading
from atelier_local.steps.application.models import Specification
from tests.application.test_letters import words_of
from tests.factories.application import a_selected_note, a_specification, a_submitted_note
from tests.factories.ateliers import SLUG
from tests.factories.people import LONG_AGO
from tests.pages import assert_queries

PAGE = reverse("application:specification", args=[SLUG])
MAKE = reverse("application:make_specification", args=[SLUG])
BOUNDS = specifying.Bounds(months=(10, 15), sessions=3, days=(1, 2))
NEEDS = [("eau", "Eau"), ("paysage", "Paysage")]

texts = st.dictionaries(
    st.sampled_from(Heading), st.text(alphabet="abé .\n\r \t", max_size=80), max_size=7
)


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


@given(texts, st.sampled_from([[], NEEDS]))
def test_every_word_of_the_note_is_in_an_item_and_no_other(note, needs):
    items = specifying.items(note, needs, BOUNDS)
    for heading in Heading:
        own = [item.text for item in items if item.heading == heading]
        assert squeezed("".join(own)) == squeezed(note.get(heading, ""))
        assert all(text.strip() for text in own)


@given(texts, st.sampled_from([[], NEEDS]))
def test_numbers_are_unique_in_order_and_without_a_gap(note, needs):
    numbers = [item.number for item in specifying.items(note, needs, BOUNDS)]
    pairs = [tuple(map(int, number.split("."))) for number in numbers]
    assert pairs == sorted(set(pairs))
    for _, section in groupby(pairs, lambda pair: pair[0]):
        ranks = [rank for _, rank in section]
        assert ranks == list(range(1, len(ranks) + 1))


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("", []),
        (" \n\n ", []),
        ("Un.\nDeux.", ["Un.\nDeux."]),
        ("Un.\r\n \r\nDeux.", ["Un.", "Deux."]),
        ("\n\nUn.\n\n\n\nDeux.\n", ["Un.", "Deux."]),
    ],
)
def test_a_paragraph_ends_at_an_empty_line(text, parts):
    assert specifying.paragraphs(text) == parts


def test_any_change_changes_the_digest():
    items = specifying.items({Heading.GOALS: "Un car."}, NEEDS, BOUNDS)
    others = [
        specifying.items({Heading.GOALS: "Un car"}, NEEDS, BOUNDS),
        specifying.items({Heading.PURPOSE: "Un car."}, NEEDS, BOUNDS),
        specifying.items({Heading.GOALS: "Un car."}, NEEDS[:1], BOUNDS),
    ]
    seen = {specifying.digest(listed) for listed in (items, *others)}
    assert len(seen) == 4
    assert specifying.digest(list(items)) == specifying.digest(items)


def test_the_agreement_says_how_long_and_how_many(cast):
    made = a_specification(cast)
    frame = [item.text for item in made.items.all() if item.section == "9"]
    assert "de 10 à 15 mois" in frame[0]
    assert "3 phases sur site, de 1 à 2 jours chacune" in frame[1]


def test_one_click_makes_it_once(as_, cast):
    a_selected_note(cast)
    camille = as_(cast.camille)
    assert "En faire le cahier des charges" in camille.get(PAGE).content.decode()
    assert [camille.post(MAKE).status_code for _ in range(2)] == [302, 302]
    made = Specification.objects.get()
    assert made.items.count() == len(Heading) + 4
    page = camille.get(PAGE).content.decode()
    assert made.digest in page
    assert "En faire le cahier des charges" not in page
    told = made.note.atelier.stream.lines.filter(kind="application.specification_made")
    assert [line.payload["digest"] for line in told] == [made.digest]


def test_only_a_selected_note_is_a_specification(as_, cast):
    note = a_submitted_note(cast)
    with pytest.raises(Refused, match="seule une candidature retenue"):
        operations.make_specification(note, by=cast.camille, at=LONG_AGO)
    refused = as_(cast.camille).post(MAKE)
    assert refused.status_code == 409
    assert "seule une candidature retenue" in refused.content.decode()
    assert queries.specification_of(note.atelier) is None


def test_who_reads_it_and_who_makes_it(as_, cast):
    a_selected_note(cast)
    within = {"camille", "bastien", "hélène", "olivia", "paul", "agnès"}
    seen = {name: as_(person).get(PAGE).status_code for name, person in vars(cast).items()}
    assert seen == {name: 200 if name in within else 404 for name in vars(cast)}
    made = {name: as_(person).post(MAKE).status_code for name, person in vars(cast).items()}
    assert made.pop("camille") == 302
    assert made == {name: 403 if name in within else 404 for name in made}


def test_what_other_rooms_ask_of_it(cast, django_assert_num_queries):
    atelier = a_specification(cast).note.atelier
    with django_assert_num_queries(2):
        found = queries.specification_of(atelier)
        numbers = [item.number for item in found.items.all()]
    assert numbers[0] == "1.1"
    assert numbers[-1] == "9.4"
    with django_assert_num_queries(1):
        needed = [item.speciality.slug for item in queries.needs(atelier)]
    assert sorted(needed) == ["eau", "paysage"]
    with django_assert_num_queries(1):
        asked = {item.heading for item in queries.baseline(atelier)}
    assert asked == specifying.ANSWERED


def test_in_writing_it_says_the_same(as_, cast):
    made = queries.specification_of(a_specification(cast).note.atelier)
    for words in words_of(papers.specification(made, made.note.atelier)):
        assert all(f"§ {item.number}" in words.replace("\u202f", " ") for item in made.items.all())
        assert made.digest[:12] in words
    for form, status in (("pdf", 200), ("docx", 200), ("odt", 404)):
        path = reverse("application:specification_document", args=[SLUG, form])
        assert as_(cast.bastien).get(path).status_code == status
        assert as_(cast.eve).get(path).status_code == 404


def test_nothing_in_writing_before_it_is_made(as_, cast):
    a_selected_note(cast)
    path = reverse("application:specification_document", args=[SLUG, "pdf"])
    assert as_(cast.camille).get(path).status_code == 404


def test_few_queries(as_, cast):
    a_specification(cast)
    assert_queries(as_(cast.camille), PAGE)
    assert_queries(as_(cast.camille), reverse("application:note", args=[SLUG]))
