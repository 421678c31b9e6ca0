"""A power cut at any instant: what was acknowledged is there, whatever of the rest the disk kept.

Phones write through the real writer while the hub applies; all that is asked of the disk is written
down. Then, at random instants of that list, disks are made as a cut could leave them: all that was
flushed, and of the rest any sector or none. Each is opened as a server that starts would.
"""

import asyncio
import random
import tempfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import pysqlite3
from django.db import connection, connections

from atelier_local import clock
from atelier_local.ground.journal.models import uuid7
from atelier_local.ground.journal.operations import Draft, open_stream
from atelier_local.ground.live.hub import Hub
from atelier_local.ground.live.thread import Thread
from atelier_local.ground.live.writer import Writer
from tests.faults.disk import Acknowledged, Act, Flush, Resize, Trace, Write, watched
from tests.live import toy_room

SECTOR = 512
WORDS = 400
AT_EACH = 5
"""Disks made at one instant: nothing kept that was not flushed, all of it, then some sectors."""


@dataclass
class Tally:
    """How many disks, and on how many something was wrong."""

    images: int = 0
    acknowledged: int = 0
    lost: int = 0
    broken: int = 0
    torn: int = 0
    """Disks on which something that was never acknowledged was kept, or half kept: no fault."""


def cut(images: int, seed: int = 1) -> Tally:
    """Write on the database in use, then see what `images` power cuts leave."""
    database = Path(connection.settings_dict["NAME"])
    stream = open_stream("room", "toy", at=clock.now())
    with connection.cursor() as cursor:
        cursor.execute(toy_room.TABLE)
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connections.close_all()
    with watched(database) as trace:
        asyncio.run(_speak(stream.pk, trace))
    return _judge(trace, images, random.Random(seed))


async def _speak(stream_id: UUID, trace: Trace) -> None:
    """Words by ones and by handfuls, as a hall says them; each noted once acknowledged."""
    thread = Thread("live")
    hub = Hub({"room": toy_room}, thread)
    writer = Writer(thread, hub.written)  # as they are served
    hub.start()
    dice = random.Random(7)

    async def say(number: int) -> None:
        now = clock.now()
        payload = {"words": f"mot {number}"}
        draft = Draft(
            stream_id=stream_id, kind="word.said", payload=payload, by="phone:1", at=now,
            received_at=now, id=uuid7(),
        )  # fmt: skip
        receipt = await writer.write(toy_room, draft)
        trace.acts.append(Acknowledged(receipt.ack["id"]))

    said = 0
    while said < WORDS:
        handful = min(dice.choice((1, 1, 2, 5)), WORDS - said)
        await asyncio.gather(*(say(said + n) for n in range(handful)))
        said += handful
        if dice.random() < 0.3:
            await asyncio.sleep(0.005)
    await writer.stop()
    await hub.stop()
    await thread.stop()


def _judge(trace: Trace, images: int, dice: random.Random) -> Tally:
    tally = Tally()
    flushed = [place + 1 for place, act in enumerate(trace.acts) if isinstance(act, Flush)]
    anywhere = range(len(trace.acts))
    instants = sorted(
        dice.choice(flushed if number % 2 else anywhere) for number in range(-(-images // AT_EACH))
    )  # as often just after a flush, when somebody is about to be told
    disk = _Disk(trace.before)
    acknowledged: set[str] = set()
    done = 0
    with tempfile.TemporaryDirectory() as folder:
        for instant in instants:
            for act in trace.acts[done:instant]:
                if isinstance(act, Acknowledged):
                    acknowledged.add(act.id.replace("-", ""))
                else:
                    disk.does(act)
            done = instant
            for kept in (0.0, 1.0, *(dice.choice((0.2, 0.5, 0.9)) for _ in range(AT_EACH - 2))):
                if tally.images < images:
                    _open(disk.after_a_cut(kept, dice), Path(folder), acknowledged, tally)
    tally.acknowledged = len(acknowledged)
    return tally


class _Disk:
    """What is safe in each file, and what was asked since its last flush."""

    def __init__(self, before: dict[str, bytes]) -> None:
        self._safe = {name: bytearray(content) for name, content in before.items()}
        self._pending: dict[str, list[Write | Resize]] = {name: [] for name in before}

    def does(self, act: Act) -> None:
        if isinstance(act, Flush):
            for pending in self._pending[act.file]:
                _apply(self._safe[act.file], pending)
            self._pending[act.file].clear()
        elif isinstance(act, Write | Resize):
            self._pending[act.file].append(act)

    def after_a_cut(self, kept: float, dice: random.Random) -> dict[str, bytes]:
        """Each sector of what was not flushed is there with chance `kept`."""
        left = {}
        for name, safe in self._safe.items():
            content = bytearray(safe) if self._pending[name] else safe
            for act in self._pending[name]:
                for piece in _sectors(act):
                    if dice.random() < kept:
                        _apply(content, piece)
            left[name] = content
        return left


def _sectors(act: Write | Resize) -> Iterator[Write | Resize]:
    if isinstance(act, Resize):
        yield act
        return
    at = 0
    while at < len(act.data):
        size = SECTOR - (act.at + at) % SECTOR
        yield Write(act.file, act.at + at, act.data[at : at + size])
        at += size


def _apply(content: bytearray, act: Write | Resize) -> None:
    size = act.size if isinstance(act, Resize) else act.at + len(act.data)
    if len(content) < size:
        content.extend(bytes(size - len(content)))
    if isinstance(act, Resize):
        del content[act.size :]
    else:
        content[act.at : size] = act.data


def _open(files: dict[str, bytes], folder: Path, acknowledged: set[str], tally: Tally) -> None:
    """What a server that starts on this disk finds."""
    database = folder / "cut.sqlite3"
    for old in folder.iterdir():
        old.unlink()
    database.write_bytes(files["database"])
    (folder / "cut.sqlite3-wal").write_bytes(files["log"])
    tally.images += 1
    try:
        with closing(pysqlite3.connect(database)) as found:
            lines = {id for (id,) in found.execute("SELECT id FROM journal_line")}
            whole = found.execute("PRAGMA quick_check").fetchone() == ("ok",)
            stands = whole and _adds_up(found, len(lines))
    except pysqlite3.DatabaseError:
        tally.broken += 1
        return
    tally.broken += not stands
    tally.lost += len(acknowledged - lines)
    tally.torn += bool(lines - acknowledged)


def _adds_up(found: pysqlite3.Connection, lines: int) -> bool:
    """Head, numbers, cursor and what was applied tell the same story."""
    [(head, last)] = found.execute(
        "SELECT head_seq, (SELECT coalesce(max(seq), 0) FROM journal_line) FROM journal_stream"
        " WHERE kind = 'room'"
    )
    cursors = [seq for (seq,) in found.execute("SELECT seq FROM journal_cursor")]
    [(applied, distinct)] = found.execute("SELECT count(*), count(DISTINCT line) FROM toy_word")
    reached = cursors[0] if cursors else 0
    return head == last == lines and applied == distinct == reached <= head
