"""The calendar holds when the agreement's bounds say so."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from atelier_local.programme.ateliers.enums import Stage
from atelier_local.steps.framing import rules
from tests.factories.framing import CALENDAR, T0

BOUNDS = {"months_min": 10, "months_max": 15, "days_min": 1, "days_max": 2}


def warnings(periods, **bounds):
    return rules.warnings_on_calendar(periods, T0, **BOUNDS | bounds)


def test_a_year_with_two_days_each_time_holds():
    assert warnings(CALENDAR) == ()
    assert rules.against_calendar(CALENDAR, (), "") == ()


@given(st.integers(0, 900))
def test_a_restitution_warns_outside_ten_to_fifteen_months_and_only_there(days):
    feedback = T0 + timedelta(days=days)
    warned = warnings({Stage.FEEDBACK: (feedback, None)})
    months = (feedback.year - T0.year) * 12 + feedback.month - T0.month
    months += (feedback.day - T0.day) / 30
    assert bool(warned) == (not 10 <= round(months, 1) <= 15)


@given(st.integers(1, 10))
def test_a_workshop_of_more_days_than_foreseen_warns(days):
    start = date(2026, 4, 7)
    period = (start, start + timedelta(days=days - 1))
    assert bool(warnings({Stage.WORKSHOP_1: period})) == (days > 2)


def test_outside_the_bounds_a_reason_is_asked():
    warned = warnings(CALENDAR, months_max=11)
    assert "écrivez pourquoi" in str(rules.against_calendar(CALENDAR, warned, " ")[0])
    assert rules.against_calendar(CALENDAR, warned, "Les élections tombent au milieu.") == ()


def test_validating_lists_everything_that_is_missing():
    found = rules.against_validating(
        meeting_held=False, methodology=" ", scheduled=[Stage.WORKSHOP_1], validated=False
    )
    assert len(found) == 3
    assert "Atelier 2" in str(found[2])
    assert "Atelier 1" not in str(found[2])


@given(st.integers(0, 3), st.sampled_from(["", " ", "deux maires"]), st.integers(0, 2))
def test_somebody_sits_in_a_body_and_takes_part_in_the_atelier(members, others, strangers):
    refused = rules.against_composing(members=members, others=others, strangers=strangers)
    nobody = members == 0 and not others.strip()
    assert len(refused) == nobody + (strangers > 0)


def test_a_committee_is_called_for_a_day_to_come():
    called = {"meets": True, "composed": True, "starts_on": T0, "today": T0}
    assert rules.against_convening(**called) == ()
    for change in ({"meets": False}, {"composed": False}, {"today": T0 + timedelta(days=1)}):
        assert len(rules.against_convening(**called | change)) == 1


@given(st.dates(date(2026, 1, 1), date(2026, 3, 1)), st.booleans(), st.booleans())
def test_a_document_is_late_when_its_day_is_past_and_it_did_not_come(due_on, dated, received):
    today, due = date(2026, 2, 1), due_on if dated else None
    late = rules.days_late(due, received, today)
    assert (late > 0) == (dated and not received and due_on < today)
    assert not late or due_on + timedelta(days=late) == today
    refused = rules.against_awaiting(due, received, today)
    assert bool(refused) == (received or (dated and due_on < today))
