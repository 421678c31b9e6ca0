"""The parts of live, each alone."""

import asyncio
from datetime import UTC, datetime, timedelta
from http.cookies import SimpleCookie
from uuid import uuid4

import pytest
from django.conf import settings
from django.db import OperationalError, connection
from django.http import HttpResponse
from hypothesis import given
from hypothesis import strategies as some

from atelier_local.ground.journal.models import Line, Stream, uuid7
from atelier_local.ground.journal.operations import Conflict, Draft, open_stream
from atelier_local.ground.live import asgi, feed, passes, thread
from atelier_local.ground.live.asgi import in_front_of
from atelier_local.ground.live.feed import Chunk, Face, encode
from atelier_local.ground.live.guards import Buckets, Rate
from atelier_local.ground.live.operations import Taken, submit, take
from atelier_local.ground.live.room import Frame
from atelier_local.ground.live.thread import Thread
from atelier_local.refusal import Refused
from tests.in_threads import in_threads
from tests.live import toy_room
from tests.live.hall import parse

AT = datetime(2026, 11, 3, 9, 30, tzinfo=UTC)


# Slow bodies


def test_a_body_that_does_not_come_is_given_up(monkeypatch):
    """One byte now, the rest never."""
    monkeypatch.setattr(asgi, "BODY_PATIENCE", 0.05)
    sent = [{"type": "http.request", "body": b"{", "more_body": True}]

    async def receive():
        return sent.pop() if sent else await asyncio.Event().wait()

    [given_up] = in_threads(lambda: asyncio.run(asgi._submission({b"host": b"salle"}, receive)))
    assert (given_up.status, given_up.message) == (408, "Envoi trop lent.")


# Passes


def test_a_pass_is_read_back_as_it_was_issued_for_ten_minutes():
    given = passes.issue(uuid4(), "table-3", subject="phone:1", at=AT, kinds=("word.said",))
    token = passes.token(given)
    assert passes.read(token, at=AT) == given
    assert passes.read(token, at=AT + timedelta(minutes=9, seconds=59)) == given
    for late_or_early in (timedelta(minutes=10), timedelta(days=-1)):
        with pytest.raises(passes.Invalid):
            passes.read(token, at=AT + late_or_early)


@given(some.data())
def test_any_altered_token_is_refused(data):
    token = passes.token(passes.issue(uuid4(), "mur", subject="person:1", at=AT))
    place = data.draw(some.integers(0, len(token) - 1))
    letter = data.draw(some.characters(min_codepoint=33, max_codepoint=126))
    altered = token[:place] + letter + token[place + 1 :]
    if altered != token:
        with pytest.raises(passes.Invalid):
            passes.read(altered, at=AT)


@pytest.mark.parametrize("face", ["", "Mur", "mur/", "../mur", "m" * 41, "mûr"])
def test_a_face_is_a_word_of_an_address(face):
    with pytest.raises(ValueError, match="face"):
        passes.issue(uuid4(), face, subject="person:1", at=AT)


def test_the_cookie_goes_nowhere_else_and_no_script_reads_it():
    pass_, response = passes.issue(uuid4(), "mur", subject="person:1", at=AT), HttpResponse()
    passes.set_cookie(response, pass_)
    cookie = SimpleCookie(response.cookies.output(header=""))[passes.COOKIE]
    assert cookie["path"] == f"/direct/{pass_.stream_id}/mur/"
    assert cookie["httponly"]
    assert cookie["samesite"] == "Strict"
    assert cookie["max-age"] == "600"
    assert bool(cookie["secure"]) == settings.SESSION_COOKIE_SECURE


# Rates


def test_a_bucket_gives_a_burst_then_a_rate_and_says_when_to_come_back():
    now = [0.0]
    buckets = Buckets(Rate(burst=3, per_second=2), lambda: now[0])
    assert [buckets.take("a") for _ in range(4)] == [0, 0, 0, 0.5]
    assert buckets.take("b") == 0
    now[0] = 0.5
    assert buckets.take("a") == 0
    now[0] = 100.0
    assert [buckets.take("a") for _ in range(4)] == [0, 0, 0, 0.5]


def test_buckets_never_grow_without_end():
    buckets = Buckets(Rate(burst=1, per_second=1))
    for n in range(25_000):
        buckets.take(n)
    assert len(buckets) == Buckets.MOST


