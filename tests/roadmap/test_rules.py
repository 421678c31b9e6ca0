"""What an action needs, what news must say, and drawings that lose nothing."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from atelier_local.programme.ateliers.enums import Horizon
from atelier_local.steps.roadmap.enums import Progress
from atelier_local.steps.roadmap.gantt import LEFT, WIDTH, Span, gantt
from atelier_local.steps.roadmap.rose import CENTRE, rose
from atelier_local.steps.roadmap.rules import (
    against_adding,
    against_pledging,
    against_reviewing,
    against_updating,
    is_about,
)

DAY = date(2027, 6, 9)
GIVEN = {
    "owner": "CC des Collines",
    "horizon": "short",
    "first_step": "Signer.",
    "sources": ["2.1"],
    "starts_on": DAY,
    "ends_on": DAY,
}


def test_an_action_needs_all_that_makes_it_one():
    assert not against_adding("Rénover", **GIVEN)
    for name in ("owner", "horizon", "first_step", "sources"):
        assert len(against_adding("Rénover", **GIVEN | {name: ""})) == 1
    assert len(against_adding(" ", **GIVEN)) == 1
    before = {"ends_on": DAY - timedelta(days=1)}
    assert "avant d’avoir commencé" in str(against_adding("Rénover", **GIVEN | before)[0])


@given(st.sampled_from(Progress), st.integers(-5, 105), st.sampled_from(["", "Le mur tient."]))
def test_what_blocks_or_stops_is_explained(progress, percent, news):
    why = against_updating(progress, percent, news)
    mute = progress in (Progress.BLOCKED, Progress.ABANDONED) and not news
    half_done = progress is Progress.DONE and percent != 100
    assert bool(why) == (mute or half_done or not 0 <= percent <= 100)


def test_a_pledge_is_words_of_someone():
    assert not against_pledging("Je signe vendredi.", "Le maire")
    assert len(against_pledging(" ", " ")) == 2


def test_nothing_is_reviewed_before_there_is_something():
    assert against_reviewing(0)
    assert not against_reviewing(1)


days = st.dates(date(2026, 1, 1), date(2036, 12, 31))
spans = st.lists(
    st.builds(
        lambda first, length, step: Span(
            "A1.1", first, first + timedelta(days=length), [("Permis", step, False)]
        ),
        days,
        st.integers(0, 1500),
        days,
    ),
    max_size=6,
)


@given(spans, days)
def test_the_calendar_draws_every_action_inside_its_frame(listed, today):
    drawn = gantt(listed, today)
    if not listed:
        assert drawn is None
        return
    assert len(drawn.bars) == len(listed)
    for bar in drawn.bars:
        assert LEFT <= bar.x < bar.x + bar.length <= WIDTH
        assert all(LEFT <= step.x <= WIDTH for step in bar.steps)
    assert drawn.years[0].x == LEFT
    assert drawn.today is None or LEFT <= drawn.today < WIDTH


def test_an_action_without_a_day_is_left_to_the_table():
    assert gantt([Span("A1.1", None, None)], DAY) is None


@given(st.lists(st.lists(st.sampled_from(Horizon), max_size=9), max_size=6))
def test_the_rose_draws_every_action_at_its_horizon(sectors):
    named = [(str(rank), [(horizon, horizon) for horizon in s]) for rank, s in enumerate(sectors)]
    drawn = rose(named)
    assert len(drawn.dots) == sum(map(len, sectors))
    assert len(drawn.rays) == len(sectors)
    for dot in drawn.dots:
        distance = ((dot.x - CENTRE) ** 2 + (dot.y - CENTRE) ** 2) ** 0.5
        near, far = {"short": (62, 155), "medium": (155, 240), "long": (240, 320)}[dot.item]
        assert near < distance < far


def test_a_decision_names_an_action_and_not_its_neighbours():
    assert is_about("La halle (action A1.1) attend.", "A1.1")
    assert is_about("On reporte A1.1.", "A1.1")
    for other in ("A1.10 attend.", "A1.1.2 attend.", "BA1.1", "XA1.1", "Rien."):
        assert not is_about(other, "A1.1")
