"""Names of places compare as one says them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atelier_local.programme.territories import rules


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Saint-Denis", "st denis"),
        ("Sainte-Mère-Église", "STE MERE EGLISE"),
        ("L'Aigle", "l’aigle"),
        ("Le Mans", "mans"),
        ("Œuilly", "oeuilly"),
        ("CC des Collines du Perche Normand", "collines du perche normand"),
        (
            "CC des Collines du Perche Normand",
            "Communauté de communes des Collines du Perche Normand",
        ),
        ("CA du Pays de Saint-Malo", "communauté d’agglomération pays de st-malo"),
    ],
)
def test_same_name(one, other):
    assert rules.search_key(one) == rules.search_key(other)


@pytest.mark.parametrize("text", ["CC", "Le", "d'", "St"])
def test_what_is_left_out_is_kept_when_it_is_all_there_is(text):
    assert rules.search_key(text).strip()


@given(st.text(max_size=60))
def test_key_is_framed_and_plain(text):
    key = rules.search_key(text)
    assert key.startswith(" ")
    assert key.endswith(" ")
    assert set(key) <= set("abcdefghijklmnopqrstuvwxyz0123456789 ")
    assert "  " not in key.strip()


@pytest.mark.parametrize("text", ["61", "61130", "2A004", "2B", "97", "0", "61a", "611300", ""])
def test_code_start(text):
    assert rules.is_code_start(text) == (text in {"61", "61130", "2A004", "2B", "97"})


def test_contour_codes_lists_every_fault():
    why = rules.contour_codes(["61038", "61038", "99999"], known=["61038"])
    assert [str(reason) for reason in why] == [
        "plusieurs contours pour une même commune : 61038",
        "codes de commune inconnus : 99999",
    ]


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("CC des Collines du Perche Normand", "Collines du Perche Normand"),
        ("CC du Val d’Orne", "Val d’Orne"),
        ("CC Lyons Andelle", "Lyons Andelle"),
        ("CC de la Haute Saintonge", "Haute Saintonge"),
        ("CA d’Épinal", "Épinal"),
        ("Grand Besançon Métropole", "Grand Besançon Métropole"),
        ("CC ", "CC "),
    ],
)
def test_a_map_calls_a_territory_by_its_own_name(name, short):
    assert rules.short_name(name) == short