# Frames


@given(some.lists(some.text(some.characters(exclude_categories=["Cs"]), max_size=30), max_size=4))
def test_any_text_crosses_the_event_stream_whole(texts):
    sent = encode([Frame("word", text) for text in texts], 7)
    heard = list(parse(iter(sent.splitlines(keepends=True))))
    newline = feed._NEWLINE
    assert [event["data"] for event in heard] == [newline.sub("\n", text) for text in texts]
    assert all(event["event"] == "word" for event in heard)
    assert [event.get("id") for event in heard] == [None] * (len(texts) - 1) + ["7"] * bool(texts)


def test_a_ring_gives_what_follows_a_number_and_lets_go_of_the_oldest():
    face = Face()
    for seq in range(feed.RING_CHUNKS + 10):
        face.add(seq, Chunk(seq + 1, b"%d," % seq))
    assert face.since(3) is None
    assert face.since(feed.RING_CHUNKS + 10) is None
    assert face.since(feed.RING_CHUNKS + 7) == Chunk(feed.RING_CHUNKS + 10, b"263,264,265,")


def test_a_ring_is_bounded_in_bytes_too():
    face = Face()
    for seq in range(20):
        face.add(seq, Chunk(seq + 1, b"x" * 100_000))
        face.keep(seq, Chunk(seq + 1, b"x" * 100_000))
    assert face._bytes <= feed.RING_BYTES
    assert face.since(18) is not None


def test_a_screen_stuck_too_long_is_cut(monkeypatch):
    monkeypatch.setattr(feed, "SEND_PATIENCE", 0.01)

    async def send_to(screen):
        with screen.sending():
            await asyncio.sleep(10)

    async def scene():
        screen = feed.Screen(passes.issue(uuid4(), "mur", subject="person:1", at=AT), 0)
        task = asyncio.create_task(send_to(screen))
        await asyncio.sleep(0.02)
        screen.let_go_if_stuck()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert screen.stuck

    asyncio.run(scene())


def a_screen(hand) -> feed.Screen:
    return feed.Screen(passes.issue(uuid4(), "mur", subject="person:1", at=AT), 0, hand)


def test_a_screen_at_rest_is_told_at_once_and_goes_on_resting():
    given = []

    async def hand(part):
        given.append(part["body"])

    async def scene():
        screen, face = a_screen(hand), Face()
        face.screens.add(screen)
        resting = asyncio.create_task(screen.rest())
        await asyncio.sleep(0)
        for seq, data in enumerate([b"un", b"", b"deux"]):
            face.add(seq, Chunk(seq + 1, data))
        assert (given, screen.seq) == ([b"un", b"deux"], 3)
        await asyncio.sleep(0)
        assert not resting.done()
        face.add(4, Chunk(5, b"after a hole"))
        await resting  # to read what it missed
        assert (given, screen.seq) == ([b"un", b"deux"], 3)

    asyncio.run(scene())


def test_a_client_that_takes_nothing_is_waited_for_by_its_own_screen_alone():
    given = []

    async def scene():
        room = asyncio.Event()

        async def hand(part):
            await room.wait()
            given.append(part["body"])

        screen = a_screen(hand)
        resting = asyncio.create_task(screen.rest())
        await asyncio.sleep(0)
        screen.tell(0, Chunk(1, b"un"))
        screen.tell(1, Chunk(2, b"deux"))
        await asyncio.sleep(0)
        assert (given, screen.seq, resting.done()) == ([], 1, False)
        room.set()
        await resting
        assert given == [b"un"]

    asyncio.run(scene())


def test_a_client_stuck_while_it_is_told_is_cut(monkeypatch):
    monkeypatch.setattr(feed, "SEND_PATIENCE", 0.01)
    ended = []

    async def hand(_):
        try:
            await asyncio.Event().wait()
        finally:
            ended.append(True)

    async def scene():
        screen = a_screen(hand)
        resting = asyncio.create_task(screen.rest())
        await asyncio.sleep(0)
        screen.tell(0, Chunk(1, b"un"))
        await asyncio.sleep(0.02)
        screen.let_go_if_stuck()
        with pytest.raises(asyncio.CancelledError):
            await resting
        assert (screen.stuck, ended) == (True, [True])

    asyncio.run(scene())


