"""kill -9 at random instants while phones write: what was acknowledged is there, once.

Eight at a time, phones write one after the other; the server dies between 0 and 300 ms after it
began to answer. Those who got no answer say it again, under the same id, to the next one. A server
that begins anew is timed from its process to its first answer, Python and Django loaded, every
`COLD` kills; in between it is a fork of one that had loaded them (`nursery`).

It is `config.asgi`, its limits as they are and the wall plugged in, that dies (`the_wall`); or the
toy room, which would show what is applied twice (`the_toy_room`).
"""

import contextlib
import http.client
import itertools
import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db import connection

from atelier_local import clock
from atelier_local.ground.journal.models import Stream, uuid7
from atelier_local.ground.journal.operations import open_stream
from atelier_local.ground.journal.rules import verify_chain
from atelier_local.programme.thread.enums import Kind
from atelier_local.programme.thread.models import Node
from atelier_local.steps.wall import room
from atelier_local.steps.wall.enums import Act
from atelier_local.steps.wall.models import Contribution
from tests.factories.people import the_cast
from tests.factories.wall import a_phone, an_open_activity
from tests.live.hall import Hall, Phone, database_url, until

AT_ONCE, PHONES = 8, 64
"""Phones that write at once, and those that take turns: none writes faster than one may."""
LONGEST, COLD = 0.3, 100


@dataclass(frozen=True)
class Scene:
    """What is served, and what phones say there."""

    application: str
    stream: Stream
    face: str
    kind: str
    phones: Sequence[str]
    payload: Callable[[str], dict]
    applied: Callable[[], tuple[int, int]]
    """Rows of the room's table, and how many acts they tell."""


def the_toy_room() -> Scene:
    def applied() -> tuple[int, int]:
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*), count(DISTINCT line) FROM toy_word")
            return cursor.fetchone()

    return Scene(
        "tests.live.app:application", open_stream("room", "toy", at=clock.now()), "mur",
        "word.said", [f"phone:{n}" for n in range(PHONES)], lambda words: {"words": words}, applied,
    )  # fmt: skip


def the_wall() -> Scene:
    activity = an_open_activity(the_cast())

    def payload(words: str) -> dict:
        return {"activity": str(activity.pk), "kind": activity.kinds[0], "words": words}

    def applied() -> tuple[int, int]:
        return Contribution.objects.count(), Node.unfiltered.filter(kind=Kind.CONTRIBUTION).count()

    return Scene(
        "config.asgi:application", activity.workshop.stream, room.PHONE, Act.CONTRIBUTED,
        [a_phone(activity).ref for _ in range(PHONES)], payload, applied,
    )  # fmt: skip


@dataclass
class Tally:
    kills: int = 0
    acknowledged: int = 0
    lost: int = 0
    doubled: int = 0
    unproved: int = 0
    """1 if the chain does not hold in the end."""
    slowest_start: float = 0.0
    """Seconds from the process to its first answer."""
    dearest_start: float = 0.0
    """Seconds of the processor that a start took: what is left where others wait for it too."""

    @property
    def broken(self) -> int:
        return self.doubled + self.unproved


@dataclass
class Crowd:
    """What phones said, and what they were told of it."""

    scene: Scene
    hall: Hall
    phones: dict[str, Phone] = field(default_factory=dict)
    said: dict[UUID, tuple[str, str]] = field(default_factory=dict)
    unanswered: list[UUID] = field(default_factory=list)
    acknowledged: set[UUID] = field(default_factory=set)

    def come(self) -> None:
        """With a pass each: one lasts ten minutes, a long run longer."""
        given = {"face": self.scene.face, "kinds": (self.scene.kind,)}
        self.phones = {name: self.hall.phone(name, **given) for name in self.scene.phones}

    def say(self, id: UUID) -> int:
        speaker, words = self.said[id]
        act = {"id": str(id), "kind": self.scene.kind, "payload": self.scene.payload(words)}
        return self.phones[speaker].post(json.dumps(act).encode()).status

    def talk(self, names: Sequence[str], over: threading.Event) -> None:
        """First again what got no answer, then new words, until the server is gone."""
        for name in itertools.cycle(names):
            if over.is_set():
                return
            try:
                id = self.unanswered.pop()
            except IndexError:
                id = uuid7()
                self.said[id] = name, f"mot {id}"
            try:
                status = self.say(id)
            except (OSError, http.client.HTTPException):
                self.unanswered.append(id)
                return
            assert status in {200, 201}, status
            self.acknowledged.add(id)


