"""What an agreement lets see coming, what it freezes, which criteria can be weighed."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atelier_local.programme.agreement import rules

TODAY = date(2026, 3, 1)
NNBSP, NBSP = "\u202f", "\u00a0"


def alerts(valid_to=None, committed=0, **more):
    ceiling = more.pop("ceiling", Decimal(100))
    said = rules.alerts(valid_to, ceiling, Decimal(committed), TODAY, **more)
    return [str(reason) for reason in said]


@pytest.mark.parametrize(
    ("days", "said"),
    [
        (366, None),
        (365, "moins de un an"),
        (184, "moins de un an"),
        (183, "moins de six mois"),
        (93, "moins de six mois"),
        (92, "moins de trois mois"),
        (1, "moins de trois mois"),
        (0, "moins de trois mois"),
    ],
)
def test_the_end_is_said_at_twelve_six_and_three_months(days, said):
    found = alerts(TODAY + timedelta(days=days))
    assert [one.split(" avant")[0] for one in found] == ([said] if said else [])


def test_the_end_is_said_in_full():
    assert alerts(date(2026, 3, 2)) == [
        f"moins de trois mois avant la fin : l’accord-cadre expire le 2{NBSP}mars{NBSP}2026, "
        "dans 1 jour"
    ]
    assert alerts(date(2026, 2, 28)) == [f"l’accord-cadre a expiré le 28{NBSP}févr.{NBSP}2026"]
    assert alerts() == []


@pytest.mark.parametrize(
    ("days_to_sign", "late"), [(0, False), (90, False), (91, True), (400, True)]
)
def test_the_last_day_to_consult(days_to_sign, late):
    ends = TODAY + timedelta(days=90)
    assert rules.last_day_to_consult(ends, 90) == TODAY
    assert rules.last_day_to_consult(None, 90) is None
    said = alerts(ends, days_to_sign=days_to_sign)
    assert any("dernier jour pour consulter" in one for one in said) == late


@pytest.mark.parametrize(
    ("committed", "running", "said"),
    [
        (79, 0, []),
        (80, 0, ["80 % du montant maximal est engagé"]),
        (50, 50, []),
        (50, 51, [f"les consultations en cours dépasseraient le montant maximal de 1{NNBSP}€ HT"]),
        (100, 51, ["le montant maximal est atteint : plus aucun marché ne peut être conclu"]),
    ],
)
def test_the_ceiling(committed, running, said):
    assert alerts(committed=committed, running=Decimal(running)) == said
    assert alerts(committed=committed, running=Decimal(running), ceiling=None) == []


@pytest.mark.parametrize(
    ("valid_to", "ceiling", "said"),
    [
        (TODAY, Decimal(1), []),
        (None, Decimal(1), ["date de fin"]),
        (TODAY, None, ["montant maximal"]),
        (None, None, ["montant maximal", "date de fin"]),
    ],
)
def test_nobody_is_consulted_without_a_maximum_and_an_end(valid_to, ceiling, said):
    found = rules.against_using(valid_to, ceiling)
    assert len(found) == len(said)
    assert all(one in str(reason) for one, reason in zip(said, found, strict=True))


def test_nothing_changes_after_the_first_consultation():
    assert rules.against_amending(None, ["montant maximal"]) == ()
    assert rules.against_amending(TODAY, []) == ()
    [reason] = rules.against_amending(TODAY, ["montant maximal"])
    assert "« montant maximal » ne change plus" in str(reason)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({}, ""),
        ({"valid_from": None, "valid_to": TODAY}, ""),
        ({"valid_from": TODAY, "valid_to": TODAY}, ""),
        ({"valid_from": TODAY, "valid_to": TODAY - timedelta(days=1)}, "finirait avant"),
        ({"duration_min_months": 11, "duration_max_months": 10}, "la durée minimale"),
        ({"session_days_min": 3, "session_days_max": 2}, "jours par phase"),
    ],
)
def test_bounds_that_contradict_each_other(fields, said):
    found = "; ".join(map(str, rules.against_bounds(fields)))
    assert bool(found) == bool(said)
    assert said in found


def criterion(key, least, most, **more):
    return {"key": key, "label": key, "weight_min": least, "weight_max": most, **more}


PRICE = criterion("prix", 20, 40, is_price=True)


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([criterion("methode", 50, 80), PRICE], ""),
        ([], "au moins un critère"),
        ([criterion("methode", 60, 80)], "un seul, est celui du prix"),
        ([PRICE, criterion("prix", 60, 80)], "deux critères portent le nom « prix »"),
        ([PRICE, criterion("cout", 60, 80, is_price=True)], "un seul, est celui du prix"),
        ([criterion("methode", 80, 60), PRICE], "va du moins au plus"),
        ([criterion("methode", 81, 101), PRICE], "va du moins au plus"),
        ([criterion("methode", 81, 90), PRICE], "minimales font 101 %"),
        ([criterion("methode", 10, 59), PRICE], "maximales font 99 %"),
        (
            [criterion("m", 60, 80), PRICE | {"is_environmental": True}],
            "ne peut pas être aussi",
        ),
        (
            [criterion("m", 60, 80), criterion("vert", 0, 0, is_environmental=True), PRICE],
            "« vert » : un critère environnemental qui pèse 0 %",
        ),
        ([criterion("m", 60, 80), criterion("vert", 0, 5, is_environmental=True), PRICE], ""),
    ],
)
def test_criteria_that_could_not_be_weighed(rows, said):
    found = "; ".join(map(str, rules.against_criteria(rows)))
    assert bool(found) == bool(said)
    assert said in found


@given(st.lists(st.tuples(st.integers(0, 100), st.integers(0, 100)), min_size=1, max_size=6))
def test_accepted_criteria_can_always_be_given_weights(bounds):
    rows = [criterion(f"c{n}", *pair, is_price=n == 0) for n, pair in enumerate(bounds)]
    if not rules.against_criteria(rows):
        weights = [low for low, _ in bounds]
        for place, (low, high) in enumerate(bounds):
            weights[place] += min(high - low, 100 - sum(weights))
        assert sum(weights) == 100


def test_shares():
    assert rules.share(Decimal(1), Decimal(0)) is None
    assert rules.share(Decimal(1), Decimal(3)) == 33
    assert rules.share(Decimal("0.5"), Decimal(100)) == 1


AMOUNTS = st.decimals(0, 10**7, places=2)


@given(AMOUNTS, AMOUNTS, st.dates(), st.dates())
def test_what_is_filled_in_late_covers_what_was_done(ceiling, committed, end, used):
    why = rules.against_filling_in(ceiling, end, committed, used)
    assert len(why) == (ceiling < committed) + (end < used)
    assert rules.against_filling_in(None, None, committed, used) == ()