def test_a_screen_that_cannot_be_spoken_to_is_closed_and_no_other_suffers():
    given = []

    async def broken(_):
        raise OSError

    async def hand(part):
        given.append(part["body"])

    async def scene():
        face, screens = Face(), [a_screen(broken), a_screen(hand)]
        face.screens.update(screens)
        resting = [asyncio.create_task(screen.rest()) for screen in screens]
        await asyncio.sleep(0)
        face.add(0, Chunk(1, b"un"))
        await resting[0]
        assert ([screen.closed for screen in screens], given) == ([True, False], [b"un"])
        resting[1].cancel()

    asyncio.run(scene())


# Threads


def test_a_thread_outlives_a_connection_that_cannot_be_closed(monkeypatch):
    failures = [OperationalError()]

    def close() -> None:
        if failures:
            raise failures.pop()

    async def scene() -> int:
        one = Thread("essai")
        told = await asyncio.wait_for(one.ask(int, "3"), 5)
        await one.stop()
        return told

    monkeypatch.setattr(thread, "close_old_connections", close)
    assert (asyncio.run(scene()), failures) == (3, [])


def test_a_thread_goes_on_after_what_it_was_told_has_failed(caplog):
    async def scene() -> int:
        one = Thread("essai")
        one.tell(int, "trois")
        told = await asyncio.wait_for(one.ask(int, "3"), 5)
        await one.stop()
        return told

    assert asyncio.run(scene()) == 3
    assert "could not do what it was told" in caplog.text


# Life


@pytest.mark.django_db(transaction=True)
def test_one_application_is_served_twice_in_a_process():
    """As tests and reloads do: each life has its own loop, threads and connections."""

    async def serve() -> list[str]:
        said, heard = asyncio.Queue(), []
        for event in ("startup", "shutdown"):
            said.put_nowait({"type": f"lifespan.{event}"})

        async def send(message) -> None:
            heard.append(message["type"])

        await application({"type": "lifespan"}, said.get, send)
        return heard

    application = in_front_of(None, rooms={})
    for _ in range(2):
        assert asyncio.run(serve()) == ["lifespan.startup.complete", "lifespan.shutdown.complete"]


# Writing


@pytest.fixture
def stream(db) -> Stream:
    return open_stream("room", "toy", at=AT)


def draft(stream: Stream, words: str, **given) -> Draft:
    facts = {"by": "phone:1", "id": uuid7()} | given
    return Draft(
        stream_id=stream.pk, kind="word.said", payload={"words": words}, at=AT, received_at=AT,
        **facts,
    )  # fmt: skip


def test_a_batch_answers_each_and_asks_the_room_once_for_each_act(stream):
    first = draft(stream, "un")
    [done] = take([(toy_room, first)])
    new, empty = draft(stream, "deux"), draft(stream, "")
    twin = draft(stream, "deux", id=new.id)
    stolen = draft(stream, "deux", id=new.id, by="phone:2")
    outcomes = take([(toy_room, one) for one in (first, new, empty, twin, stolen, empty)])
    told = [
        (outcome.line.seq, outcome.fresh) if isinstance(outcome, Taken) else type(outcome)
        for outcome in outcomes
    ]
    assert told == [(1, False), (2, True), Refused, (2, False), Conflict, Refused]
    assert outcomes[0].line.payload["receipt"] == done.line.payload["receipt"]
    assert Line.objects.count() == 2


def test_a_plain_form_writes_as_a_phone_does_and_applies_at_once(stream):
    line = submit(stream, "word.said", {"words": "oui"}, by="person:1", at=AT, room=toy_room)
    assert line.payload["receipt"]
    with connection.cursor() as cursor:
        cursor.execute("SELECT words FROM toy_word")
        assert cursor.fetchall() == [("oui",)]
    again = submit(
        stream, "word.said", {"words": "oui"}, by="person:1", at=AT, room=toy_room, id=line.pk
    )
    assert again == line
    with pytest.raises(Refused, match="rien n’est écrit"):
        submit(stream, "word.said", {"words": ""}, by="person:1", at=AT, room=toy_room)
    with pytest.raises(Conflict):
        submit(
            stream, "word.said", {"words": "non"}, by="person:1", at=AT, room=toy_room, id=line.pk
        )
