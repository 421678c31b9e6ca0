"""Ahead of Django: how big, how long, and when the last byte came."""

import asyncio
import tempfile
from datetime import timedelta

import pytest
from django.core.handlers.asgi import ASGIHandler
from django.test import RequestFactory

from atelier_local import clock
from atelier_local.steps.competition.access import arrived
from atelier_local.steps.competition.asgi import LIMIT, guard
from tests.factories.competition import DEADLINE

HERE = "/ateliers/collines/consultation/mon-offre/coffre/"


def scope(length: object = None, path: str = HERE, method: str = "POST") -> dict:
    headers = [(b"content-type", b"application/json"), (b"host", b"testserver")]
    if length is not None:
        headers.append((b"content-length", str(length).encode()))
    return {
        "type": "http",
        "method": method,
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "headers": headers,
    }


def ask(scope: dict, chunks: list[bytes], application=None, between=lambda: None):
    """What is answered, what the application got, and how many chunks were taken."""
    sent, got, taken = [], [], []

    async def reader(scope, receive, send):
        while True:
            message = await receive()
            got.append(message["body"])
            if not message["more_body"]:
                break
        between()
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b""})

    async def receive():
        taken.append(1)
        rank = len(taken)
        more = rank < len(chunks)
        return {"type": "http.request", "body": chunks[rank - 1], "more_body": more}

    async def send(message):
        sent.append(message)

    asyncio.run(guard(application or reader)(scope, receive, send))
    return sent[0]["status"], b"".join(got), len(taken)


@pytest.mark.parametrize(
    ("length", "status"),
    [(2 * 10**9, 413), (LIMIT + 1, 413), (None, 411), ("-1", 411), ("12abc", 411), ("٣", 411)],
)
def test_what_is_too_big_or_does_not_say_is_refused_before_a_byte_is_taken(length, status):
    assert ask(scope(length), [b"x"]) == (status, b"", 0)


def test_a_length_said_twice_is_not_believed():
    twice = scope(10)
    twice["headers"].append((b"content-length", b"99"))
    assert ask(twice, [b"x"])[0] == 411


def test_more_than_was_declared_is_cut_short():
    status, _, taken = ask(scope(4), [b"xx", b"xxx", b"x" * 10**6])
    assert (status, taken) == (413, 2)


def test_the_biggest_allowed_passes():
    body = b"x" * LIMIT
    assert ask(scope(LIMIT), [body[:1000], body[1000:]])[:2] == (200, body)


def test_other_pages_are_left_alone():
    elsewhere = scope(10**10, path="/ateliers/collines/preuves/documents/")
    assert ask(elsewhere, [b"x"])[0] == 200
    assert "arrived_at" not in elsewhere


def test_the_instant_is_that_of_the_last_byte_and_not_of_the_view():
    clock.advance_to(DEADLINE - timedelta(minutes=1))
    asked = scope(2)
    late = lambda: clock.advance_to(DEADLINE + timedelta(seconds=3))  # noqa: E731
    ask(asked, [b"x", b"y"], between=late)
    assert DEADLINE - timedelta(minutes=1) <= asked["arrived_at"] < DEADLINE
    request = RequestFactory().post(HERE)
    request.scope = asked
    assert arrived(request) == asked["arrived_at"]
    assert clock.now() > DEADLINE


def test_without_a_server_that_measures_it_is_now():
    clock.advance_to(DEADLINE)
    assert arrived(RequestFactory().post(HERE)) >= DEADLINE


def test_no_body_of_a_tender_reaches_a_disk(monkeypatch):
    """Django's own handler behind the guard, with the biggest body that passes."""
    rolled = []
    monkeypatch.setattr(tempfile.SpooledTemporaryFile, "rollover", lambda self: rolled.append(self))

    async def as_django(scope, receive, send):
        with await ASGIHandler().read_body(receive) as body:
            assert len(body.read()) == LIMIT
        await send({"type": "http.response.start", "status": 200, "headers": []})

    ask(scope(LIMIT), [b"x" * 1_000_000, b"x" * (LIMIT - 1_000_000)], application=as_django)
    assert rolled == []
