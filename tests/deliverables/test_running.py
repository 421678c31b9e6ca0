"""What was planned beside what happened, in the words of the logbook."""

from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from atelier_local.clock import PARIS
from atelier_local.steps.deliverables.rules import ran

NINE = datetime(2027, 3, 9, 9, tzinfo=PARIS)


def spell(first: int, last: int) -> tuple[datetime, datetime]:
    return NINE + timedelta(minutes=first), NINE + timedelta(minutes=last)


def test_the_difference_is_said_in_minutes():
    assert ran(NINE, 60, []) == ""
    assert ran(NINE, 60, [spell(2, 61)]) == "9 h 02 à 10 h 01. Comme prévu."
    assert ran(NINE, 60, [spell(12, 85)]) == "9 h 12 à 10 h 25. 12 min plus tard, 13 min de plus."
    assert ran(NINE, 120, [spell(-10, 35)]) == "8 h 50 à 9 h 35. 10 min plus tôt, 1 h 15 de moins."
    assert ran(NINE, 60, [spell(0, 90)]) == "9 h 00 à 10 h 30. À l’heure, 30 min de plus."
    assert ran(NINE, 60, [spell(8, 68)]) == "9 h 08 à 10 h 08. 8 min plus tard, durée prévue."


def test_several_questions_of_one_sequence_are_told_from_the_first_to_the_last():
    first, last = spell(30, 40), spell(0, 20)
    utc = [tuple(moment.astimezone() for moment in one) for one in (first, last)]
    assert ran(NINE, 40, utc) == "9 h 00 à 9 h 40. Comme prévu."


@given(st.integers(0, 600), st.integers(-300, 300), st.integers(0, 600))
def test_what_is_said_adds_up(minutes, late, lasted):
    told = ran(NINE, minutes, [spell(late, late + lasted)])
    punctual = abs(late) < 5 and abs(lasted - minutes) < 5
    assert told.endswith("Comme prévu.") == punctual
    assert ("plus tard" in told) == (late >= 5)
    assert ("de moins" in told) == (minutes - lasted >= 5)
