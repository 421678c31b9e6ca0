"""Our clock counts since the start: whoever moves the machine's own changes no order."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atelier_local import clock

AUTUMN = datetime(2026, 10, 25, 0, 59, 59, tzinfo=UTC)


@pytest.fixture
def machine(monkeypatch):
    """A machine whose wall clock and seconds since boot are set by hand."""

    class Machine:
        wall, ticks = AUTUMN, 5_000_000

        def passes(self, seconds: float) -> None:
            self.ticks += round(seconds * 1_000_000)
            self.wall += timedelta(seconds=seconds)

    here = Machine()
    monkeypatch.setattr(clock, "_wall", lambda: here.wall)
    monkeypatch.setattr(clock, "_ticks", lambda: here.ticks)
    monkeypatch.setattr(clock, "_started", (here.wall, here.ticks))
    return here


@pytest.mark.parametrize("step", [-3600, -1, 1, 3600, 86_400 * 400])
def test_a_moved_wall_clock_moves_nothing_and_is_seen(machine, step):
    before = clock.now()
    machine.passes(1)
    machine.wall += timedelta(seconds=step)
    assert clock.now() - before == timedelta(seconds=1)
    assert clock.drift() == timedelta(seconds=step)


def test_sleep_counts(machine):
    before = clock.now()
    machine.passes(7_200)
    assert clock.now() - before == timedelta(hours=2)
    assert clock.drift() == timedelta(0)


def test_the_hour_that_comes_twice_comes_once(machine):
    """In Paris it goes from 03:00 back to 02:00; instants only go forward."""
    before = clock.now()
    machine.passes(3_600)
    after = clock.now()
    assert after > before
    assert before.astimezone(clock.PARIS).hour == after.astimezone(clock.PARIS).hour == 2


@given(st.lists(st.tuples(st.integers(0, 10**9), st.integers(-(10**9), 10**9)), max_size=20))
def test_instants_never_go_back(steps):
    wall, ticks, seen = AUTUMN, 0, []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(clock, "_started", (wall, ticks))
        for passed, moved in steps:
            ticks += passed
            wall += timedelta(microseconds=passed + moved)
            patch.setattr(clock, "_ticks", lambda now=ticks: now)
            patch.setattr(clock, "_wall", lambda now=wall: now)
            seen.append(clock.now())
    assert seen == sorted(seen)


def test_the_real_one_goes_forward():
    seen = [clock.now() for _ in range(1_000)]
    assert seen == sorted(seen)
    assert abs(clock.drift()) < timedelta(minutes=1)
