"""Where the time of a card goes, part by part: microseconds of the processor for each.

One thread, without server nor network, on a SQLite database in memory's own file system where there
is one: to receive and check an act, to accept, seal and write it, to make its rows, to draw it.
Beside each, what the libraries alone take for the same card, without a line of ours: JSON read and
written, hashes, rows inserted by the bare driver in the same batches, drawing left out.

    .venv/bin/python -m benchmarks.card [CARDS A BATCH]
"""

import asyncio
import gc
import hashlib
import hmac
import json
import os
import shutil
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from time import thread_time

from benchmarks.live import POSTERS, Hall, set_up

BATCHES = 30


def spent(work: Callable[[], object]) -> tuple[float, object]:
    began = thread_time()
    told = work()
    return thread_time() - began, told


def measure(hall: Hall, size: int) -> dict[str, float]:
    from django.conf import settings

    from atelier_local.ground.journal import operations as journal
    from atelier_local.ground.live import asgi, hub, reading, writer
    from atelier_local.ground.live.guards import Rate
    from atelier_local.ground.live.thread import Thread
    from atelier_local.steps.wall import room

    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # one thread for all, on purpose
    settings.ALLOWED_HOSTS = ["127.0.0.1"]
    journal._PAGE = size
    stream_id = hall.activity.workshop.stream_id
    unreached = Rate(burst=10_000_000, per_second=10_000_000)
    live = asgi.Live({"room": room}, asgi.Limits(unreached, unreached))
    asked: list = []

    class Waiting:
        """Keeps what the route would have written."""

        async def write(self, room, draft) -> writer.Receipt:
            asked.append((room, draft))
            return writer.Receipt({"receipt": "K7M 4TX", "id": str(draft.id), "seq": 1}, True)

    live._writer, live._hub.start = Waiting(), lambda: None  # type: ignore[assignment]
    live._hub._room_of[stream_id] = room
    gc.freeze()  # as the server does

    async def receive_all() -> float:
        took = 0.0
        for scope, receive in requests(hall, size * BATCHES):
            began = thread_time()
            await live.answer(scope, receive, nowhere)
            took += thread_time() - began
        return took

    told = {"receive and check": asyncio.run(receive_all())}
    screens, pages = hub.Hub({"room": room}, Thread("live")), []
    writing = writer.Writer(Thread("live"), screens.written)
    screens._project_page(stream_id, room)  # what opened the hall
    told |= {"accept, seal, write": 0.0, "make its rows": 0.0}
    for at in range(0, len(asked), size):
        took, answers = spent(lambda at=at: writing._answers(asked[at : at + size]))
        assert all(isinstance(one, writer.Receipt) for one in answers)
        told["accept, seal, write"] += took
        took, (_, _, lines) = spent(lambda: screens._project_page(stream_id, room))
        told["make its rows"] += took
        pages.append(lines)
    drawn = [spent(lambda page=page: reading.framed(room, page, room.PROJECTOR)) for page in pages]
    told["draw it"] = sum(took for took, _ in drawn)
    return {part: took / len(asked) * 1e6 for part, took in told.items()}


def libraries(hall: Hall, empty: Path, size: int) -> dict[str, float]:
    """The same cards once more, in the `empty` database: what was written, written by the driver
    alone."""
    import pysqlite3

    source = pysqlite3.connect(hall.template)
    kept = {name: source.execute(asked).fetchall() for name, asked in TABLES.items()}
    payloads = [row[-1] for row in kept["journal_line"]]
    kept["journal_line"] = [row[:-1] for row in kept["journal_line"]]
    sent = [json.loads(payload) for payload in payloads]
    bare = pysqlite3.connect(empty, isolation_level=None)
    bare.execute("PRAGMA synchronous=FULL")
    batches = [slice(at, at + size) for at in range(0, len(sent), size)]

    def insert(*names: str) -> None:
        for batch in batches:
            bare.execute("BEGIN")
            for name in names:
                places = ", ".join("?" * len(kept[name][0]))
                bare.executemany(f"INSERT INTO {name} VALUES ({places})", kept[name][batch])
            bare.execute("COMMIT")

    def receive() -> None:
        for payload, value in zip(payloads, sent, strict=True):
            json.loads(payload)
            json.dumps(value)  # as canonical JSON
            json.dumps(value)  # the receipt

    def seal() -> None:
        for value in sent:
            text, salt = json.dumps(value).encode(), os.urandom(32)
            hmac.digest(salt, text, "sha256")
            hmac.digest(salt, text, "sha256")
            hashlib.sha256(text).digest()
        insert("journal_line")

    def make() -> None:
        insert("thread_node", "wall_contribution")

    works = {"receive and check": receive, "accept, seal, write": seal, "make its rows": make}
    return {part: spent(work)[0] / len(sent) * 1e6 for part, work in works.items()}


TABLES = {
    "journal_line": "SELECT *, payload FROM journal_line WHERE kind = 'wall.contributed'",
    "thread_node": "SELECT * FROM thread_node WHERE kind = 'contribution'",
    "wall_contribution": "SELECT * FROM wall_contribution",
}


def requests(hall, count: int):
    """What so many posts look like to the route."""
    from atelier_local.ground.journal.models import uuid7

    posters = hall.plan("ours", screens=0, seconds=1, rate=0, face="projecteur")["posters"]
    for number in range(count):
        one = posters[number % POSTERS]
        body = one["body"].replace("%%%", str(uuid7())).encode()
        pairs = [line.split(": ", 1) for line in one["head"].strip().split("\r\n")]
        pairs += [["content-type", "application/json"], ["content-length", str(len(body))]]
        headers = [(name.lower().encode(), value.encode()) for name, value in pairs]
        scope = {"type": "http", "method": "POST", "path": one["path"], "headers": headers}

        async def receive(body: bytes = body) -> dict:
            return {"type": "http.request", "body": body, "more_body": False}

        yield scope, receive


async def nowhere(message: dict) -> None:
    assert message.get("status", 201) == 201, message


def main(size: int) -> None:
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as folder:
        hall = set_up(Path(folder))
        empty = Path(shutil.copy(hall.template, Path(folder) / "empty.sqlite3"))
        told = measure(hall, size)
        alone = libraries(hall, empty, size)
    for part, took in told.items():
        print(f"{part:20} {took:6.1f} µs   {alone.get(part, 0):6.1f}")
    print(f"{'together':20} {sum(told.values()):6.1f} µs   {sum(alone.values()):6.1f}, ", end="")
    print(f"{size} cards a batch")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 64)
