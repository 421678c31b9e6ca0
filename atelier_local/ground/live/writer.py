"""One thread writes what devices send: what arrives during a commit makes up the next one."""

import asyncio
import logging
import queue
import threading
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Any, NamedTuple

from django.db import InterfaceError, OperationalError, close_old_connections, connections

from atelier_local.ground.journal.operations import Conflict, Draft
from atelier_local.refusal import Refused

from .operations import Taken, take
from .room import Room

BATCH = 500
WAITING = 5_000

_log = logging.getLogger(__name__)


class Busy(Exception):
    """Nothing was written, for now: the database did not answer, or too much is waiting."""


class Receipt(NamedTuple):
    """On disk. `ack` is what the author is told, the same each time the act is repeated."""

    ack: Mapping[str, Any]
    fresh: bool


type Answer = Receipt | Refused | Conflict | Exception
type Asked = tuple[Room, Draft, asyncio.Future[Answer]]


class Writer:
    """Takes acts from the event loop and answers each once it is on disk, or refused."""

    def __init__(self, pen: AbstractContextManager[Any]) -> None:
        self._pen = pen
        self._queue: queue.SimpleQueue[Asked | None] = queue.SimpleQueue()
        self._thread: threading.Thread | None = None
        self._loop: asyncio.AbstractEventLoop

    async def write(self, room: Room, draft: Draft) -> Receipt:
        """Write one act. Raises `Refused`, `Conflict`, or `Busy` when it may be tried again."""
        if self._queue.qsize() >= WAITING:
            raise Busy
        self._start()
        future: asyncio.Future[Answer] = self._loop.create_future()
        self._queue.put((room, draft, future))
        answer = await future
        if isinstance(answer, Receipt):
            return answer
        raise answer

    def _start(self) -> None:
        if self._thread is None:
            self._loop = asyncio.get_running_loop()
            self._thread = threading.Thread(target=self._work, name="live-writer", daemon=True)
            self._thread.start()

    async def stop(self) -> None:
        """Write what is waiting, then end."""
        if self._thread is not None:
            self._queue.put(None)
            await asyncio.to_thread(self._thread.join)
            self._thread = None

    def _work(self) -> None:
        try:
            while batch := self._gather():
                answers = self._answers([(room, draft) for room, draft, _ in batch])
                futures = [future for _, _, future in batch]
                self._loop.call_soon_threadsafe(_resolve, futures, answers)
        finally:
            connections.close_all()

    def _gather(self) -> list[Asked]:
        """What is waiting, at least one; nothing once told to stop."""
        batch: list[Asked] = []
        asked = self._queue.get()
        while asked is not None:
            batch.append(asked)
            if len(batch) == BATCH or self._queue.empty():
                return batch
            asked = self._queue.get()
        if batch:
            self._queue.put(None)
        return batch

    def _answers(self, asked: Sequence[tuple[Room, Draft]]) -> list[Answer]:
        """One transaction for all; if it fails for a cause of one, each on its own."""
        try:
            close_old_connections()
            with self._pen:
                outcomes = take(asked)
        except (OperationalError, InterfaceError):
            _log.exception("the journal could not be written")
            return [Busy()] * len(asked)
        except Exception as failure:
            if len(asked) > 1:
                return [answer for one in asked for answer in self._answers([one])]
            _log.exception("an act could not be written")
            return [failure]
        return [_answer(room, out) for (room, _), out in zip(asked, outcomes, strict=True)]


def _answer(room: Room, outcome: Taken | Refused | Conflict) -> Answer:
    if not isinstance(outcome, Taken):
        return outcome
    line = outcome.line
    facts = {"id": str(line.pk), "seq": line.seq, "received_at": line.received_at.isoformat()}
    try:
        told = room.ack(line) if line.payload is not None else {}
    except Exception:  # written all the same: the author must not believe otherwise
        _log.exception("a room could not word its acknowledgement")
        told = {}
    return Receipt({**told, **facts}, outcome.fresh)


def _resolve(futures: Sequence[asyncio.Future[Answer]], answers: Sequence[Answer]) -> None:
    for future, answer in zip(futures, answers, strict=True):
        if not future.done():  # its client left
            future.set_result(answer)
