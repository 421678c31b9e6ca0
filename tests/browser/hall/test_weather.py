"""Two phones of a hall whose network is bad (long: `python -m tests.faults network 100`)."""

import pytest

from tests.faults.crossing import HEALS_WITHIN, crossings


@pytest.mark.fault
def test_what_two_phones_say_under_any_weather_arrives_once(chromium, hall):
    tally = crossings(chromium, hall, 1, seed=7, lasting=1.5)
    assert (tally.lost, tally.doubled, tally.late, tally.faults) == (0, 0, 0, []), tally
    assert tally.said == 16
    assert tally.slowest <= HEALS_WITHIN
