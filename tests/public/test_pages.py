"""What anyone reads: only what was published, in a fixed number of queries, light enough."""

import gzip
import re

import pytest
from django.urls import reverse

from atelier_local.programme.thread.enums import Sight
from atelier_local.programme.thread.models import Node
from atelier_local.programme.thread.operations import reveal
from tests.factories.ateliers import a_framework, an_atelier, an_epci
from tests.factories.people import LONG_AGO
from tests.factories.public import a_published_atelier
from tests.pages import assert_queries

HOME = reverse("public:programme")
LIGHT = 150_000
STATIC_PAGES = ("accessibility", "privacy", "licence")


def space(atelier) -> str:
    return reverse("public:atelier", args=[atelier.slug])


def three(cast) -> None:
    """Three published Ateliers, each on a territory of its own."""
    framework = a_framework(cast)
    for number, slug in enumerate(("aval", "amont", "plaine"), 1):
        epci = an_epci(f"20007150{number}", f"CC {slug.title()}")
        a_published_atelier(cast, slug=slug, epci=epci, framework=framework)


@pytest.mark.parametrize("page", ["programme", "ateliers", "memory"])
def test_before_the_first_atelier_a_page_says_what_will_be_there(client, db, page):
    response = client.get(reverse(f"public:{page}"))
    assert response.status_code == 200
    assert 'class="vide"' in response.text


@pytest.mark.parametrize("page", STATIC_PAGES)
def test_pages_that_ask_nothing_of_the_database(client, db, page):
    assert assert_queries(client, reverse(f"public:{page}"), at_most=0) == 0


@pytest.mark.parametrize("page", ["programme", "ateliers", "memory"])
def test_as_many_queries_for_three_ateliers_as_for_one(client, cast, page):
    path = reverse(f"public:{page}")
    a_published_atelier(cast)
    one = assert_queries(client, path)
    framework = a_framework(cast)
    for number in (7, 8):
        epci = an_epci(f"20007151{number}", f"CC numéro {number}")
        a_published_atelier(cast, slug=f"autre-{number}", epci=epci, framework=framework)
    assert assert_queries(client, path) == one


def test_the_front_page_is_light_and_asks_nothing_of_a_third_party(client, cast):
    three(cast)
    response = client.get(HOME)
    assert len(gzip.compress(response.content)) < LIGHT
    assert re.findall(r"""(?:src|href|action)=["'](?:https?:)?//""", response.text) == []


def test_an_atelier_appears_once_published(client, cast):
    atelier = an_atelier(cast)
    assert client.get(space(atelier)).status_code == 404
    assert atelier.name not in client.get(HOME).text


def test_the_space_of_an_atelier_tells_its_actions_and_where_they_come_from(client, cast):
    published = a_published_atelier(cast)
    client.get(space(published.atelier))  # the territory's facts are looked up once a process
    assert_queries(client, space(published.atelier))
    page = client.get(space(published.atelier)).text
    assert published.action.node.words in page
    assert "2 paroles" in page


def test_the_thread_is_walked_from_page_to_page(client, cast):
    published = a_published_atelier(cast)
    slug = published.atelier.slug
    page = client.get(reverse("public:thread", args=[slug, published.action.pk]))
    objective = published.action.objective.pk
    assert reverse("public:thread", args=[slug, objective]) in page.text


def test_what_is_not_published_has_no_page(client, cast):
    published = a_published_atelier(cast)
    kept = published.contributions[:1]
    reveal(kept, Sight.PARTIES, by=cast.camille, at=LONG_AGO)
    path = reverse("public:thread", args=[published.atelier.slug, kept[0].pk])
    assert client.get(path).status_code == 404


def test_no_document_before_it_is_published(client, cast):
    published = a_published_atelier(cast)
    path = reverse("public:document", args=[published.atelier.slug, "booklet"])
    assert client.get(path).status_code == 404


def test_nothing_names_the_people_who_took_part(client, cast):
    page = client.get(space(a_published_atelier(cast).atelier)).text
    named = [p.last_name for p in cast.everyone if p.last_name in page and p.last_name != "Petit"]
    assert named == []


@pytest.mark.parametrize("asked", ["rénover", "RENOVER", "maisons renover"])
def test_the_memory_is_searched_without_minding_accents(client, cast, asked):
    published = a_published_atelier(cast)
    page = client.get(reverse("public:memory"), {"q": asked})
    assert published.action.node.words in page.text


@pytest.mark.parametrize("asked", ["funiculaire", "nover"])
def test_the_memory_says_when_it_holds_nothing_from_the_beginning_of_a_word(client, cast, asked):
    a_published_atelier(cast)
    page = client.get(reverse("public:memory"), {"q": asked})
    assert "Rien de publié ne dit cela" in page.text


def test_the_memory_does_not_hold_what_is_not_published(client, cast):
    atelier = an_atelier(cast)
    Node.add(atelier, "finding", "Un secret", by=None, at=LONG_AGO, seen_by=Sight.PUBLIC)
    assert "Un secret" not in client.get(reverse("public:memory"), {"q": "secret"}).text
