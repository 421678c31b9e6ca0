"""What screens of one face are sent: recent frames kept once for all, a cursor for each screen."""

import asyncio
import logging
import re
import time
from collections.abc import Callable, Coroutine, Generator, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from .passes import Pass
from .room import Frame

type Part = Mapping[str, Any]
"""A piece of a response that goes on, as the server takes it (ASGI)."""
type Hand = Callable[[Part], Coroutine[Any, Any, None]]
"""Hands a piece over to a client; waits only while it takes none."""

RING_CHUNKS = 256
RING_BYTES = 512 * 1024
SEND_PATIENCE = 20.0
_SEND_BYTES = 64 * 1024

_log = logging.getLogger(__name__)
_NEWLINE = re.compile(r"\r\n|\n|\r")


def encode(frames: Iterable[Frame], upto: int) -> bytes:
    """Frames as an event stream. Only the last bears the number, so that a cut repeats them all."""
    texts = [_event(frame) for frame in frames]
    if not texts:
        return b""
    texts[-1] = f"id: {upto}\n{texts[-1]}"
    return "".join(texts).encode()


def _event(frame: Frame) -> str:
    data = "".join(f"data: {line}\n" for line in _NEWLINE.split(frame.data))
    return f"event: {frame.event}\n{data}\n"


def position(seq: int) -> bytes:
    """Moves the reader's `Last-Event-ID` without telling it anything."""
    return b"id: %d\n\n" % seq


def reset(seq: int) -> bytes:
    """Tells the screen that too much was missed: load the page again, which shows it all."""
    return encode([Frame("reset", str(seq))], seq)


def part(data: bytes) -> Part:
    """These bytes as a piece of a response."""
    return {"type": "http.response.body", "body": data, "more_body": True}


@dataclass(frozen=True)
class Chunk:
    """What the lines after one number, up to another, say to a face; may be empty."""

    upto: int
    data: bytes

    @cached_property
    def part(self) -> Part:
        """The piece that says it, the same for all its screens."""
        return part(self.data)


class Face:
    """The screens of one face of a stream, and the frames they lately heard."""

    def __init__(self) -> None:
        self.screens: set[Screen] = set()
        self.reading: dict[int, asyncio.Task[Chunk]] = {}
        self._chunks: dict[int, Chunk] = {}
        self._bytes = 0

    def add(self, after: int, chunk: Chunk) -> None:
        """Keep a chunk and tell every screen."""
        self.keep(after, chunk)
        for screen in self.screens:
            screen.tell(after, chunk)

    def wake(self) -> None:
        """Let every screen look for what it missed."""
        for screen in self.screens:
            screen.wake()

    def keep(self, after: int, chunk: Chunk) -> None:
        """Hold a chunk; let go of the oldest beyond what a ring may hold."""
        replaced = self._chunks.pop(after, None)
        self._chunks[after] = chunk
        self._bytes += len(chunk.data) - (len(replaced.data) if replaced else 0)
        while len(self._chunks) > RING_CHUNKS or self._bytes > RING_BYTES:
            oldest = next(iter(self._chunks))
            self._bytes -= len(self._chunks.pop(oldest).data)

    def since(self, seq: int) -> Chunk | None:
        """All that follows `seq`, as far as one sending goes; None if the ring does not hold it."""
        chunks = list(self._following(seq))
        if len(chunks) < 2:
            return chunks[0] if chunks else None
        return Chunk(chunks[-1].upto, b"".join(chunk.data for chunk in chunks))

    def _following(self, seq: int) -> Iterator[Chunk]:
        size = 0
        while size < _SEND_BYTES and (chunk := self._chunks.get(seq)):
            yield chunk
            seq = chunk.upto
            size += len(chunk.data)


class Begun(NamedTuple):
    """A handing over that was begun and must wait: whoever awaits it goes on with it."""

    handing: Coroutine[Any, Any, None]
    waiting: Any

    def __await__(self) -> Generator[Any, Any, None]:
        try:
            yield self.waiting
            yield from self.handing.__await__()
        finally:
            self.handing.close()


@dataclass(eq=False, slots=True)
class Screen:
    """One open connection: whose it is, the number it has heard, and how to speak to it."""

    pass_: Pass
    seq: int
    hand: Hand | None = None
    beat: bool = False
    closed: bool = False
    stuck: bool = False
    _task: asyncio.Task[Any] | None = None
    _since: float | None = None
    _bell: asyncio.Future[Begun | None] | None = None

    def tell(self, after: int, chunk: Chunk) -> None:
        """Hand over at once what follows `after`, if it rests and has heard all before: waking its
        own task for it takes as long again. That task waits for a client that takes nothing."""
        bell = self._bell
        if self.hand is None or self.seq != after or bell is None or bell.done():
            self.wake()
            return
        self.seq = chunk.upto
        if chunk.data:
            handing = self.hand(chunk.part)
            try:
                self.wake(Begun(handing, handing.send(None)))
            except StopIteration:  # nearly always: the system has taken them
                pass
            except Exception:
                _log.exception("a screen was let go: it could not be spoken to")
                self.close()

    def wake(self, begun: Begun | None = None) -> None:
        """There may be something to send, or to go on sending: end its rest, if it rests."""
        if self._bell and not self._bell.done():
            self._bell.set_result(begun)

    async def rest(self) -> None:
        """Until woken. (An `asyncio.Event` does the same for seven hundred bytes more, each.)"""
        self._bell = asyncio.get_running_loop().create_future()
        if begun := await self._bell:
            with self.sending():
                await begun

    def close(self) -> None:
        """End the connection at its next turn."""
        self.closed = True
        self.wake()

    @contextmanager
    def sending(self) -> Iterator[None]:
        """While bytes are handed over, which lasts as long as the client takes none."""
        self._task, self._since = asyncio.current_task(), time.monotonic()
        yield
        self._since = None

    def let_go_if_stuck(self) -> None:
        """Cut a connection whose client has taken nothing for `SEND_PATIENCE` seconds."""
        if self._task and self._since and time.monotonic() - self._since > SEND_PATIENCE:
            self.stuck = True
            self._task.cancel()
