"""Open data: anyone reads these pages, with or without script."""

import pytest

from tests.factories import territories
from tests.pages import assert_queries

pytestmark = pytest.mark.django_db

PERCHE = [("61038", "Bellême"), ("61079", "Ceton"), ("61207", "Igé"), ("61484", "Val-au-Perche")]


@pytest.fixture
def epci():
    return territories.epci()


def settle(epci, count):
    for code, name in PERCHE[:count]:
        territories.commune(code, name, epci=epci)


def test_search_page(client, epci):
    settle(epci, 1)
    page = client.get("/territoires/recherche/", {"q": "belleme"}).content.decode()
    assert "Bellême" in page
    assert f"/territoires/{epci.siren}/" in page


def test_search_page_before_and_when_nothing_answers(client):
    assert "Aucun lieu" not in client.get("/territoires/recherche/").content.decode()
    page = client.get("/territoires/recherche/", {"q": "<script>"}).content.decode()
    assert "Aucun lieu ne répond" in page
    assert 'value="&lt;script&gt;"' in page


def test_suggestions(client, epci):
    settle(epci, 4)
    places = client.get("/territoires/recherche.json", {"q": "perche"}).json()["places"]
    assert {place["kind"] for place in places} == {"epci", "commune"}
    [place] = client.get("/territoires/recherche.json", {"q": "Ceton", "type": "epci"}).json()[
        "places"
    ]
    assert (place["name"], place["code"]) == (epci.name, epci.siren)


def test_an_epci_that_does_not_exist(client):
    assert client.get("/territoires/999999999/").status_code == 404


@pytest.mark.parametrize("path", ["/territoires/200071504/", "/territoires/recherche/?q=61130"])
def test_queries_do_not_grow(client, epci, path):
    settle(epci, 1)
    one = assert_queries(client, path)
    settle(epci, 3)
    assert assert_queries(client, path) == one
