"""Fifty phones and a projector: how long a card takes from its sending to the screen.

Runs config.asgi in a process of its own on an empty database, lets fifty phones in, each listening
as a real one does, and has them lay cards at random moments while a projector listens. Prints the
median and 95th percentile of two delays, to the receipt and to the projector, beside what this same
machine needs in the same minute to append the same bytes to a file and see them on disk: the floor
of any receipt that survives a power cut. Then kills the server (SIGKILL) while phones are writing,
starts it again and counts the receipts whose card is missing: there must be none.

    .venv/bin/python -m benchmarks.wall
"""

import asyncio
import contextlib
import json
import os
import random
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from time import perf_counter
from uuid import UUID

import django

PHONES, CARDS, EVERY = 50, 3, 10
"""How many phones, how many cards each, and the longest wait between two of one phone."""


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return listening.getsockname()[1]


class Server:
    """config.asgi in a process of its own."""

    def __init__(self) -> None:
        self.port = free_port()

    def start(self) -> None:
        command = [sys.executable, "-m", "uvicorn", "config.asgi:application", "--port"]
        quiet = ["--log-level", "error", "--no-access-log"]
        self.process = subprocess.Popen([*command, str(self.port), *quiet])
        while True:
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port)):
                return

    def kill(self) -> None:
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()


class Line:
    """One HTTP connection with a pass."""

    def __init__(self, port: int, given) -> None:
        from atelier_local.ground.live import passes

        self.port, self.path = port, given.path
        self.head = (
            f"Host: 127.0.0.1:{port}\r\nOrigin: http://127.0.0.1:{port}\r\n"
            f"Cookie: {passes.COOKIE}={passes.token(given)}\r\n"
        )

    async def listen(self, heard: dict[str, float]) -> None:
        """Note when each card is heard, by its id."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        writer.write(f"GET {self.path}flux HTTP/1.1\r\n{self.head}\r\n".encode())
        with contextlib.suppress(OSError):
            async for line in reader:
                if (at := line.find(b'id="carte-')) >= 0:
                    heard.setdefault(line[at + 10 : at + 46].decode(), perf_counter())
        writer.close()

    async def write(self, body: bytes) -> int:
        """The status of the answer, read to its end; 0 for a connection that was cut."""
        try:
            reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
            length = f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n"
            head = (
                f"POST {self.path}lignes HTTP/1.1\r\n{self.head}{length}Connection: close\r\n\r\n"
            )
            writer.write(head.encode() + body)
            answer = await reader.read()
            writer.close()
            return int(answer[9:12]) if answer else 0
        except OSError:
            return 0


def a_card(activity) -> tuple[str, bytes]:
    from atelier_local.ground.journal.models import uuid7
    from atelier_local.steps.wall.enums import Act

    id = str(uuid7())
    payload = {"activity": str(activity.id), "kind": "besoin", "place": ""}
    payload["words"] = f"Un bus qui attend le train de 18 h 12, pas cinq minutes avant {id[-4:]}"
    return id, json.dumps({"id": id, "kind": Act.CONTRIBUTED, "payload": payload}).encode()


def lines(activity, port: int) -> tuple[list[Line], Line]:
    """The phones' and the projector's."""
    from atelier_local import clock
    from atelier_local.ground.live import passes
    from atelier_local.steps.wall import room
    from atelier_local.steps.wall.enums import Act
    from tests.factories.wall import a_phone

    stream, now = activity.workshop.stream_id, clock.now()
    kinds = (str(Act.CONTRIBUTED),)
    phones = [
        passes.issue(stream, room.PHONE, subject=a_phone(activity).ref, at=now, kinds=kinds)
        for _ in range(PHONES)
    ]
    projector = passes.issue(stream, room.PROJECTOR, subject="person:bench", at=now)
    return [Line(port, phone) for phone in phones], Line(port, projector)


type Times = dict[str, float]
"""When, by id of card."""


async def hall(
    activity, phones: list[Line], projector: Line, cut: Callable[[], None] | None = None
) -> tuple[Times, Times, Times]:
    """When cards were sent, acknowledged and shown; `cut` is called in the middle."""
    sent: Times = {}
    received: Times = {}
    shown: Times = {}
    screens = [asyncio.create_task(phone.listen({})) for phone in phones]
    screens.append(asyncio.create_task(projector.listen(shown)))
    await asyncio.sleep(1.5)

    async def say(phone: Line) -> None:
        for _ in range(CARDS):
            await asyncio.sleep(random.uniform(0, EVERY))
            id, body = a_card(activity)
            sent[id] = perf_counter()
            if await phone.write(body) == 201:
                received[id] = perf_counter()

    saying = [asyncio.create_task(say(phone)) for phone in phones]
    if cut:
        await asyncio.sleep(EVERY)
        cut()
    await asyncio.gather(*saying)
    await asyncio.sleep(3)
    for screen in screens:
        screen.cancel()
    return sent, received, shown


def floor(folder: Path, times: int = 200) -> list[float]:
    """Seconds to append a card's bytes to a file and see them on disk."""
    taken, bytes_ = [], b"x" * 700
    with open(folder / "floor", "ab", buffering=0) as file:
        for _ in range(times):
            start = perf_counter()
            file.write(bytes_)
            os.fsync(file.fileno())
            taken.append(perf_counter() - start)
    return taken


def told(label: str, seconds: list[float]) -> str:
    ranked = sorted(1000 * s for s in seconds)
    median, p95 = statistics.median(ranked), ranked[int(len(ranked) * 0.95)]
    return f"{label:<24} n={len(ranked):<4} p50 {median:8.1f} ms   p95 {p95:8.1f} ms"


def main() -> int:
    folder = Path(tempfile.mkdtemp())
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
    os.environ.setdefault("DATABASE_URL", f"sqlite:///{folder / 'wall.sqlite3'}")
    django.setup()
    from django.core.management import call_command

    from atelier_local.steps.wall.models import Contribution
    from tests.factories.people import the_cast
    from tests.factories.wall import an_open_activity

    call_command("migrate", verbosity=0)
    activity = an_open_activity(the_cast())
    server = Server()
    server.start()
    try:
        sent, received, shown = asyncio.run(hall(activity, *lines(activity, server.port)))
        print(f"{PHONES} phones listening and writing, one projector")
        print(told("sending to receipt", [received[id] - sent[id] for id in received]))
        print(told("sending to projector", [shown[id] - sent[id] for id in shown]))
        print(told("floor: append and fsync", floor(folder)))
        print(f"cards sent {len(sent)}, received {len(received)}, shown {len(shown)}")

        phones, projector = lines(activity, server.port)
        _, kept, _ = asyncio.run(hall(activity, phones, projector, server.kill))
        server.start()
        asyncio.run(catch_up(projector))
        there = set(Contribution.objects.values_list("pk", flat=True))
        lost = [id for id in (*received, *kept) if UUID(id) not in there]
        print(f"killed while writing: {len(kept)} receipts given, {len(lost)} cards lost")
    finally:
        server.kill()
    return 1 if lost or len(shown) < len(sent) else 0


async def catch_up(projector: Line) -> None:
    """A screen that comes back makes the server apply what it had only written."""
    screen = asyncio.create_task(projector.listen({}))
    await asyncio.sleep(2)
    screen.cancel()


if __name__ == "__main__":
    sys.exit(main())
