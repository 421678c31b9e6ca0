"""kill -9 at random instants while phones write: what was acknowledged is there, once.

Eight phones say words one after the other; the server dies between 0 and 300 ms after it began to
answer. Those who got no answer say it again, under the same id, to the next one. A server that
begins anew is timed from its process to its first answer, Python and Django loaded, every `COLD`
kills; in between it is a fork of one that had loaded them (`nursery`).
"""

import contextlib
import http.client
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from uuid import UUID

from django.conf import settings
from django.db import connection

from atelier_local import clock
from atelier_local.ground.journal.models import Line, uuid7
from atelier_local.ground.journal.operations import open_stream
from atelier_local.ground.journal.rules import verify_chain
from tests.live.hall import Hall, Phone, database_url, until

NAMES = [f"phone:{number}" for number in range(8)]
LONGEST, COLD = 0.3, 100


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

    @property
    def broken(self) -> int:
        return self.doubled + self.unproved


@dataclass
class Crowd:
    """What phones said, and what they were told of it."""

    hall: Hall
    phones: dict[str, Phone] = field(default_factory=dict)
    said: dict[UUID, tuple[str, str]] = field(default_factory=dict)
    unanswered: list[UUID] = field(default_factory=list)
    acknowledged: set[UUID] = field(default_factory=set)

    def come(self) -> None:
        """With a pass each: one lasts ten minutes, a long run longer."""
        self.phones = {name: self.hall.phone(name) for name in NAMES}

    def talk(self, name: str, over: threading.Event) -> None:
        """First again what got no answer, then new words, until the server is gone."""
        while not over.is_set():
            try:
                id = self.unanswered.pop()
            except IndexError:
                id = uuid7()
                self.said[id] = name, f"mot {id}"
            speaker, words = self.said[id]
            try:
                status = self.phones[speaker].say(words, id).status
            except (OSError, http.client.HTTPException):
                self.unanswered.append(id)
                return
            assert status in {200, 201}, status
            self.acknowledged.add(id)


def kill(times: int, seed: int = 1) -> Tally:
    """So many kills on the database in use, and what is found in the end."""
    dice, tally = random.Random(seed), Tally()
    hall = Hall(open_stream("room", "toy", at=clock.now()))
    crowd = Crowd(hall)
    with _nursery() as nursery, contextlib.closing(hall):
        for number in range(times):
            server = _born(hall, nursery, cold=number % COLD == 0, tally=tally)
            _crowd(crowd, dice.uniform(0, LONGEST), server)
            tally.kills += 1
        _settle(hall, crowd, nursery, tally)
    return tally


@contextlib.contextmanager
def _nursery() -> Iterator[subprocess.Popen]:
    environment = os.environ | {"DATABASE_URL": database_url(), "SECRET_KEY": settings.SECRET_KEY}
    command = [sys.executable, "-m", "tests.faults.nursery"]
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
    return server


def _crowd(crowd: Crowd, seconds: float, server: _Born) -> None:
    over = threading.Event()
    crowd.come()
    talking = [threading.Thread(target=crowd.talk, args=(name, over)) for name in NAMES]
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
        name, words = crowd.said[id]
        assert crowd.phones[name].say(words, id).status in {200, 201}
        crowd.acknowledged.add(id)
    until(lambda: _applied()[0] >= len(crowd.said), within=30)
    server.kill()
    tally.acknowledged = len(crowd.acknowledged)
    tally.lost = len(crowd.acknowledged - set(Line.objects.values_list("pk", flat=True)))
    rows, distinct = _applied()
    tally.doubled = rows - distinct + Line.objects.count() - len(crowd.said)
    hall.stream.refresh_from_db()
    held = verify_chain(hall.lines.iterator(), hall.stream.head_seq, hall.stream.head_hash)
    tally.unproved = int(held is not None)


def _applied() -> tuple[int, int]:
    """Rows of the toy room's table, and how many acts they tell."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*), count(DISTINCT line) FROM toy_word")
        return cursor.fetchone()
