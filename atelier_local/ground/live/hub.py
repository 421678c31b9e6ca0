"""Between the journal and open screens: reads what is new by number, applies it, frames it once
for each face, and hands the same bytes to every screen.

The event loop holds all state; a thread, with a database connection of its own, does the reading.
"""

import asyncio
import logging
from collections import Counter, deque
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from time import monotonic
from uuid import UUID

from django.db.models import Exists, OuterRef

from atelier_local import clock
from atelier_local.ground.journal import doorbell
from atelier_local.ground.journal.models import Cursor, Line, Stream
from atelier_local.ground.journal.operations import project_page

from . import disk
from .feed import Chunk, Face, Hand, Screen, position
from .operations import PROJECTION
from .pace import LATE, ROUND, Pace, rest
from .passes import Pass, revocations
from .reading import PAGE, framed, lines_from, replay
from .room import Room
from .thread import Thread

HEARTBEAT = 15.0
SCREENS_EACH = 20
LINES_PUT_AWAY = 32
"""Lines applied, one at a time, after which the log holds nearly as much as SQLite lets it."""

_log = logging.getLogger(__name__)


class Unknown(Exception):
    """Raised for a stream that does not exist or that no room carries."""


class Crowded(Exception):
    """Raised when one subject opens too many connections."""


@dataclass(slots=True)
class Watched:
    """A stream that screens look at: how far it was framed, and its faces."""

    room: Room
    head: int
    faces: dict[str, Face] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class News:
    """What one look brought back: frames by face of each watched stream, and revocations."""

    pages: dict[UUID, tuple[int, int, dict[str, bytes]]]
    revoked: dict[str, datetime] | None
    applied: int
    unread: set[UUID]
    late: bool
    """Whether what was read had waited longer than `LATE`."""


