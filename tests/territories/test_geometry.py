"""Contours: read, simplified, measured, projected."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atelier_local.programme.territories import bundled, contours, geometry

STEP = 1e-3


@st.composite
def stars(draw) -> geometry.Ring:
    """A closed ring around a centre in France: never crosses itself, about 1 to 10 km wide."""
    lon = draw(st.floats(-4, 8))
    lat = draw(st.floats(42, 51))
    radii = draw(st.lists(st.floats(0.01, 0.1), min_size=3, max_size=40))
    turn = 2 * math.pi / len(radii)
    ring = [
        (lon + r * math.cos(i * turn), lat + r * math.sin(i * turn)) for i, r in enumerate(radii)
    ]
    return [*ring, ring[0]]


@given(stars())
def test_orientation_only_turns_the_ring(ring):
    outer = geometry.oriented(ring, outer=True)
    hole = geometry.oriented(ring, outer=False)
    assert geometry.area(outer) >= 0 >= geometry.area(hole)
    assert sorted(outer) == sorted(hole) == sorted(ring)


@given(stars())
def test_simplified_stays_close_closed_and_is_stable(ring):
    [[simple]] = geometry.simplify([[ring]], STEP)
    assert simple[0] == simple[-1]
    assert len(simple) <= len(ring)
    before, after = geometry.box([[[ring]]]), geometry.box([[[simple]]])
    for side in ("west", "south", "east", "north"):
        assert abs(getattr(before, side) - getattr(after, side)) <= STEP * 1.01
    [[again]] = geometry.simplify([[simple]], STEP)
    assert math.isclose(geometry.area(again), geometry.area(simple), rel_tol=1e-9)


@given(stars())
def test_simplifying_moves_a_shared_border_the_same_way(ring):
    """Every point goes to the grid the neighbours use, wherever the ring starts or turns."""
    on_grid = {(round(x / STEP), round(y / STEP)) for x, y in ring}
    for given_ring in (ring, ring[::-1], [*ring[2:], *ring[1:3]]):
        [[simple]] = geometry.simplify([[given_ring]], STEP)
        assert {(round(x / STEP), round(y / STEP)) for x, y in simple} <= on_grid


@given(stars())
def test_projection_keeps_everything_in_the_frame_and_north_up(ring):
    bounds = geometry.box([[[ring]]])
    projection = geometry.Projection.fit(bounds, 600, 550, 12)
    for place in ring:
        x, y = projection.point(place)
        assert 11.9 <= x <= 588.1
        assert 11.9 <= y <= 538.1
    top = projection.point((bounds.west, bounds.north))
    bottom = projection.point((bounds.west, bounds.south))
    assert top[1] < bottom[1]


@given(stars())
def test_centroid_is_within_the_box(ring):
    lon, lat = geometry.centroid([[ring]])
    bounds = geometry.box([[[ring]]])
    assert bounds.west - 1e-6 <= lon <= bounds.east + 1e-6
    assert bounds.south - 1e-6 <= lat <= bounds.north + 1e-6


def test_a_kilometre_is_a_kilometre_both_ways():
    """cos(latitude): otherwise Normandy would be half as wide again."""
    projection = geometry.Projection.fit(geometry.Box(0, 48, 1, 49), 1000, 1000, 0)
    east_km = geometry.KM_PER_DEGREE * math.cos(math.radians(48.5))
    assert math.isclose(projection.per_lon / east_km, projection.units_per_km, rel_tol=1e-9)


def test_path_says_each_point_once(square):
    outline = geometry.read(square())
    projection = geometry.Projection.fit(geometry.box([outline]), 100, 100, 0)
    path = projection.path(outline)
    assert path.startswith("M")
    assert path.endswith("Z")
    assert path.count(",") == 4


def test_a_speck_is_kept_as_it_came():
    speck = [[[(0.0, 0.0), (1e-6, 0.0), (0.0, 1e-6), (0.0, 0.0)]]]
    assert geometry.simplify(speck) == speck


@pytest.mark.parametrize(
    ("shape", "said"),
    [
        (None, "pas de géométrie"),
        ({"type": "Point", "coordinates": [0, 0]}, "« Point »"),
        ({"type": "Polygon", "coordinates": []}, "aucun anneau"),
        ({"type": "Polygon", "coordinates": [[[0, 0], [1, 1]]]}, "moins de quatre points"),
        ({"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [1, 1], [0, 1]]]}, "pas fermé"),
        ({"type": "Polygon", "coordinates": [[["a", 0]] * 4]}, "couple de nombres"),
        ({"type": "Polygon", "coordinates": [[[float("nan"), 0]] * 4]}, "hors du globe"),
        ({"type": "Polygon", "coordinates": [[[489000, 6810000]] * 4]}, "Lambert 93"),
        ({"type": "MultiPolygon", "coordinates": [5]}, "pas une liste d’anneaux"),
    ],
)
def test_malformed(shape, said):
    with pytest.raises(geometry.GeometryError, match=said):
        geometry.read(shape)


def test_the_contours_shipped_are_all_read():
    outlines, why = contours.read(bundled.contours())
    assert why == ()
    assert len({outline.code for outline in outlines}) == 120


def test_every_faulty_feature_is_named(square):
    features = [
        {"properties": {"code": "61038", "nom": "Bellême"}, "geometry": None},
        {"properties": {}, "geometry": square()},
        {"properties": {"code": "61079"}, "geometry": square()},
        "rien",
    ]
    outlines, why = contours.read({"type": "FeatureCollection", "features": features})
    assert [outline.code for outline in outlines] == ["61079"]
    first, second, third = map(str, why)
    assert first == "l’élément n° 1 (61038 Bellême) n’a pas de géométrie"
    assert second.startswith("l’élément n° 2 n’a pas de code de commune")
    assert third.startswith("l’élément n° 4 n’a pas de code")


@given(stars(), st.floats(-0.3, 0.3), st.floats(-0.3, 0.3))
def test_what_lies_inside(ring, east, north):
    """Nothing beyond its box; whichever way it turns."""
    lon = sum(x for x, _ in ring[:-1]) / (len(ring) - 1)
    lat = sum(y for _, y in ring[:-1]) / (len(ring) - 1)
    bounds = geometry.box([[[ring]]])
    place = lon + east, lat + north
    around = bounds.west < place[0] < bounds.east and bounds.south < place[1] < bounds.north
    assert around or not geometry.contains([[ring]], place)
    assert geometry.contains([[ring]], place) == geometry.contains([[ring[::-1]]], place)


def test_a_hole_is_not_inside():
    outer = [(0.0, 0.0), (4.0, 0.0), (4.0, 4.0), (0.0, 4.0), (0.0, 0.0)]
    hole = [(1.0, 1.0), (1.0, 3.0), (3.0, 3.0), (3.0, 1.0), (1.0, 1.0)]
    assert geometry.contains([[outer, hole]], (0.5, 2.0))
    assert not geometry.contains([[outer, hole]], (2.0, 2.0))
    assert geometry.contains([[outer], [[(x + 9, y) for x, y in outer]]], (11.0, 1.0))


@given(stars(), st.floats(0, 1), st.floats(0, 1))
def test_a_point_of_the_drawing_has_its_place(ring, across, down):
    bounds = geometry.box([[[ring]]])
    projection = geometry.Projection.fit(bounds, 600, 550, 12)
    lon = bounds.west + across * (bounds.east - bounds.west)
    lat = bounds.south + down * (bounds.north - bounds.south)
    back = projection.place(*projection.point((lon, lat)))
    assert math.dist(back, (lon, lat)) < 0.2 / min(projection.per_lon, projection.per_lat)


@pytest.mark.parametrize("collection", [None, [], {}, {"features": []}, {"features": 3}])
def test_not_a_collection(collection):
    assert "FeatureCollection" in str(contours.read(collection)[1][0])
