"""A network of our own between a browser and the server: slow, lossy, cut, or held by a portal.

It carries TCP as a bad hall does. What a lost packet does to a connection is what is played: its
bytes come after the time of a retransmission, twice as long each time, and all that follows waits.
Machines whose kernel knows `tc netem` could lose real packets; most, like those of a CI, cannot.
"""

import asyncio
import contextlib
import random
import threading
from collections.abc import Iterator
from dataclasses import dataclass

PAGE = b"<!doctype html><title>Portail</title><h1>Bienvenue : acceptez les conditions</h1>"
PORTAL = (
    b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: %d\r\n\r\n" % len(PAGE)
) + PAGE
NO = b'{"error": "acceptez les conditions"}'
REFUSAL = (
    b"HTTP/1.1 403 Forbidden\r\nContent-Type: application/json\r\n"
    b"Content-Length: %d\r\n\r\n" % len(NO)
) + NO
AGAIN = 0.3
"""Seconds before what was lost is sent again, the first time."""


@dataclass(frozen=True)
class Weather:
    """What the network does for now. `mute` lets nothing pass; `portal` answers everything."""

    delay: float = 0.0
    loss: float = 0.0
    mute: bool = False
    portal: bool = False
    closes: bool = False
    """Whether it closes the connections that are open when it comes."""


FINE = Weather()
LOSSY = Weather(delay=1.0, loss=0.3)
"""Two seconds there and back, three packets in ten lost."""
MUTE = Weather(mute=True)
CLOSED = Weather(mute=True, closes=True)
CAPTIVE = Weather(portal=True, closes=True)


class Network:
    """A port that leads to the server as its weather allows, which may change at any time."""

    def __init__(self, port: int, seed: int) -> None:
        self._server, self._dice, self._weather = port, random.Random(seed), FINE
        self._open: set[asyncio.StreamWriter] = set()
        self._told = 0  # how many acts a portal was told
        self._loop = asyncio.new_event_loop()
        self._ways: set[asyncio.Task] = set()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._port}"

    @contextlib.contextmanager
    def up(self) -> Iterator["Network"]:
        thread = threading.Thread(target=self._loop.run_forever)
        thread.start()
        listening = self._do(asyncio.start_server(self._carry, "127.0.0.1", 0))
        self._port = listening.sockets[0].getsockname()[1]
        try:
            yield self
        finally:
            self._do(self._close(listening))
            self._loop.call_soon_threadsafe(self._loop.stop)
            thread.join()
            self._loop.close()

    def turn(self, weather: Weather) -> None:
        self._do(self._turn(weather))

    def _do[T](self, coroutine) -> T:
        return asyncio.run_coroutine_threadsafe(coroutine, self._loop).result(10)

    async def _turn(self, weather: Weather) -> None:
        self._weather = weather
        if weather.closes:
            for writer in list(self._open):
                writer.transport.abort()

    async def _close(self, listening: asyncio.Server) -> None:
        listening.close()
        await self._turn(CLOSED)
        for way in list(self._ways):
            way.cancel()
        await asyncio.gather(*self._ways, return_exceptions=True)

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._ways.add(asyncio.current_task())
        self._open.add(writer)
        try:
            await asyncio.sleep(self._late() + self._late())
            if await self._passes() and self._weather.portal:
                await self._answer_all(reader, writer)
                return
            inner, outer = await asyncio.open_connection("127.0.0.1", self._server)
            self._open.add(outer)
            both = self._one_way(reader, outer), self._one_way(inner, writer)
            await asyncio.gather(*both)
            self._open.discard(outer)
        except (OSError, asyncio.IncompleteReadError):
            pass
        finally:
            self._open.discard(writer)
            self._ways.discard(asyncio.current_task())
            writer.transport.abort()

    async def _answer_all(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """As hotel portals do, whatever is asked; one answer a connection. Every other act is
        refused as a server would."""
        head = await reader.readuntil(b"\r\n\r\n")
        as_json = b"application/json" in head.lower()
        self._told += as_json
        writer.write(REFUSAL if as_json and self._told % 2 == 0 else PORTAL)
        await writer.drain()

    async def _one_way(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Bytes in their order, each when it arrives; the end too."""
        on_its_way: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue()

        async def arrive() -> None:
            data = b"-"
            while data:
                due, data = await on_its_way.get()
                await asyncio.sleep(max(0.0, due - self._loop.time()))
                await self._passes()
                writer.write(data)
                await writer.drain()

        arriving = asyncio.create_task(arrive())
        try:
            data = b"-"
            while data:
                data = await reader.read(16_384)
                on_its_way.put_nowait((self._loop.time() + self._late(), data))
            await arriving
        finally:
            arriving.cancel()
            writer.close()

    async def _passes(self) -> bool:
        while self._weather.mute:
            await asyncio.sleep(0.05)
        return True

    def _late(self) -> float:
        """How long one packet takes, those of it that were lost included."""
        late, again = self._weather.delay, AGAIN
        while self._dice.random() < self._weather.loss:
            late, again = late + again, again * 2
        return late
