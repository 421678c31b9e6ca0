"""More acts than a look takes: screens hear them all, phones go first."""

import asyncio
import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.db import OperationalError, connections
from hypothesis import given
from hypothesis import strategies as some

from atelier_local import clock
from atelier_local.ground.journal import operations as journal
from atelier_local.ground.journal.models import uuid7
from atelier_local.ground.journal.operations import Draft
from atelier_local.ground.live import disk, feed, passes, writer
from atelier_local.ground.live import hub as hubs
from atelier_local.ground.live.asgi import Limits, Live
from atelier_local.ground.live.hub import Hub
from atelier_local.ground.live.operations import take
from atelier_local.ground.live.pace import LATE, LIGHT, LONG, ROUND, Pace, rest
from atelier_local.ground.live.thread import Thread
from atelier_local.ground.live.writer import Busy, Writer
from tests.live import toy_room

AT = datetime(2026, 11, 3, 9, 30, tzinfo=UTC)


def test_a_backlog_of_many_pages_is_heard_whole_and_in_order(closed_hall, monkeypatch):
    """Page after page, without waiting to look around."""
    monkeypatch.setattr(journal, "_PAGE", 2)
    monkeypatch.setattr(hubs, "ROUND", 3600.0)
    stream_id = closed_hall.stream.pk
    pages: list[int] = []

    class Room:
        accept, ack, frame = toy_room.accept, toy_room.ack, toy_room.frame

        @staticmethod
        def apply(lines) -> None:
            pages.append(len(lines))
            toy_room.apply(lines)

    def write() -> None:
        drafts = [
            Draft(
                stream_id=stream_id, kind="word.said", payload={"words": f"mot {n}"}, by="phone:1",
                at=AT, received_at=AT, id=uuid7(),
            )
            for n in range(5)
        ]  # fmt: skip
        take([(Room, draft) for draft in drafts])
        connections.close_all()

    async def scene() -> bytes:
        thread = Thread("essai")
        hub = Hub({"room": Room}, thread)
        hub.start()
        pass_ = passes.issue(stream_id, "mur", subject="person:1", at=clock.now())
        screen = await hub.join(pass_, 0)
        await asyncio.to_thread(write)
        hub.ring(stream_id)
        heard = b""
        while screen.seq < 5:
            heard += await asyncio.wait_for(hub.next(screen), 20)
        hub.leave(screen)
        await hub.stop()
        await thread.stop()
        return heard

    told = asyncio.run(scene()).decode()
    places = [told.index(f"mot {n}") for n in range(5)]
    assert places == sorted(places)
    assert told.count("event: word") == 5
    assert pages == [2, 2, 1]


@pytest.mark.parametrize(("waited", "pace"), [(timedelta(), Pace.QUIET), (2 * LATE, Pace.BEHIND)])
def test_what_waited_too_long_makes_screens_go_first(closed_hall, waited, pace):
    now, stream_id = clock.now(), closed_hall.stream.pk
    draft = Draft(
        stream_id=stream_id, kind="word.said", payload={"words": "tard"}, by="phone:1", at=now,
        received_at=now - waited, id=uuid7(),
    )  # fmt: skip
    take([(toy_room, draft)])

    async def scene() -> Pace:
        hub = Hub({"room": toy_room}, Thread("essai"))
        hub.ring(stream_id)
        paces = [(await hub._sweep(round_is_due=False))[0] for _ in range(2)]
        await hub._thread.stop()
        return paces

    assert asyncio.run(scene()) == [pace, Pace.QUIET]


def test_a_face_that_comes_during_a_look_hears_what_the_look_found(closed_hall):
    """It had read up to the line before: nothing else would tell its screens for a while."""
    stream_id = closed_hall.stream.pk

    def write() -> None:
        draft = Draft(
            stream_id=stream_id, kind="word.said", payload={"words": "juste à temps"}, by="phone:1",
            at=AT, received_at=AT, id=uuid7(),
        )  # fmt: skip
        take([(toy_room, draft)])
        connections.close_all()

    async def scene() -> bytes:
        hub = Hub({"room": toy_room}, Thread("essai"))
        mural, phone = (
            passes.issue(stream_id, face, subject="person:1", at=clock.now())
            for face in ("mur", "telephone")
        )

        async def listen() -> bytes:
            return await hub.next(await hub.join(phone, None))

        await hub.join(mural, 0)
        begun = [listen(), hub._thread.ask(write), hub._sweep(round_is_due=False)]
        [heard, *_] = await asyncio.wait_for(asyncio.gather(*begun), 10)
        await hub._thread.stop()
        return heard

    assert b"event: count" in asyncio.run(scene())


def test_a_client_that_takes_nothing_while_its_stream_ends_is_cut(closed_hall, monkeypatch):
    monkeypatch.setattr(feed, "SEND_PATIENCE", 0.01)
    stream_id, ending = closed_hall.stream.pk, []

    async def send(message) -> None:
        if message["type"] == "http.response.body" and not message.get("more_body"):
            ending.append(message)
            if len(ending) == 1:
                await asyncio.Event().wait()

    async def scene() -> None:
        live = Live({"room": toy_room}, Limits())
        pass_ = passes.issue(stream_id, "mur", subject="person:1", at=clock.now())
        never = asyncio.Event()
        stream = live._stream({"query_string": b""}, {}, pass_, never.wait, send)
        task = asyncio.create_task(stream)
        while not ending:
            await asyncio.sleep(0.01)
            for screen in live._hub._all_screens():
                screen.close()
        [screen] = live._hub._all_screens()
        await asyncio.sleep(0.02)
        screen.let_go_if_stuck()
        await asyncio.wait_for(task, 5)
        assert (screen.stuck, live._hub._all_screens()) == (True, [])
        await live._hub._thread.stop()

    asyncio.run(scene())


