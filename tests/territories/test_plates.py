"""Plates and tiles are plain values, the same each time."""

import pytest

from atelier_local.programme.territories import plates, queries
from atelier_local.programme.territories.operations import import_contours
from tests.factories import territories as factories
from tests.factories.people import LONG_AGO


def box(west, south, size=0.1):
    east, north = west + size, south + size
    return [[[(west, south), (east, south), (east, north), (west, north), (west, south)]]]


PLACES = [
    plates.Place("61001", "Petite", 100, box(0.5, 48.5)),
    plates.Place("61002", "Grande", 900, box(0.6, 48.5)),
    plates.Place("61003", "Sans contour", 500, None),
]


def drawn(places=PLACES, **options):
    return plates.plate(places, title="Essai", source="IGN", **options)


def test_the_same_places_give_the_same_plate_in_any_order():
    pins = {"61001": 3, "61002": 1}
    assert drawn(pins=pins) == drawn(PLACES[::-1], pins=pins)


def test_shapes_highlight_and_what_is_missing():
    plate = drawn(highlight={"61001"})
    assert [(shape.code, shape.css) for shape in plate.shapes] == [("61002", ""), ("61001", "vise")]
    assert plate.missing == ("Sans contour",)
    assert [place.code for place in plate.places] == ["61002", "61003", "61001"]


def test_names_go_to_the_most_populated_and_to_the_highlighted():
    assert [label.text for label in drawn(names=1).labels] == ["Grande"]
    shown = drawn(names=1, highlight={"61001"}).labels
    assert [label.text for label in shown] == ["Petite", "Grande"]


def test_names_do_not_cover_each_other():
    crowd = [plates.Place(str(i), "Nom de même longueur", i, box(0.5, 48.5)) for i in range(5)]
    assert len(drawn(crowd).labels) == 1


def test_a_pin_s_area_grows_with_its_weight_and_nothing_weighs_nothing():
    heavy, light = drawn(pins={"61001": 16, "61002": 4, "61003": 9, "75056": 1}).pins
    assert (heavy.code, heavy.label) == ("61001", "Petite : 16")
    assert heavy.r == 2 * light.r
    assert drawn(pins={"61001": 0}).pins == ()


def test_without_contours_the_plate_lists_and_does_not_draw():
    plate = drawn([PLACES[2]])
    assert not plate.drawn
    assert plate.scale is None
    assert [place.name for place in plate.places] == ["Sans contour"]


def test_the_scale_bar_is_a_round_distance():
    scale = drawn().scale
    assert scale.label in {f"{km} km" for km in (1, 2, 5, 10, 20, 50, 100)}
    assert 0 < scale.length <= plates.WIDTH / 4


def test_tiles_are_the_101_departements_each_in_its_cell():
    tiles = plates.tilemap().tiles
    codes = {tile.code for tile in tiles}
    assert len(tiles) == len(codes) == 101
    assert {"2A", "2B", "971", "972", "973", "974", "976", "75", "61"} <= codes
    cells = {(tile.column + side, tile.row) for tile in tiles for side in (0, 1)}
    assert len(cells) == 202  # a tile is two half columns wide: none overlaps


@pytest.mark.django_db
def test_several_territories_on_one_map(square, django_assert_num_queries):
    near, far, bare = (
        factories.epci(f"20000000{n}", name) for n, name in enumerate(("Ici", "Là", "Sans"), 1)
    )
    features = []
    for epci, code, west in ((near, "61001", 0.5), (near, "61002", 0.6), (far, "61003", 2.0)):
        factories.commune(code, code, epci=epci)
        features.append({"properties": {"code": code}, "geometry": square(west)})
    collection = {"type": "FeatureCollection", "features": features}
    import_contours(collection, source="Essai", by=None, at=LONG_AGO)
    factories.commune("61004", "61004", epci=bare)
    plate = queries.together([near, far, bare, near], "Contours")
    with django_assert_num_queries(1):
        assert queries.together([near, far, bare], "Contours") is plate
    assert plate.title == "Contours : Ici, Là"
    assert {shape.label: shape.d.count("M") for shape in plate.shapes} == {"Ici": 2, "Là": 1}
    assert {label.text for label in plate.labels} == {"Ici", "Là"}
    assert plate.missing == ("Sans",)
    assert not queries.together([bare], "Contours").drawn
    features[2] = {"properties": {"code": "61004"}, "geometry": square(1.0)}
    import_contours(collection, source="Essai", by=None, at=LONG_AGO)
    assert queries.together([near, far, bare], "Contours").missing == ()
