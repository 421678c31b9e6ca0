"""The short forms; `python -m tests.faults` runs the long ones (figures: docs/trust.md)."""

import asyncio
import json
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from django.conf import settings

from atelier_local import clock
from atelier_local.ground.journal.models import Line, uuid7
from atelier_local.ground.journal.operations import Draft, open_stream
from atelier_local.ground.live.thread import Thread
from atelier_local.ground.live.writer import Receipt, Writer
from tests import databases
from tests.faults import homecoming, killing, repeats
from tests.in_threads import in_threads
from tests.live import toy_room
from tests.live.hall import Hall, until

pytestmark = pytest.mark.fault

KILLS, KILLS_AS_SERVED, IMAGES, DELIVERIES, FILLS, MERGES, PAPERS = 30, 5, 200, 5_000, 3, 6, 3


@pytest.fixture
def database(migrated: str, django_db_blocker, tmp_path: Path) -> Iterator[None]:
    with django_db_blocker.unblock(), databases.own(migrated, tmp_path):
        yield


@pytest.fixture
def hall(database: None) -> Iterator[Hall]:
    """A stream and its database; the test opens the server itself."""
    hall = Hall(open_stream("room", "toy", at=clock.now()))
    yield hall
    hall.close()


def on_sqlite(fault: str, count: int) -> dict:
    """The tally of a fault that only SQLite has, in a process and on a database of its own."""
    given = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    command = [sys.executable, "-m", "tests.faults", fault, str(count)]
    ran = subprocess.run(command, env=given, cwd=settings.ROOT, capture_output=True, text=True)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return json.loads(ran.stdout)


def test_kill_9_loses_nothing_acknowledged_and_doubles_nothing(database):
    tally = killing.kill(KILLS, scene=killing.the_toy_room)
    assert (tally.lost, tally.broken, tally.kills) == (0, 0, KILLS)
    assert tally.acknowledged > KILLS


def test_kill_9_of_the_application_as_it_is_served(database):
    tally = killing.kill(KILLS_AS_SERVED)
    assert (tally.lost, tally.broken, tally.kills) == (0, 0, KILLS_AS_SERVED)
    assert tally.acknowledged


def test_a_power_cut_loses_nothing_acknowledged():
    tally = on_sqlite("power", IMAGES)
    assert (tally["lost"], tally["broken"], tally["images"]) == (0, 0, IMAGES)
    assert tally["acknowledged"]
    assert tally["torn"], "no cut came amid a commit"


def test_deliveries_doubled_reordered_and_late_count_once(database):
    tally = repeats.deliver(DELIVERIES)
    assert (tally.lost, tally.broken) == (0, 0)
    assert 0 < tally.acts < tally.deliveries / 3


def test_a_full_disk_is_said_and_loses_nothing():
    tally = on_sqlite("full", FILLS)
    assert (tally["lost"], tally["broken"], tally["fills"]) == (0, 0, FILLS)
    assert tally["acknowledged"]


def test_a_bundle_whose_process_dies_is_taken_whole_or_not_at_all(database):
    tally = homecoming.come_home(MERGES)
    assert (tally.lost, tally.broken) == (0, 0)
    assert tally.kills


def test_a_worker_that_dies_leaves_no_half_document_and_no_request_lost():
    tally = on_sqlite("papers", PAPERS)
    assert (tally["lost"], tally["broken"], tally["kills"]) == (0, 0, PAPERS)
    assert tally["interrupted"]


def test_an_act_that_breaks_its_batch_breaks_alone(hall: Hall):
    """Written together: one makes its room fail, the others are on disk all the same."""

    async def scene() -> list:
        thread = Thread("essai")
        writer, now = Writer(thread), clock.now()
        drafts = [
            Draft(
                stream_id=hall.stream.pk, kind="word.said", payload={"words": words}, by="phone:1",
                at=now, received_at=now, id=uuid7(),
            )
            for words in ("un", "panne", "deux")
        ]  # fmt: skip
        saying = [writer.write(toy_room, draft) for draft in drafts]
        outcomes = await asyncio.gather(*saying, return_exceptions=True)
        await thread.stop()
        return [type(outcome) for outcome in outcomes]

    told: list = []  # in a thread of its own: the loop of a browser may run in this one
    assert not in_threads(lambda: told.extend(asyncio.run(scene())))
    assert told == [Receipt, RuntimeError, Receipt]
    assert [line.payload["words"] for line in hall.lines] == ["un", "deux"]


