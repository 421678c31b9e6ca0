"""Stages, dates, duration: decisions on plain values."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from atelier_local.programme.ateliers import rules
from atelier_local.programme.ateliers.enums import Ending, Stage

stages = st.sampled_from(Stage)
days = st.dates(date(2026, 1, 1), date(2029, 12, 31))
periods = st.dictionaries(stages, st.tuples(days, st.none() | days))


@given(stages, stages, st.none() | st.sampled_from(Ending))
def test_stages_follow_one_another_one_at_a_time(stage, to, ending):
    refused = rules.against_advancing(stage, to, ending)
    assert (not refused) is (to.rank == stage.rank + 1 and ending is None)


def test_the_last_stage_has_no_next():
    (reason,) = rules.against_advancing(Stage.FOLLOW_UP, Stage.APPLICATION, None)
    assert str(reason) == "« Suivi » est la dernière étape"


@given(periods)
def test_a_schedule_holds_when_starts_are_in_order_and_nothing_ends_before_it_starts(given_dates):
    listed = [(stage, *period) for stage, period in given_dates.items()]
    starts = [given_dates[stage][0] for stage in Stage if stage in given_dates]
    ends_well = all(end is None or end >= start for start, end in given_dates.values())
    holds = starts == sorted(starts) and ends_well
    assert (not rules.against_schedule(listed)) is holds


@given(days, days)
def test_a_duration_is_that_of_its_days(start, end):
    months = rules.months_between(start, end)
    assert rules.months_between(start, start) == 0
    assert abs(months - (end - start).days / 30.44) < 0.2 + abs(months) * 0.01


def test_the_agreement_s_bounds_are_warnings():
    bounds = {"months_min": 10, "months_max": 15}
    t0 = date(2026, 9, 14)
    assert rules.months_between(t0, date(2027, 10, 12)) == 12.9
    assert not rules.warnings_on_duration(t0, date(2027, 10, 12), **bounds)
    (short,) = rules.warnings_on_duration(t0, date(2027, 3, 14), **bounds)
    (long,) = rules.warnings_on_duration(t0, date(2028, 3, 29), **bounds)
    assert str(short) == "6 mois, l’accord-cadre en prévoit au moins 10"
    assert str(long) == "18,5 mois, l’accord-cadre en prévoit au plus 15"
