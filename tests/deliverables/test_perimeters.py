"""The map of the framing note: each place looked at closer has its number, names stay apart."""

from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from atelier_local.steps.deliverables.figures.maps import perimeters

SIDE = 12
NAMES = st.text("abcdefghijklmnop -", min_size=3, max_size=40).map(str.strip)


def land(names):
    """Square communes in rows of twelve, each of its own."""
    return [
        {"code": f"{i:05}", "name": f"{name} {i}", "rings": [ring(i % SIDE, i // SIDE)]}
        for i, name in enumerate(names)
    ]


def ring(column, row):
    x, y = column / 10, 48 + row / 10
    return [[x, y], [x + 0.1, y], [x + 0.1, y + 0.1], [x, y + 0.1], [x, y]]


def box(words, x, y):
    """Where the words stand, at 7 points, in lines of 18 mm at most."""
    wide, tall = min(1.4 * len(words), 18), 3 * -(-len(words) // 13)
    return (x - wide / 2, y - tall / 2, x + wide / 2, y + tall / 2)


@settings(max_examples=25)
@given(st.lists(NAMES, min_size=2, max_size=30), st.data())
def test_each_place_is_numbered_apart_and_no_two_names_share_a_spot(names, data):
    territory = land(names)
    chosen = st.sampled_from(territory).map(lambda commune: commune["code"])
    codes = data.draw(st.lists(chosen, min_size=1, max_size=5))
    sites = [{"code": code, "name": f"Lieu {n}"} for n, code in enumerate(codes, 1)]
    drawn = perimeters(territory, intervention=codes, sites=sites)
    said = [(label["t"], label["x"], label["y"]) for label in drawn["labels"]]
    spots = [(x - 2.9, y - 2.9, x + 2.9, y + 2.9) for words, x, y in said if words.isdigit()]
    assert len(spots) == len(set(spots)) == len(sites)
    everywhere = {commune["name"] for commune in territory}
    taken = [*spots, *(box(*one) for one in said if one[0] in everywhere)]
    for one, other in combinations(taken, 2):
        beside = one[2] <= other[0] + 0.1 or other[2] <= one[0] + 0.1
        assert beside or one[3] <= other[1] + 0.1 or other[3] <= one[1] + 0.1
    assert all(f"Lieu {n}" in drawn["alt"] for n in range(1, len(sites) + 1))
