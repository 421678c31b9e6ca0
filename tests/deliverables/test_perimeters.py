"""The map of the framing note: each place looked at closer has its number, names stay apart."""

from hypothesis import given, settings
from hypothesis import strategies as st

from atelier_local.steps.deliverables.figures.maps import perimeters

SIDE = 6
NAMES = st.text("abcdefghijklmnop -", min_size=3, max_size=40).map(str.strip)


def land(names):
    """Square communes in rows of six, each of its own."""
    return [
        {"code": f"{i:05}", "name": f"{name} {i}", "rings": [ring(i % SIDE, i // SIDE)]}
        for i, name in enumerate(names)
    ]


def ring(column, row):
    x, y = column / 10, 48 + row / 10
    return [[x, y], [x + 0.1, y], [x + 0.1, y + 0.1], [x, y + 0.1], [x, y]]


@settings(max_examples=25)
@given(st.lists(NAMES, min_size=2, max_size=30), st.data())
def test_each_place_is_numbered_apart_and_no_two_names_share_a_spot(names, data):
    territory = land(names)
    chosen = st.sampled_from(territory).map(lambda commune: commune["code"])
    codes = data.draw(st.lists(chosen, min_size=1, max_size=5))
    sites = [{"code": code, "name": f"Lieu {n}"} for n, code in enumerate(codes, 1)]
    drawn = perimeters(territory, intervention=codes, sites=sites)
    said = [(label["t"], label["x"], label["y"]) for label in drawn["labels"]]
    numbers = [(x, y) for words, x, y in said if words.isdigit()]
    assert len(numbers) == len(set(numbers)) == len(sites)
    named = [(words, x, y) for words, x, y in said if words in {c["name"] for c in territory}]
    for rank, (_, x, y) in enumerate(named):
        for _, across, down in named[rank + 1 :]:
            assert abs(x - across) >= 3 or abs(y - down) >= 3
        assert all(abs(x - across) >= 3 or abs(y - down) >= 3 for across, down in numbers)
    assert all(f"Lieu {n}" in drawn["alt"] for n in range(1, len(sites) + 1))