class Hub:
    """Feeds the screens of this process."""

    def __init__(self, rooms: Mapping[str, Room], thread: Thread) -> None:
        self._rooms, self._thread = rooms, thread
        self._room_of: dict[UUID, Room] = {}
        self._watched: dict[UUID, Watched] = {}
        self._rung: set[UUID] = set()
        self._written: dict[UUID, deque[Line]] = {}
        self._wake = asyncio.Event()
        self._revoked: dict[str, datetime] = {}
        self._screens: Counter[str] = Counter()
        self._task: asyncio.Task[None] | None = None
        self._round_is_due = True
        self._applied = 0
        self._leave: Callable[[], None]

    # Life

    def start(self) -> None:
        """Begin to listen; harmless when begun already."""
        if self._task is not None:
            return
        loop = asyncio.get_running_loop()

        def hear(stream_id: UUID, _: int) -> None:
            loop.call_soon_threadsafe(self.ring, stream_id)

        self._leave = doorbell.subscribe(hear)
        self._task = loop.create_task(self._run())

    async def stop(self) -> None:
        """Close every screen."""
        if self._task is None:
            return
        self._leave()
        self._task.cancel()
        with suppress(asyncio.CancelledError):
            await self._task
        for screen in self._all_screens():
            screen.close()
        self._task = None

    def ring(self, stream_id: UUID) -> None:
        """Something is new there: look at once, or as soon as the last sending is digested."""
        self._rung.add(stream_id)
        self._wake.set()

    def written(self, lines: Sequence[Line]) -> None:
        """What the writer has just committed, told in its thread: need not be read again."""
        for line in lines:
            self._written.setdefault(line.stream_id, deque(maxlen=PAGE)).append(line)

    # What the routes ask

    async def room_of(self, stream_id: UUID) -> Room:
        """The room that carries a stream; raises `Unknown`."""
        if stream_id not in self._room_of:
            self._room_of[stream_id] = await self._thread.ask(self._find_room, stream_id)
        return self._room_of[stream_id]

    def is_revoked(self, pass_: Pass) -> bool:
        """Whether its subject lost a role since the pass was issued."""
        revoked_at = self._revoked.get(pass_.subject)
        return revoked_at is not None and pass_.issued_at <= revoked_at

    async def join(self, pass_: Pass, after: int | None, hand: Hand | None = None) -> Screen:
        """A screen that has heard up to `after` (None: as far as now); `leave` it in the end."""
        room = await self.room_of(pass_.stream_id)
        if self._screens[pass_.subject] >= SCREENS_EACH:
            raise Crowded
        reached = await self._project(pass_.stream_id, room)
        watched = self._watched.setdefault(pass_.stream_id, Watched(room, reached))
        face = watched.faces.setdefault(pass_.face, Face())
        seq = max(watched.head, reached) if after is None else after
        screen = Screen(pass_, -1 if seq > reached else seq, hand)
        face.screens.add(screen)
        self._screens[pass_.subject] += 1
        self.ring(pass_.stream_id)
        return screen

    def leave(self, screen: Screen) -> None:
        """Forget a screen, and the frames nobody looks at any more."""
        pass_ = screen.pass_
        watched = self._watched[pass_.stream_id]
        face = watched.faces[pass_.face]
        face.screens.discard(screen)
        self._screens[pass_.subject] -= 1
        if not self._screens[pass_.subject]:
            del self._screens[pass_.subject]
        if not face.screens:
            del watched.faces[pass_.face]
        if not watched.faces:
            del self._watched[pass_.stream_id]

    async def next(self, screen: Screen) -> bytes:
        """What to send to a screen now; waits for it. Empty once the connection must end."""
        watched = self._watched[screen.pass_.stream_id]
        face = watched.faces[screen.pass_.face]
        while not screen.closed:
            if chunk := face.since(screen.seq) or await self._missed(watched, face, screen):
                screen.seq = chunk.upto
                if chunk.data:
                    return chunk.data
            elif screen.beat:
                screen.beat = False
                return b":\n" + position(screen.seq)
            else:
                await screen.rest()
        return b""

    async def catch_up(self, pass_: Pass, after: int) -> Chunk:
        """All that a screen which polls has missed since `after`."""
        room = await self.room_of(pass_.stream_id)
        reached = await self._project(pass_.stream_id, room)
        return await self._thread.ask(replay, room, pass_, after, reached)

    async def _project(self, stream_id: UUID, room: Room) -> int:
        """Apply all that is new, letting others in between two pages: the number reached."""
        more = True
        while more:
            reached, more, _ = await self._thread.ask(self._project_page, stream_id, room)
        return reached

    # The loop

    async def _run(self) -> None:
        """Look at once when idle; under load, `rest` between two looks."""
        loop = asyncio.get_running_loop()
        next_beat = loop.time()
        self._time_a_round()
        while True:
            await self._wake.wait()
            self._wake.clear()
            round_is_due, self._round_is_due = self._round_is_due, False
            began = monotonic()
            pace, looked = await self._sweep(round_is_due)
            if round_is_due:
                loop.call_later(ROUND, self._time_a_round)
                self._expire()
                if loop.time() >= next_beat:
                    next_beat = loop.time() + HEARTBEAT
                    self._beat()
            await asyncio.sleep(0)  # screens just woken hand over their bytes
            if self._applied >= LINES_PUT_AWAY and pace is Pace.QUIET:
                self._applied = 0
                self._thread.tell(disk.put_away)
            if pause := rest(monotonic() - looked, looked - began, pace):
                await asyncio.sleep(pause)

    def _time_a_round(self) -> None:
        self._round_is_due = True
        self._wake.set()

    async def _sweep(self, round_is_due: bool) -> tuple[Pace, float]:
        """One look, a page of each stream at most, told to screens: how acts come, and when the
        look was over."""
        rung, self._rung = self._rung, set()
        watched = {
            stream_id: (watched.room, watched.head, tuple(watched.faces))
            for stream_id, watched in self._watched.items()
        }
        try:
            news = await self._thread.ask(self._look, rung, watched, round_is_due)
        except Exception:
            _log.exception("the hub could not look at the journal")
            return Pace.QUIET, monotonic()
        looked = monotonic()
        self._applied += news.applied
        pace = Pace.FLOOD if self._rung else Pace.QUIET
        for stream_id, page in news.pages.items():
            self._deliver(stream_id, *page)
        if news.revoked is not None:
            self._revoked = news.revoked
        if self._revoked:
            self._close_revoked()
        for stream_id in news.unread:
            self.ring(stream_id)
        return (Pace.BEHIND if news.unread or news.late else pace), looked

    def _close_revoked(self) -> None:
        for screen in self._all_screens():
            if self.is_revoked(screen.pass_):
                screen.close()

    def _deliver(self, stream_id: UUID, after: int, upto: int, told: dict[str, bytes]) -> None:
        watched = self._watched.get(stream_id)
        if watched is None or watched.head != after:
            return
        watched.head = upto
        for name, face in watched.faces.items():
            if name in told:
                face.add(after, Chunk(upto, told[name]))
            else:  # it came during the look
                face.wake()

    def _expire(self) -> None:
        now = clock.now()
        for screen in self._all_screens():
            screen.let_go_if_stuck()
            if screen.pass_.until <= now:
                screen.close()

    def _beat(self) -> None:
        for screen in self._all_screens():
            screen.beat = True
            screen.wake()

    def _all_screens(self) -> list[Screen]:
        return [
            screen
            for watched in self._watched.values()
            for face in watched.faces.values()
            for screen in face.screens
        ]

    async def _missed(self, watched: Watched, face: Face, screen: Screen) -> Chunk | None:
        """What the ring no longer holds, read again from the journal, once for all who ask.

        None if nothing is new, or if another process told the screen more than we know yet.
        """
        after, head = screen.seq, watched.head
        if after >= head:
            return None
        if after not in face.reading:
            reading = self._thread.ask(replay, watched.room, screen.pass_, after, head)
            face.reading[after] = asyncio.create_task(reading)
        try:
            chunk = await asyncio.shield(face.reading[after])
        finally:
            face.reading.pop(after, None)
        face.keep(after, chunk)
        return chunk

    # In the thread

    def _find_room(self, stream_id: UUID) -> Room:
        if known := self._room_of.get(stream_id):
            return known
        kind = Stream.objects.filter(pk=stream_id).values_list("kind", flat=True).first()
        if kind is None or kind not in self._rooms:
            raise Unknown
        return self._rooms[kind]

    def _project_page(self, stream_id: UUID, room: Room) -> tuple[int, bool, list[Line]]:
        """Apply a page of what is new: the number reached, whether more is left, the lines."""
        applied: list[Line] = []

        def apply(lines: Sequence[Line]) -> None:
            room.apply(lines)
            applied.extend(lines)

        disk.spare_it()
        written = tuple(self._written.pop(stream_id, ()))
        return *project_page(stream_id, PROJECTION, apply, written), applied

    def _look(
        self,
        rung: set[UUID],
        watched: Mapping[UUID, tuple[Room, int, tuple[str, ...]]],
        round_is_due: bool,
    ) -> News:
        if round_is_due:
            rung = rung | self._behind({stream_id: w[1] for stream_id, w in watched.items()})
        pages: dict[UUID, tuple[int, int, dict[str, bytes]]] = {}
        unread: set[UUID] = set()
        elsewhere = late = False
        count = 0
        for stream_id in rung:
            try:
                room = self._find_room(stream_id)
                reached, more, applied = self._project_page(stream_id, room)
                if more:
                    unread.add(stream_id)
                count += len(applied)
                late |= bool(applied) and clock.now() - applied[0].received_at > LATE
                if stream_id in watched and reached > watched[stream_id][1]:
                    _, head, faces = watched[stream_id]
                    lines = lines_from(stream_id, head, reached, applied)
                    told = {face: framed(room, lines, face) for face in faces}
                    pages[stream_id] = head, lines[-1].seq, told
                    if lines[-1].seq < reached:
                        unread.add(stream_id)
            except Unknown:
                elsewhere = True
            except Exception:
                _log.exception("stream %s could not be applied", stream_id)
        revoked = revocations() if elsewhere or round_is_due else None
        return News(pages, revoked, count, unread, late)

    def _behind(self, watched: Mapping[UUID, int]) -> set[UUID]:
        """Streams whose lines were not applied, or not yet framed here: rings get lost."""
        applied = Cursor.objects.filter(
            stream=OuterRef("pk"), name=PROJECTION, seq__gte=OuterRef("head_seq")
        )
        lagging = Stream.objects.filter(
            ~Exists(applied), kind__in=list(self._rooms), head_seq__gt=0
        ).values_list("pk", flat=True)
        heads = Stream.objects.filter(pk__in=list(watched)).values_list("pk", "head_seq")
        return {*lagging, *(pk for pk, head in heads if head > watched[pk])}
