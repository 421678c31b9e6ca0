"""The wall as a live room: plugged in config/asgi.py.

Three faces hear it. The projector and the console are shown cards; a phone is only told which
question the room answers: never what others say.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, cast
from uuid import UUID

from django.template.loader import render_to_string
from django.utils.functional import SimpleLazyObject

from atelier_local import clock
from atelier_local.ground.journal.models import Line
from atelier_local.ground.live.room import Frame
from atelier_local.steps.workshops import queries as workshops
from atelier_local.steps.workshops.models import Workshop
from atelier_local.steps.workshops.rules import shown_code

from . import queries
from .enums import Act, ActivityState, Screen
from .events import accept, ack, apply
from .events.applying import TURNS_TO
from .models import Activity, Contribution
from .rules.undoing import WATCHED
from .templatetags.wall import drawn

__all__ = ["CONSOLE", "PHONE", "PROJECTOR", "SCRIBE", "accept", "ack", "apply", "frame"]

PROJECTOR, CONSOLE, PHONE, SCRIBE = "projecteur", "console", "telephone", "scribe"
"""Each table has a face of its own: `scribe-3`."""
ENDED = (ActivityState.CLOSED, ActivityState.REVEALED)


def frame(lines: Sequence[Line], face: str) -> Sequence[Frame]:
    """What these lines change on a face, drawn as the tables now stand: drawing twice, or late,
    shows the same.
    """
    told = [line for line in lines if line.payload]
    draw = _FACES.get(face.partition("-")[0])
    if not told or draw is None:
        return []
    workshop = SimpleLazyObject(lambda: _workshop_of(told[0].stream_id))
    return list(draw(told, cast(Workshop, workshop)))  # a card is drawn without it


def _workshop_of(stream_id: UUID) -> Workshop:
    return Workshop.objects.select_related("atelier__epci").get(stream=stream_id)


def _any(lines: Sequence[Line], *acts: Act) -> bool:
    return any(line.kind in acts for line in lines)


def _moved(lines: Sequence[Line]) -> bool:
    return _any(lines, Act.OPENED, Act.CLOSED, Act.REVEALED)


def _counted(lines: Sequence[Line]) -> bool:
    """Hands raised are told on the wall and the console: no phone draws its choices again."""
    return _any(lines, Act.COUNTED)


def _votes(
    lines: Sequence[Line], workshop: Workshop, template: str, *, secret: bool = True
) -> Iterator[Frame]:
    """How many chose so far. What they chose is told to the room once revealed, to who facilitates
    as it comes."""
    if _any(lines, Act.VOTED):
        activity = queries.on_screen(queries.activities(workshop))
        if activity and activity.is_vote:
            context = {"vote": queries.vote_of(activity, secret=secret)}
            yield Frame("ballots", render_to_string(template, context))


def _timer(lines: Sequence[Line], workshop: Workshop) -> Iterator[Frame]:
    if _any(lines, Act.TIMED):
        context = {"activity": queries.open_among(queries.activities(workshop))}
        yield Frame("timer", render_to_string("wall/timer.html", context))


def _changed(lines: Sequence[Line]) -> list[UUID]:
    """The cards these lines lay, or do something to, oldest first."""
    ids: dict[UUID, None] = {}
    for line in lines:
        told = line.payload or {}
        if line.kind == Act.CONTRIBUTED:
            ids[line.pk] = None
        ids |= {UUID(told[key]): None for key in ("before", "contribution") if told.get(key)}
    return list(ids)


def _pinned(lines: Sequence[Line]) -> bool:
    """Whether the card shown large is another one, or none any more."""
    return any(
        line.kind in (Act.PINNED, Act.UNPINNED)
        or (line.payload or {}).get("pinned")
        or (line.payload or {}).get("act") == Act.PINNED
        for line in lines
    )


def _sorts(lines: Sequence[Line]) -> bool:
    """Whether something was done that may be undone, or was undone."""
    return _any(lines, *WATCHED)


def _projector(lines: Sequence[Line], workshop: Workshop) -> Iterator[Frame]:
    redrawn = _moved(lines) or _counted(lines) or _pinned(lines) or _any(lines, Act.ATTENDED)
    if redrawn:  # cards included
        wall = queries.wall_of(workshop)
        yield Frame("wall", render_to_string("wall/projector_wall.html", {"wall": wall}))
    if changed := _changed(lines):
        yield from _billets(changed, queries.hall_of(lines[0].stream_id), workshop)
    if _any(lines, Act.SUPPORTED, *TURNS_TO):
        context = {"questions": queries.shown(workshop)}
        yield Frame("questions", render_to_string("wall/projector_questions.html", context))
    yield from _votes(lines, workshop, "wall/ballots.html")
    yield from _timer(lines, workshop)
    if _any(lines, Act.SCREENED):
        asked = {"screen": queries.screen(workshop)}
        yield Frame("screen", render_to_string("wall/projector_screen.html", asked))


def _console(lines: Sequence[Line], workshop: Workshop) -> Iterator[Frame]:
    if _moved(lines) or _counted(lines) or _any(lines, Act.TIMED):
        context = console_activities(workshop)
        yield Frame("activity", render_to_string("wall/console_activity.html", context))
    if _moved(lines) or _any(lines, Act.TIMED, Act.ATTENDED):
        yield from _console_day(workshop)
    if changed := _changed(lines):
        yield from _console_cards(changed, workshop)
    if changed or _any(lines, Act.VOTED):
        context = {"voices": queries.voices(workshop)}
        for template in _VOICES:
            yield Frame("voices", render_to_string(template, context))
    if _moved(lines) or _pinned(lines) or _any(lines, Act.SCREENED):
        shown = queries.on_screen(queries.activities(workshop))
        pin = queries.pinned(workshop)
        context = console_screen(workshop, shown, pin, queries.screen(workshop))
        yield Frame("screen", render_to_string("wall/console_screen.html", context))
    if _sorts(lines):
        context = {"undoable": queries.undoable(workshop, queries.desk(workshop).latest)}
        yield Frame("undo", render_to_string("wall/console_undo.html", context))
    if _any(lines, Act.ASKED, Act.SUPPORTED, *TURNS_TO):
        context = {"questions": queries.questions(workshop)}
        yield Frame("questions", render_to_string("wall/console_questions.html", context))
    yield from _votes(lines, workshop, "wall/console_tally.html", secret=False)


_VOICES = ("wall/console_voices.html", "wall/console_tables.html", "wall/console_devices.html")


def _console_day(workshop: Workshop) -> Iterator[Frame]:
    latest = queries.latest(workshop)
    programmes = workshops.programmes(workshop.atelier, workshop.ordinal)
    listed = queries.activities(workshop)
    context = {
        "atelier": workshop.atelier,
        "workshop": workshop,
        "people": latest.people,
        "rundown": queries.rundown(programmes, listed, latest.opened, clock.now()),
    }
    for template in ("wall/console_rundown.html", "wall/console_people.html"):
        yield Frame("day", render_to_string(template, context))


def _phone(lines: Sequence[Line], workshop: Workshop) -> Iterator[Frame]:
    yield from _writing(lines, workshop, scribe=False)
    if _any(lines, *TURNS_TO):
        context = {"questions": queries.shown(workshop), "supported": ()}
        yield Frame("questions", render_to_string("wall/phone_questions.html", context))


def _scribe(lines: Sequence[Line], workshop: Workshop) -> Iterator[Frame]:
    yield from _writing(lines, workshop, scribe=True)


def _writing(lines: Sequence[Line], workshop: Workshop, *, scribe: bool) -> Iterator[Frame]:
    if _moved(lines):
        activity = queries.open_among(queries.activities(workshop))
        context = phone_activity(workshop, activity, scribe=scribe)
        for template in ("wall/phone_question.html", "wall/phone_more.html"):
            yield Frame("activity", render_to_string(template, context))
    yield from _timer(lines, workshop)


def _billets(ids: Sequence[UUID], hall: queries.Hall, workshop: Workshop) -> Iterator[Frame]:
    cards = queries.billets(hall, ids)
    placed = [card for card in cards if card.activity.is_map]
    if placed:
        queries.put_on_map(workshop, placed)
    atelier = SimpleLazyObject(lambda: workshop.atelier)
    for card in cards:
        if card.shown and not card.activity.is_map:  # nearly always
            yield Frame("card", drawn(card, atelier))
        else:
            context = {"card": card, "atelier": atelier}
            yield Frame("card", render_to_string("wall/projector_card.html", context))


def _console_cards(ids: Sequence[UUID], workshop: Workshop) -> Iterator[Frame]:
    cards = queries.cards(ids)
    atelier = SimpleLazyObject(lambda: workshop.atelier)
    for id in ids:
        if card := cards.get(id):
            context = {"card": card, "atelier": atelier}
            yield Frame("card", render_to_string("wall/console_card_frame.html", context))


def phone_activity(
    workshop: Workshop,
    activity: Activity | None,
    choices: Mapping[str, Any] | None = None,
    *,
    scribe: bool = False,
) -> dict[str, Any]:
    """What a phone says of the open activity; `choices` is what it chose so far. A scribe writes
    and does not vote."""
    return {
        "activity": activity,
        "chosen": "",
        "vote": [] if scribe else queries.asked(activity, choices or {}),
        "plate": queries.base_plate(workshop, activity),
        "scribe": scribe,
    }


def console_activities(workshop: Workshop) -> dict[str, Any]:
    """What the console says of activities: the one on screen, the next, all of them."""
    listed = queries.activities(workshop)
    shown, following = queries.on_screen(listed), queries.to_open(listed)
    activity = queries.open_among(listed)
    return {
        "workshop": workshop,
        "activities": listed,
        "listed": sorted(listed, key=lambda one: one.state in ENDED),  # those to come first
        "activity": activity,
        "subject": activity or (shown if shown and shown.hides else following),
        "shown": shown,
        "vote": queries.vote_of(shown, secret=False) if shown else None,
        "next_activity": following,
    }


def console_screen(
    workshop: Workshop, shown: Activity | None, pin: Contribution | None, asked: Screen
) -> dict[str, Any]:
    """What the console says of the room's screen, and what it may ask of it."""
    return {
        "workshop": workshop,
        "code": shown_code(workshop.join_code),
        "preview": queries.preview(shown, pin, asked),
        "screens": Screen,
    }


_FACES: dict[str, Callable[[Sequence[Line], Workshop], Iterator[Frame]]] = {
    PROJECTOR: _projector,
    CONSOLE: _console,
    PHONE: _phone,
    SCRIBE: _scribe,
}