def an_id_of(moment) -> UUID:
    """As a phone whose clock says `moment` makes it (UUIDv7)."""
    fresh = uuid7().int & ((1 << 80) - 1)
    return UUID(int=(int(moment.timestamp() * 1000) << 80) | fresh)


@pytest.mark.parametrize("off", [timedelta(days=366), timedelta(days=-366)])
def test_a_phone_whose_clock_is_a_year_off_is_heard_in_its_turn(hall: Hall, off: timedelta):
    hall.open()
    wall, phone = hall.screen(), hall.phone()
    phone.say("avant")
    id = an_id_of(clock.now() + off)
    assert [phone.say("un an", id).status for _ in range(2)] == [201, 200]
    phone.say("après")
    until(lambda: wall.words == ["avant", "un an", "après"])
    assert abs(hall.lines.get(pk=id).received_at - clock.now()) < timedelta(minutes=1)


@pytest.mark.parametrize("off", [timedelta(days=366), timedelta(days=-366)])
def test_a_pass_issued_by_a_clock_a_year_off_opens_nothing_and_says_so(hall: Hall, off: timedelta):
    hall.open()
    answer = hall.phone(at=clock.now() + off).say("entendu ?")
    assert answer.status == 401
    assert answer.json["error"] == "Votre accès a expiré : rechargez la page."
    assert not hall.lines.exists()


def test_a_screen_that_reads_nothing_delays_nobody_and_catches_up(hall: Hall):
    hall.open()
    slow = socket.create_connection(("127.0.0.1", hall.port))
    pass_ = hall.pass_of("person:slow")
    head = "".join(f"{name}: {value}\r\n" for name, value in hall.headers(pass_).items())
    slow.sendall(
        f"GET {pass_.path}flux HTTP/1.1\r\nHost: 127.0.0.1:{hall.port}\r\n{head}\r\n".encode()
    )
    walls, phone = [hall.screen(f"person:{n}") for n in range(10)], hall.phone()
    before = resident(hall)
    said = [f"{n} " + "x" * 14_000 for n in range(300)]
    for words in said:
        assert phone.say(words).status == 201
    for wall in walls:
        until(lambda wall=wall: wall.words == said)
    assert resident(hall) - before < 40_000
    heard = b""
    while not (b'"seq": 300' in heard or b"event: reset" in heard):
        piece = slow.recv(65_536)
        assert piece, "it was cut before it had heard all"
        heard = heard[-20_000:] + piece
    slow.close()


def resident(hall: Hall) -> int:
    """Kilobytes of memory that the server holds."""
    told = Path(f"/proc/{hall.process.pid}/status").read_text()
    return int(told.split("VmRSS:")[1].split()[0])


def test_ten_times_the_load_is_turned_away_politely_and_loses_nothing(hall: Hall):
    hall.environment = {"TOY_BURST": "5"}
    hall.open()
    acknowledged, turned_away, odd = {}, [], []

    def insist(who: int) -> None:
        phone = hall.phone(f"phone:{who}")
        for number in range(50):
            id = uuid7()
            answer = phone.say(f"{who}-{number}", id)
            if answer.status == 201:
                acknowledged[id] = f"{who}-{number}"
            elif answer.status == 429 and int(answer.headers["Retry-After"]) >= 1:
                turned_away.append(id)
            else:
                odd.append(answer.status)

    crowd = [threading.Thread(target=insist, args=(who,)) for who in range(30)]
    for one in crowd:
        one.start()
    for one in crowd:
        one.join()
    assert odd == []
    assert len(acknowledged) + len(turned_away) == 1_500
    assert len(turned_away) > len(acknowledged) >= 150
    assert {line.pk: line.payload["words"] for line in Line.objects.all()} == acknowledged


def test_the_pass_of_another_hall_learns_nothing_and_writes_nothing(hall: Hall):
    hall.open()
    hall.phone().say("entre nous")
    other = open_stream("room", "other", at=clock.now())
    foreign = hall.pass_of("phone:eve", stream_id=other.pk)
    path, headers = hall.pass_of("phone:eve").path, hall.headers(foreign)
    body = json.dumps({"id": str(uuid7()), "kind": "word.said", "payload": {"words": "?"}}).encode()
    answers = [
        hall.request("POST", f"{path}lignes", body, headers),
        hall.request("GET", f"{path}flux", headers=headers),
        hall.request("GET", f"{path}suite?apres=0", headers=headers),
    ]
    assert [answer.status for answer in answers] == [404] * 3
    assert all(b"entre nous" not in answer.body for answer in answers)
    assert Line.objects.count() == 1