def kill(times: int, *, scene: Callable[[], Scene] = the_wall, seed: int = 1) -> Tally:
    """So many kills on the database in use, and what is found in the end."""
    dice, tally, played = random.Random(seed), Tally(), scene()
    hall = Hall(played.stream, played.application)
    crowd = Crowd(played, hall)
    with _nursery(played.application) as nursery, contextlib.closing(hall):
        for number in range(times):
            server = _born(hall, nursery, cold=number % COLD == 0, tally=tally)
            _crowd(crowd, dice.uniform(0, LONGEST), server)
            tally.kills += 1
        _settle(hall, crowd, nursery, tally)
    return tally


@contextlib.contextmanager
def _nursery(application: str) -> Iterator[subprocess.Popen]:
    environment = os.environ | {"DATABASE_URL": database_url(), "SECRET_KEY": settings.SECRET_KEY}
    command = [sys.executable, "-m", "tests.faults.nursery", application]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    with subprocess.Popen(
        command, env=environment, cwd=settings.ROOT, start_new_session=True, **pipes
    ) as nursery:
        try:
            assert nursery.stdout.readline() == "ready\n"
            yield nursery
        finally:
            os.killpg(nursery.pid, signal.SIGKILL)


class _Born:
    """A server, and how it dies."""

    def __init__(self, hall: Hall, nursery: subprocess.Popen | None) -> None:
        self._hall, self._nursery = hall, nursery
        if nursery is None:
            hall.open()
            return
        nursery.stdin.write(f"{hall.port}\n")
        nursery.stdin.flush()
        self._process = int(nursery.stdout.readline())
        until(self._answers, within=30)

    def _answers(self) -> bool:
        try:
            return self._hall.request("GET", "/direct/").status == 404
        except OSError:
            return False

    def kill(self) -> None:
        if self._nursery is None:
            self._hall.kill()
            return
        os.kill(self._process, signal.SIGKILL)
        assert self._nursery.stdout.readline() == "dead\n"


def _born(hall: Hall, nursery: subprocess.Popen, *, cold: bool, tally: Tally) -> _Born:
    began = time.monotonic()
    server = _Born(hall, None if cold else nursery)
    if cold:
        tally.slowest_start = max(tally.slowest_start, time.monotonic() - began)
        tally.dearest_start = max(tally.dearest_start, _processor(hall.process.pid))
    return server


def _processor(pid: int) -> float:
    """Seconds that a process has had of the processor."""
    told = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(told[11]) + int(told[12])) / os.sysconf("SC_CLK_TCK")


def _crowd(crowd: Crowd, seconds: float, server: _Born) -> None:
    over = threading.Event()
    crowd.come()
    shares = [crowd.scene.phones[n::AT_ONCE] for n in range(AT_ONCE)]
    talking = [threading.Thread(target=crowd.talk, args=(names, over)) for names in shares]
    for one in talking:
        one.start()
    over.wait(seconds)
    server.kill()
    over.set()
    for one in talking:
        one.join()


def _settle(hall: Hall, crowd: Crowd, nursery: subprocess.Popen, tally: Tally) -> None:
    """Everyone says again what got no answer; then all is counted."""
    server = _Born(hall, nursery)
    crowd.come()
    for id in crowd.unanswered:
        assert crowd.say(id) in {200, 201}
        crowd.acknowledged.add(id)
    applied = crowd.scene.applied
    until(lambda: applied()[0] >= len(crowd.said), within=30)
    server.kill()
    written = hall.lines.filter(kind=crowd.scene.kind)
    tally.acknowledged = len(crowd.acknowledged)
    tally.lost = len(crowd.acknowledged - set(written.values_list("pk", flat=True)))
    rows, distinct = applied()
    tally.doubled = rows - distinct + written.count() - len(crowd.said)
    hall.stream.refresh_from_db()
    held = verify_chain(
        hall.lines.order_by("seq").iterator(), hall.stream.head_seq, hall.stream.head_hash
    )
    tally.unproved = int(held is not None)
