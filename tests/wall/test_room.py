"""What screens hear: fragments drawn by the server, nothing that a face may not see."""

import re

import pytest

from atelier_local.ground.journal.models import Line
from atelier_local.steps.wall import operations, queries, room
from atelier_local.steps.wall.models import Activity, Contribution
from atelier_local.steps.wall.templatetags.wall import drawn
from tests.factories.wall import MORNING, a_card


@pytest.fixture
def since(activity):
    """`since()`: the lines of the room told since the last time it was called."""
    stream, heard = activity.workshop.stream, [0]

    def read() -> list[Line]:
        lines = list(Line.objects.filter(stream=stream, seq__gt=heard[0]).order_by("seq"))
        heard[0] = lines[-1].seq if lines else heard[0]
        return lines

    read()
    return read


def heard(lines, face):
    return "".join(frame.data for frame in room.frame(lines, face))


def test_a_card_reaches_projector_and_console_escaped_and_no_phone(activity, since):
    card = a_card(activity, "<img src=x onerror=alert(1)>")
    lines = since()
    for face in (room.PROJECTOR, room.CONSOLE):
        said = heard(lines, face)
        assert f'id="carte-{card.pk}"' in said
        assert "&lt;img" in said
        assert "<img" not in said
    assert heard(lines, room.PHONE) == ""
    assert heard(lines, "inconnue") == ""


def test_a_card_goes_to_the_column_of_its_kind(activity, since):
    a_card(activity)
    into = re.search(r'data-into="#([^"]+)"', heard(since(), room.PROJECTOR))[1]
    operations.close_activity(activity, by=None, at=MORNING)
    assert f'id="{into}"' in heard(since(), room.PROJECTOR)


def test_a_hidden_card_leaves_the_screen_even_when_told_late(cast, activity, since):
    card = a_card(activity, "Monsieur Untel")
    operations.hide(card, "Une personne y est nommée", by=cast.dina, at=MORNING)
    lines = since()
    assert heard(lines, room.PROJECTOR).strip() == f'<i data-remove="carte-{card.pk}"></i>'
    assert "Untel" not in heard(lines, room.CONSOLE)
    operations.show(card, by=cast.dina, at=MORNING)
    assert "Untel" in heard(since(), room.PROJECTOR)


def test_the_phone_hears_the_question_and_nobodys_words(cast, activity, since):
    a_card(activity, "Ce que dit un autre")
    operations.open_activity(Activity.objects.get(position=2), by=cast.dina, at=MORNING)
    said = heard(since(), room.PHONE)
    assert "Et demain" in said
    assert "Ce que dit un autre" not in said
    operations.close_activity(Activity.objects.get(position=2), by=cast.dina, at=MORNING)
    assert "La question arrive" in heard(since(), room.PHONE)


def test_a_new_question_draws_the_whole_wall(cast, activity, since):
    a_card(activity, "Avant")
    operations.open_activity(Activity.objects.get(position=2), by=cast.dina, at=MORNING)
    said = heard(since(), room.PROJECTOR)
    assert said.startswith('<div id="mur" class="ouvert">')
    assert "Et demain" in said


def test_an_erased_line_shows_nothing(activity, since):
    a_card(activity)
    lines = since()
    for line in lines:
        line.payload = None
    assert room.frame(lines, room.PROJECTOR) == []


def test_drawing_again_draws_the_same(activity, since):
    a_card(activity)
    lines = since()
    assert room.frame(lines, room.CONSOLE) == room.frame(lines, room.CONSOLE)


def test_a_card_that_comes_is_drawn_as_the_wall_draws_it(activity):
    """Read for what shows of it, or whole: the same, whatever it bears."""
    atelier, card = activity.workshop.atelier, a_card(activity, "L'arrêt du <car> : 8 h 05 ?")
    Contribution.objects.filter(pk=card.pk).update(place="Igé", who="Ana", due="en mai")
    for method in ("cards", "map", "pledges"):
        for silent in (False, True):
            Activity.objects.filter(pk=activity.pk).update(method=method, silent=silent)
            hall = queries.hall_of(activity.workshop.stream_id)
            [billet] = queries.billets(hall, [card.pk])
            whole = queries.cards([card.pk])[card.pk]
            assert drawn(billet, atelier) == drawn(whole, atelier)


def test_a_card_of_another_room_is_not_read(activity):
    card = a_card(activity)
    hall = queries.hall_of(activity.workshop.stream_id)
    assert queries.billets(hall._replace(workshop=hall.atelier), [card.pk]) == []


def test_a_batch_asks_as_much_as_one_card(activity, since, django_assert_max_num_queries):
    for n in range(5):
        a_card(activity, f"carte {n}")
    lines = since()
    with django_assert_max_num_queries(2):
        room.frame(lines, room.PROJECTOR)
    with django_assert_max_num_queries(4):
        room.frame(lines, room.CONSOLE)
