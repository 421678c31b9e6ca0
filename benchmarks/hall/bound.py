"""The bound: what no room on this server could pass. Appends the bytes it gets to SQLite, on disk
before it answers, what came during a commit in the next one. It reads, checks and shows nothing.

    DATABASE=file uvicorn benchmarks.hall.bound:application
"""

import asyncio
import os
import queue
import threading

import pysqlite3

_waiting: queue.SimpleQueue = queue.SimpleQueue()


def _write(loop: asyncio.AbstractEventLoop) -> None:
    database = pysqlite3.connect(os.environ["DATABASE"], isolation_level=None)
    database.execute("PRAGMA journal_mode=WAL")
    database.execute("PRAGMA synchronous=FULL")
    database.execute("CREATE TABLE line (seq INTEGER PRIMARY KEY, body BLOB)")
    while True:
        batch = [_waiting.get()]
        while not _waiting.empty():
            batch.append(_waiting.get())
        database.execute("BEGIN IMMEDIATE")
        database.executemany("INSERT INTO line (body) VALUES (?)", [(body,) for body, _ in batch])
        database.execute("COMMIT")
        loop.call_soon_threadsafe(_answer, [future for _, future in batch])


def _answer(futures: list[asyncio.Future]) -> None:
    for future in futures:
        future.set_result(None)


_HEAD = {
    "type": "http.response.start",
    "status": 201,
    "headers": [(b"content-type", b"application/json"), (b"content-length", b"2")],
}


async def application(scope, receive, send) -> None:
    if scope["type"] == "lifespan":
        while (await receive())["type"] == "lifespan.startup":
            loop = asyncio.get_running_loop()
            threading.Thread(target=_write, args=(loop,), daemon=True).start()
            await send({"type": "lifespan.startup.complete"})
        await send({"type": "lifespan.shutdown.complete"})
        return
    body, more = b"", True
    while more:
        message = await receive()
        body += message.get("body", b"")
        more = message.get("more_body", False)
    written = asyncio.get_running_loop().create_future()
    _waiting.put((body, written))
    await written
    await send(_HEAD)
    await send({"type": "http.response.body", "body": b"{}"})
