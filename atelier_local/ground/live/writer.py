"""One thread writes what devices send: what arrives during a commit makes up the next one."""

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from django.db import InterfaceError, OperationalError

from atelier_local.ground.journal.models import Line
from atelier_local.ground.journal.operations import Conflict, Draft
from atelier_local.refusal import Refused

from . import disk
from .operations import Taken, take
from .room import Room
from .thread import Thread

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

    def __init__(
        self, thread: Thread, told: Callable[[Sequence[Line]], object] = lambda lines: None
    ) -> None:
        """`told` hears in the thread of the lines that are on disk, before their authors do."""
        self._thread, self._told = thread, told
        self._waiting: deque[Asked] = deque()
        self._called = False
        """Whether the thread knows that something waits."""

    async def write(self, room: Room, draft: Draft) -> Receipt:
        """Write one act. Raises `Refused`, `Conflict`, or `Busy` when it may be tried again."""
        if len(self._waiting) >= WAITING:
            raise Busy
        future: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        self._waiting.append((room, draft, future))
        if not self._called:
            self._call()
        answer = await future
        if isinstance(answer, Receipt):
            return answer
        raise answer

    async def stop(self) -> None:
        """Write what is waiting."""
        while self._waiting:
            await self._thread.ask(self._work)

    def _call(self) -> None:
        self._called = True
        self._thread.tell(self._work)

    # In the thread

    def _work(self) -> None:
        """Write a batch of what is waiting; what comes from now on calls again."""
        self._called = False
        batch = self._gather()
        if self._waiting and not self._called:
            self._call()  # in its turn: screens wait too
        if batch:
            answers = self._answers([(room, draft) for room, draft, _ in batch])
            futures = [future for _, _, future in batch]
            futures[0].get_loop().call_soon_threadsafe(_resolve, futures, answers)

    def _gather(self) -> list[Asked]:
        batch: list[Asked] = []
        while self._waiting and len(batch) < BATCH:
            batch.append(self._waiting.popleft())
        return batch

    def _answers(self, asked: Sequence[tuple[Room, Draft]]) -> list[Answer]:
        """One transaction for all; if it fails for a cause of one, each on its own."""
        try:
            disk.wait_for_it()
            outcomes = take(asked)
        except (OperationalError, InterfaceError):
            _log.exception("the journal could not be written")
            return [Busy()] * len(asked)
        except Exception as failure:
            if len(asked) > 1:
                return [answer for one in asked for answer in self._answers([one])]
            _log.exception("an act could not be written")
            return [failure]
        self._told([out.line for out in outcomes if isinstance(out, Taken) and out.fresh])
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
