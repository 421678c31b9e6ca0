"""A day against its run of show: where the room is, how late, when it will end."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from atelier_local import clock
from atelier_local.programme.ateliers.enums import Audience
from atelier_local.steps.wall import operations, queries, room, rules
from atelier_local.steps.wall.enums import Act
from atelier_local.steps.wall.models import Activity
from atelier_local.steps.wall.operations.telling import tell
from atelier_local.steps.wall.rules import Slot
from atelier_local.steps.workshops import queries as workshops
from tests.factories.wall import MORNING, a_phone, a_vote
from tests.pages import assert_queries

NINE = datetime(2026, 4, 7, 9, tzinfo=UTC)


def at(minutes):
    return NINE + timedelta(minutes=minutes)


def a_morning(began=None):
    return [
        Slot("welcome", at(0), 30),
        Slot("write", at(30), 45, began=began, awaited=began is None),
        Slot("rest", at(75), 15),
        Slot("group", at(90), 60, awaited=True),
    ]


def told(slots, minute, **more):
    found = rules.pace(slots, at(minute), **{"until": None} | more)
    delay = found.delay(at(minute))
    return found.here, found.past, None if delay is None else rules.told_delay(delay)


def test_an_open_line_is_late_by_what_its_end_will_be():
    on_time = a_morning(began=at(30))
    assert told(on_time, 40, open="write") == ("write", ("welcome",), "à l’heure")
    assert told(on_time, 79, open="write")[2] == "4 min de retard"
    assert told(on_time, 40, open="write", until=at(80))[2] == "5 min de retard"
    assert told(a_morning(began=at(37)), 40, open="write")[2] == "7 min de retard"
    assert told(a_morning(began=at(20)), 40, open="write")[2] == "10 min d’avance"


def test_between_two_questions_the_next_one_says_how_late():
    begun = a_morning(began=at(30))
    assert told(begun, 80) == ("rest", ("welcome", "write"), "à l’heure")
    assert told(begun, 100) == ("rest", ("welcome", "write"), "10 min de retard")
    assert told(a_morning(), 45) == ("welcome", (), "15 min de retard")
    assert told(a_morning(), -20) == (None, (), "à l’heure")


def test_a_day_without_question_has_no_delay_and_one_without_line_no_pace():
    assert told([Slot("welcome", at(0), 30)], 200) == ("welcome", (), None)
    assert rules.pace([], at(0), until=None) is None


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "à l’heure"), (59, "à l’heure"), (-59, "à l’heure"), (60, "1 min de retard"),
        (-60, "1 min d’avance"), (3599, "59 min de retard"), (3900, "1 h 05 de retard"),
    ],
)  # fmt: skip
def test_a_delay_is_told_in_whole_minutes(seconds, words):
    assert rules.told_delay(timedelta(seconds=seconds)) == words


SLOTS = st.lists(
    st.tuples(
        st.integers(5, 90), st.booleans(), st.none() | st.integers(-30, 60), st.integers(0, 40)
    ),
    min_size=1,
    max_size=6,
)


@given(SLOTS, st.integers(-60, 600), st.integers(0, 120), st.data())
def test_a_day_never_catches_up_by_waiting(lines, minute, wait, data):
    """As time passes and nothing is done, the delay never shrinks nor grows faster than time; what
    is past comes before where the room is."""
    slots, start = [], 0
    for rank, (length, awaited, began, gap) in enumerate(lines):
        start += gap
        opened = None if began is None else at(start + began)
        slots.append(Slot(rank, at(start), length, opened, awaited))
        start += length
    open = data.draw(st.sampled_from([None, *range(len(slots))]))
    before = rules.pace(slots, at(minute), open=open, until=None)
    after = rules.pace(slots, at(minute + wait), open=open, until=None)
    assert before.past == tuple(range(len(before.past)))
    assert before.here is None or before.here == len(before.past)
    assert (before.planned, before.ends_at) == (after.planned, after.ends_at)
    if before.planned is not None:
        grown = after.delay(at(minute + wait)) - before.delay(at(minute))
        assert timedelta() <= grown <= timedelta(minutes=wait)


# On the console and the wall ----------------------------------------------------------------


@pytest.fixture
def written(activity) -> Activity:
    """Its question belongs to the line of half past nine, forty-five minutes long."""
    activity.sequence = workshops.sequences(activity.workshop).get()
    activity.save()
    return activity


def console(as_, cast, activity):
    return as_(cast.dina).get(
        reverse("wall:console", args=[activity.workshop.atelier.slug, 1])
    ).content.decode()  # fmt: skip


def test_the_console_says_the_day_the_hour_and_the_delay(as_, cast, written):
    clock.advance_to(MORNING + timedelta(minutes=49))
    page = console(as_, cast, written)
    assert "mardi 7 avril, 10&nbsp;h&nbsp;19" in page
    assert "4 min de retard" in page
    assert 'class="ici" aria-current="step"><span class="num">9:30' in page
    assert "Une idée par carte." in page
    assert "10&nbsp;h&nbsp;19" in page
    assert "le conducteur disait 10&nbsp;h&nbsp;15" in page
    clock.advance_to(MORNING + timedelta(days=30))
    assert "retard" not in console(as_, cast, written)


def test_a_question_tried_the_day_before_did_not_begin_then(as_, cast, written):
    about = {"activity": str(written.pk)}
    eve = MORNING - timedelta(days=1)
    tell(written.workshop, Act.OPENED, about, by=cast.dina, at=eve)
    clock.advance_to(MORNING + timedelta(minutes=20))
    assert "à l’heure" in console(as_, cast, written)
    clock.advance_to(MORNING + timedelta(minutes=49))
    assert "4 min de retard" in console(as_, cast, written)


def test_people_counted_and_tables_are_told_at_the_console_and_on_the_wall(as_, cast, activity):
    a_phone(activity)
    page = console(as_, cast, activity)
    assert "compter les présents" in page
    assert '<b class="num">1</b> téléphone, <b class="num">2</b> tables' in page
    wall = queries.wall_of(activity.workshop)
    assert (wall.people, wall.tables) == (0, 2)
    counts = {Audience.ELECTED: 12, Audience.RESIDENTS: 35}
    operations.count_people(activity.workshop, counts, by=cast.dina, at=MORNING)
    assert '<b class="num">47</b> présents' in console(as_, cast, activity)
    wall = queries.wall_of(activity.workshop)
    assert (wall.people, wall.tables) == (47, 2)
    lines = list(activity.workshop.stream.lines.filter(kind="wall.attended"))
    told = "".join(frame.data for frame in room.frame(lines, room.CONSOLE))
    assert '<b class="num">47</b> présents' in told
    told = "".join(frame.data for frame in room.frame(lines, room.PROJECTOR))
    assert '<b class="num">47</b> présents, <b class="num">2</b> tables' in told


def test_the_console_of_a_vote_keeps_to_its_queries(as_, cast, activity):
    a_vote(activity, cast)
    assert_queries(as_(cast.dina), reverse("wall:console", args=["collines", 1]))


def test_a_question_is_put_at_a_line_of_the_run_of_show(as_, cast, activity):
    line = workshops.sequences(activity.workshop).get()
    path = reverse("wall:activities", args=[activity.workshop.atelier.slug, 1])
    desk = as_(cast.dina)
    assert "Jour 1, 09 h 30 : Chacun écrit" in desk.get(path).content.decode()
    given = {"question": "Et après ?", "method": "cards", "kinds": ["atout"], "budget": 1}
    given |= {"most_each": 1, "moderation": "direct"}
    assert desk.post(path, given | {"sequence": line.pk + 1}).status_code == 422
    assert desk.post(path, given | {"sequence": line.pk}).status_code == 302
    assert Activity.objects.get(question="Et après ?").sequence_id == line.pk
