"""The drawing of a calendar: days fall where they should, whatever the dates."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from atelier_local.programme.ateliers.enums import Stage
from atelier_local.windows.home.calendar import LEFT, WIDTH, draw

START = date(2026, 9, 14)
LENGTHS = st.lists(st.integers(1, 120), min_size=7, max_size=7)
STAGES = [stage for stage in Stage if Stage.FRAMING.rank <= stage.rank < Stage.FEEDBACK.rank]


def periods(lengths: list[int]) -> dict:
    found, day = {}, START
    for stage, length in zip(STAGES, lengths, strict=True):
        found[stage] = (day, day + timedelta(days=length - 1))
        day += timedelta(days=length)
    return found


@given(LENGTHS, st.integers(-100, 1000))
def test_everything_is_drawn_inside_and_in_order(lengths, days):
    today = START + timedelta(days=days)
    dated = periods(lengths)
    documents = [("Livret", dated[Stage.PRODUCTION][1], False)]
    drawing = draw(dated, documents, here=Stage.INTERIM_1, today=today)
    marks = [mark.x for mark in drawing.workshops]
    assert marks == sorted(marks)
    assert all(LEFT <= x <= LEFT + WIDTH for x in [*marks, drawing.documents[0].x])
    assert all(bar.x >= LEFT and bar.x + bar.width <= LEFT + WIDTH + 1 for bar in drawing.bars)
    assert drawing.now is None or LEFT <= drawing.now <= LEFT + WIDTH


def test_nothing_is_drawn_before_a_workshop_has_a_date():
    only = {Stage.FRAMING: (START, None)}
    assert draw(only, [], here=Stage.FRAMING, today=START) is None