def test_the_writer_outlives_a_database_that_fails(closed_hall, monkeypatch):
    """Whoever sent is told to try again, and what is sent again is written."""
    failures = [OperationalError()]

    def fail(asked):
        if failures:
            raise failures.pop()
        return take(asked)

    draft = Draft(
        stream_id=closed_hall.stream.pk, kind="word.said", payload={"words": "oui"}, by="phone:1",
        at=AT, received_at=AT, id=uuid7(),
    )  # fmt: skip

    async def scene() -> bool:
        thread = Thread("essai")
        one = Writer(thread)
        with pytest.raises(Busy):
            await asyncio.wait_for(one.write(toy_room, draft), 5)
        receipt = await asyncio.wait_for(one.write(toy_room, draft), 5)
        await thread.stop()
        return receipt.fresh

    monkeypatch.setattr(writer, "take", fail)
    assert asyncio.run(scene())


def test_more_than_a_batch_is_written_in_turn_with_what_screens_ask(closed_hall, monkeypatch):
    """And what still waits when the server stops is written first."""
    monkeypatch.setattr(writer, "BATCH", 2)
    done: list[str] = []

    def noted(asked):
        done.append(f"{len(asked)} written")
        return take(asked)

    drafts = [
        Draft(
            stream_id=closed_hall.stream.pk, kind="word.said", payload={"words": f"mot {n}"},
            by="phone:1", at=AT, received_at=AT, id=uuid7(),
        )
        for n in range(5)
    ]  # fmt: skip

    async def scene() -> list[bool]:
        thread = Thread("essai")
        one = Writer(thread)
        busy = threading.Event()
        thread.tell(busy.wait)
        sent = [asyncio.create_task(one.write(toy_room, draft)) for draft in drafts]
        await asyncio.sleep(0)
        looked = asyncio.create_task(thread.ask(done.append, "look"))
        await asyncio.sleep(0)
        busy.set()
        await one.stop()
        receipts = [receipt.fresh for receipt in await asyncio.gather(*sent)]
        await looked
        await thread.stop()
        return receipts

    monkeypatch.setattr(writer, "take", noted)
    assert asyncio.run(scene()) == [True] * 5
    assert done == ["2 written", "look", "2 written", "1 written"]


def test_what_was_just_written_is_shown_without_being_read_again(closed_hall, monkeypatch):
    stream_id = closed_hall.stream.pk

    def read(*asked):
        raise AssertionError("it was read again")

    async def scene() -> bytes:
        thread = Thread("essai")
        hub = Hub({"room": toy_room}, thread)
        one = Writer(thread, hub.written)
        pass_ = passes.issue(stream_id, "mur", subject="person:1", at=clock.now())
        screen = await hub.join(pass_, 0)
        monkeypatch.setattr(journal, "lines_after", read)
        heard = b""
        for words in ("un", "deux"):
            now = clock.now()
            draft = Draft(
                stream_id=stream_id, kind="word.said", payload={"words": words}, by="phone:1",
                at=now, received_at=now, id=uuid7(),
            )  # fmt: skip
            await one.write(toy_room, draft)
            hub.ring(stream_id)
            await hub._sweep(round_is_due=False)
            heard += await asyncio.wait_for(hub.next(screen), 5)
        await thread.stop()
        return heard

    told = asyncio.run(scene()).decode()
    assert told.index("un") < told.index("deux")


def test_the_log_is_put_away_once_the_screens_of_a_quiet_hall_have_heard(
    closed_hall, monkeypatch, caplog
):
    monkeypatch.setattr(hubs, "LINES_PUT_AWAY", 2)
    stream_id, heard, put_away = closed_hall.stream.pk, [], disk.put_away
    when: list[int] = []

    def noted() -> None:
        when.append(len(heard))
        put_away()

    async def scene() -> None:
        thread = Thread("essai")
        hub = Hub({"room": toy_room}, thread)
        one = Writer(thread, hub.written)
        hub.start()
        pass_ = passes.issue(stream_id, "mur", subject="person:1", at=clock.now())
        screen = await hub.join(pass_, 0)
        for words in ("un", "deux", "trois", "quatre"):
            now = clock.now()
            draft = Draft(
                stream_id=stream_id, kind="word.said", payload={"words": words}, by="phone:1",
                at=now, received_at=now, id=uuid7(),
            )  # fmt: skip
            await one.write(toy_room, draft)
            heard.append(await asyncio.wait_for(hub.next(screen), 5))
            await asyncio.sleep(0.05)  # quiet: nothing comes while it looks
        hub.leave(screen)
        await hub.stop()
        await thread.stop()

    monkeypatch.setattr(hubs.disk, "put_away", noted)
    asyncio.run(scene())
    assert when, "it never was"
    assert when[0] >= 2
    assert "could not" not in caplog.text


seconds = some.floats(0, 10) | some.floats(0, LIGHT)


@given(seconds, seconds, some.sampled_from(Pace))
def test_screens_get_a_quarter_of_a_flood_until_they_are_behind(sending, looking, pace):
    pause = rest(sending, looking, pace)
    flood = pace is Pace.FLOOD and looking > LONG
    if sending + looking < LIGHT and not flood:
        assert not pause
        return
    assert pause == ROUND or pause >= 2 * sending + (3 * looking if flood else 0)
    assert pause <= ROUND
    if not flood:
        assert pause <= 2 * sending + looking / 2
