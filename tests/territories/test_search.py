"""All of France, searched."""

import pytest

from atelier_local.programme.territories import bundled, plates, queries
from atelier_local.programme.territories.enums import PlaceKind
from atelier_local.programme.territories.forms import EpciField
from atelier_local.programme.territories.models import Commune, Contour, Department, Epci

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("france")]


def test_counts():
    assert Commune.objects.count() == 34_969
    assert Epci.objects.count() == 1_255
    assert Department.objects.count() == 109
    assert Contour.objects.count() == 120


def test_every_tile_is_a_departement():
    codes = [tile.code for tile in plates.tilemap().tiles]
    assert Department.objects.filter(code__in=codes).count() == 101


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("Bellême", "Bellême"),
        ("belleme", "Bellême"),
        ("le mans", "Le Mans"),
        ("mans", "Le Mans"),
        ("ste mère égl", "Sainte-Mère-Église"),
        ("st martin du vieux", "Saint-Martin-du-Vieux-Bellême"),
        ("val au perche", "Val-au-Perche"),
        ("oeuilly", "Œuilly"),
        ("l’aigle", "L'Aigle"),
        ("y", "Y"),
        ("61038", "Bellême"),
        ("2A004", "Ajaccio"),
        ("2a004", "Ajaccio"),
        ("200071504", "CC des Collines du Perche Normand"),
        ("200 071 504", "CC des Collines du Perche Normand"),
        ("collines perche normand", "CC des Collines du Perche Normand"),
        ("Communauté de communes de Granville", "Granville"),
        ("paris", "Paris"),
    ],
)
def test_first_found(text, first):
    assert queries.search(text)[0].name == first


@pytest.mark.parametrize("text", ["", "   ", "zzzz", "%", "_", "'", "é", "99999", "000000000"])
def test_nothing_found(text):
    assert queries.search(text) == []


def test_five_digits_are_a_postcode_and_an_insee_code():
    found = {place.code: place.name for place in queries.search("61130", limit=40)}
    assert {"Bellême", "Val-au-Perche"} <= set(found.values())
    assert "61130" in found


def test_homonyms_are_told_apart_and_sorted_by_population():
    found = queries.search("Saint-Denis", limit=4)
    assert {place.name for place in found} == {"Saint-Denis"}
    assert len({place.context for place in found}) == 4
    assert [p.population for p in found] == sorted((p.population for p in found), reverse=True)


def test_an_epci_is_found_by_one_of_its_communes():
    [found] = [f for f in queries.search_epcis("Bellême") if f.code == "200071504"]
    assert found.kind == PlaceKind.EPCI
    assert found.context == "Bellême · Orne · 61130"


def test_a_search_is_three_queries_whatever_is_found(django_assert_num_queries):
    for text in ("bell", "saint"):
        with django_assert_num_queries(3):
            queries.search(text, limit=40)


def test_facts():
    facts = queries.facts(Epci.objects.get(pk="200071504"))
    assert str(facts) == "Orne · 16 communes · 11\u202f894 habitants"
    assert facts.department_codes == ("61",)


def test_facts_of_an_epci_over_two_departements(django_assert_num_queries):
    with django_assert_num_queries(1):
        both = queries.facts_of(["200071504", "200034825"])
    assert set(both) == {"200071504", "200034825"}


@pytest.mark.parametrize(
    ("typed", "siren"),
    [
        ("CC des Collines du Perche Normand (200071504)", "200071504"),
        ("collines du perche normand", "200071504"),
        ("200071504", "200071504"),
        ("Ceton", "200071504"),
    ],
)
def test_the_field_understands(typed, siren):
    assert EpciField().clean(typed).pk == siren


def test_the_field_lists_what_it_cannot_tell_apart():
    with pytest.raises(Exception, match="Plusieurs répondent à « Saint-Denis »"):
        EpciField().clean("Saint-Denis")
    with pytest.raises(Exception, match="Aucune intercommunalité ne répond à « zzzz »"):
        EpciField().clean("zzzz")


def test_the_field_shows_again_what_it_holds():
    epci = Epci.objects.get(pk="200071504")
    assert EpciField().prepare_value(epci) == "CC des Collines du Perche Normand (200071504)"
    assert EpciField(required=False).clean("") is None


def test_plate_of_an_epci(django_assert_num_queries):
    epci = Epci.objects.get(pk="200071504")
    queries._plate.cache_clear()
    with django_assert_num_queries(2):
        plate = queries.plate(epci, pins={"61038": 12})
    with django_assert_num_queries(1):
        assert queries.plate(epci, pins={"61038": 12}) is plate
    assert len(plate.shapes) == 16
    assert plate.source == bundled.CONTOUR_SOURCE
    assert plate.missing == ()


def test_a_plate_is_drawn_again_when_a_contour_changes():
    epci = Epci.objects.get(pk="200071504")
    drawn = queries.plate(epci)
    Contour.objects.filter(commune="61038").delete()
    assert queries.plate(epci).missing == ("Bellême",) != drawn.missing


def test_plate_of_an_epci_without_contours():
    plate = queries.plate(Epci.objects.get(pk="200000172"))
    assert not plate.drawn
    assert plate.places
