"""The wall as a live room: plugged in config/asgi.py.

Three faces hear it. The projector and the console are shown cards; a phone is only told which
question the room answers: never what others say.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import cast
from uuid import UUID

from django.template.loader import render_to_string
from django.utils.functional import SimpleLazyObject

from atelier_local.ground.journal.models import Line
from atelier_local.ground.live.room import Frame
from atelier_local.steps.workshops.models import Workshop

from . import queries
from .enums import Act
from .events import accept, ack, apply

__all__ = ["CONSOLE", "PHONE", "PROJECTOR", "accept", "ack", "apply", "frame"]

PROJECTOR, CONSOLE, PHONE = "projecteur", "console", "telephone"


def frame(lines: Sequence[Line], face: str) -> Sequence[Frame]:
    """What these lines change on a face, drawn as the tables now stand: drawing twice, or late,
    shows the same.
    """
    told = [line for line in lines if line.payload]
    draw = _FACES.get(face)
    if not told or draw is None:
        return []
    workshops = Workshop.objects.select_related("atelier")
    workshop = SimpleLazyObject(lambda: workshops.get(stream=told[0].stream_id))
    return list(draw(told, cast(Workshop, workshop)))  # a card is drawn without it


def _moved(lines: Sequence[Line]) -> bool:
    return any(line.kind in (Act.OPENED, Act.CLOSED, Act.REVEALED) for line in lines)


def _counted(lines: Sequence[Line]) -> bool:
    """Hands raised are told on the wall and the console: no phone draws its choices again."""
    return any(line.kind == Act.COUNTED for line in lines)


def _votes(lines: Sequence[Line], workshop: Workshop) -> Iterator[Frame]:
    """How many chose so far: what they chose is told once revealed."""
    if any(line.kind == Act.VOTED for line in lines):
        activity = queries.on_screen(queries.activities(workshop))
        if activity and activity.is_vote:
            context = {"vote": queries.vote_of(activity)}
            yield Frame("ballots", render_to_string("wall/ballots.html", context))


def _timer(lines: Sequence[Line], workshop: Workshop) -> Iterator[Frame]:
    if any(line.kind == Act.TIMED for line in lines):
        context = {"activity": queries.open_among(queries.activities(workshop))}
        yield Frame("timer", render_to_string("wall/timer.html", context))


def _changed(lines: Sequence[Line]) -> list[UUID]:
    """The cards these lines lay, hide or show again, oldest first."""
    ids = [
        line.pk if line.kind == Act.CONTRIBUTED else UUID(line.payload["contribution"])
        for line in lines
        if line.payload and line.kind in (Act.CONTRIBUTED, Act.HIDDEN, Act.SHOWN)
    ]
    return list(dict.fromkeys(ids))


def _projector(lines: Sequence[Line], workshop: Workshop) -> Iterator[Frame]:
    if _moved(lines) or _counted(lines):  # the whole wall is drawn again, cards included
        wall = queries.wall_of(workshop)
        yield Frame("wall", render_to_string("wall/projector_wall.html", {"wall": wall}))
    yield from _drawn("wall/projector_card.html", _changed(lines))
    yield from _votes(lines, workshop)
    yield from _timer(lines, workshop)


def _console(lines: Sequence[Line], workshop: Workshop) -> Iterator[Frame]:
    if _moved(lines) or _counted(lines) or any(line.kind == Act.TIMED for line in lines):
        context = console_activities(workshop)
        yield Frame("activity", render_to_string("wall/console_activity.html", context))
    if changed := _changed(lines):
        yield from _drawn("wall/console_card_frame.html", changed)
        context = {"voices": queries.voices(workshop)}
        for template in ("wall/console_voices.html", "wall/console_tables.html"):
            yield Frame("voices", render_to_string(template, context))
    yield from _votes(lines, workshop)


def _phone(lines: Sequence[Line], workshop: Workshop) -> Iterator[Frame]:
    if _moved(lines):
        activity = queries.open_among(queries.activities(workshop))
        context = {"activity": activity, "chosen": "", "vote": queries.asked(activity, {})}
        yield Frame("activity", render_to_string("wall/phone_question.html", context))
    yield from _timer(lines, workshop)


def _drawn(template: str, ids: Sequence[UUID]) -> Iterator[Frame]:
    cards = queries.cards(ids) if ids else {}
    for id in ids:
        if card := cards.get(id):
            yield Frame("card", render_to_string(template, {"card": card}))


def console_activities(workshop: Workshop) -> dict[str, object]:
    """What the console says of activities: the one on screen, the next, all of them."""
    listed = queries.activities(workshop)
    shown, following = queries.on_screen(listed), queries.to_open(listed)
    activity = queries.open_among(listed)
    return {
        "activities": listed,
        "activity": activity,
        "subject": activity or (shown if shown and shown.hides else following),
        "shown": shown,
        "vote": queries.vote_of(shown, secret=False) if shown else None,
        "next_activity": following,
    }


_FACES: dict[str, Callable[[Sequence[Line], Workshop], Iterator[Frame]]] = {
    PROJECTOR: _projector,
    CONSOLE: _console,
    PHONE: _phone,
}
