"""From a phone to the projector through the real server: within a second, once, and escaped."""

import contextlib
import gzip
import http.client
import json
import re
import socket
import threading
import time
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import pytest
from django.contrib.staticfiles import finders
from django.test import Client, override_settings
from django.urls import reverse

from atelier_local import clock
from atelier_local.ground.journal.models import Stream, uuid7
from atelier_local.ground.live import passes
from atelier_local.steps.wall import operations, room
from atelier_local.steps.wall.enums import Act, Screen
from atelier_local.steps.wall.models import Contribution
from tests.factories.people import the_cast
from tests.factories.wall import a_phone
from tests.wall.hall import Hall, an_open_hall


@pytest.fixture
def hall(migrated, django_db_blocker, test_settings, tmp_path) -> Iterator[Hall]:
    with (
        override_settings(SERVESTATIC_USE_FINDERS=True, SERVESTATIC_USE_MANIFEST=False),
        django_db_blocker.unblock(),
        an_open_hall(migrated, tmp_path) as open_hall,
    ):
        yield open_hall


def link(hall: Hall) -> http.client.HTTPConnection:
    return http.client.HTTPConnection(urlsplit(hall.server.url).netloc, timeout=10)


def headers(hall: Hall, face: str, subject: str, kinds=()) -> dict[str, str]:
    given = passes.issue(
        hall.activity.workshop.stream_id, face, subject=subject, at=clock.now(), kinds=kinds
    )
    return {
        "Cookie": f"{passes.COOKIE}={passes.token(given)}",
        "Origin": hall.server.url,
        "Content-Type": "application/json",
    }


def listen(hall: Hall, face: str) -> tuple[list[tuple[float, str]], Callable[[], None]]:
    """What a screen hears, each line with the moment it came; how to hang up."""
    heard: list[tuple[float, str]] = []
    line = link(hall)
    path = f"/direct/{hall.activity.workshop.stream_id}/{face}/flux"
    line.request("GET", path, headers=headers(hall, face, "person:1"))
    wire = line.sock
    response = line.getresponse()
    assert response.status == 200

    def read():
        with contextlib.closing(line), contextlib.suppress(OSError):  # the screen hung up
            for text in iter(response.readline, b""):
                heard.append((time.monotonic(), text.decode()))

    threading.Thread(target=read, daemon=True).start()
    # Closed rather than shut, it would first wait for the reader, who waits for the server.
    return heard, lambda: wire.shutdown(socket.SHUT_RDWR)


def lay(hall: Hall, phone, words: str, id) -> tuple[int, dict]:
    line, activity = link(hall), hall.activity
    payload = {"activity": str(activity.id), "kind": "besoin", "words": words, "place": ""}
    body = json.dumps({"id": str(id), "kind": Act.CONTRIBUTED, "payload": payload})
    path = f"/direct/{activity.workshop.stream_id}/{room.PHONE}/lignes"
    kinds = (str(Act.CONTRIBUTED),)
    line.request("POST", path, body, headers(hall, room.PHONE, phone.ref, kinds))
    response = line.getresponse()
    answer = response.status, json.loads(response.read())
    line.close()
    return answer


def until(condition, within=5.0):
    deadline = time.monotonic() + within
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.005)


def test_a_card_is_on_the_projector_within_a_second_and_on_no_phone(hall):
    projector, hang_up = listen(hall, room.PROJECTOR)
    others, hang_up_other = listen(hall, room.PHONE)
    phone, id = a_phone(hall.activity), uuid7()
    sent = time.monotonic()
    status, told = lay(hall, phone, "Un bus & un train", id)
    assert status == 201
    until(lambda: any("Un bus &amp; un train" in text for _, text in projector))
    came = next(at for at, text in projector if "Un bus" in text)
    assert came - sent < 1
    again, same = lay(hall, phone, "Un bus & un train", id)
    assert (again, same["receipt"]) == (200, told["receipt"])
    until(lambda: Contribution.objects.count() == 1)
    assert not any("Un bus" in text for _, text in others)
    hang_up()
    hang_up_other()


def test_a_screen_that_missed_commands_shows_the_last_one(hall):
    """The projector of another computer: told as it comes, then once for all that it missed."""
    workshop, at = hall.activity.workshop, clock.now()

    def command(screen):
        operations.command_screen(workshop, screen, by=cast.dina, at=at)

    cast = the_cast()
    heard, hang_up = listen(hall, room.PROJECTOR)
    command(Screen.JOIN)
    until(lambda: any('data-asked="1"' in text for _, text in heard))
    hang_up()
    last = Stream.objects.get(pk=workshop.stream_id).head_seq
    for screen in (Screen.BLACK, Screen.QUESTIONS):
        command(screen)
    with contextlib.closing(link(hall)) as server:
        path = f"/direct/{workshop.stream_id}/{room.PROJECTOR}"
        server.request(
            "GET", f"{path}/suite?apres={last}", headers=headers(hall, "projecteur", "x")
        )
        missed = server.getresponse().read().decode()
    assert re.findall('data-asked="(.)"', missed) == ["4"]


def test_the_hot_route_refuses_what_the_form_refuses(hall):
    phone = a_phone(hall.activity)
    for words in ("", "x" * 281, "\u202e\x07"):
        status, told = lay(hall, phone, words, uuid7())
        assert status == 409
        assert told["reasons"]
    assert not Contribution.objects.exists()


def test_the_page_of_a_phone_weighs_less_than_60_kb(hall):
    """Compressed, with its style sheets and scripts, on a first visit."""
    browser = Client()
    browser.post(reverse("wall:enter", args=[hall.code]), {"audience": "HA"})
    page = browser.get(reverse("wall:room", args=[hall.activity.workshop_id])).content
    files = re.findall(rb'(?:href|src)="/static/([^"]+)"', page)
    contents = [page]
    for name in files:
        with open(finders.find(name.decode()), "rb") as file:
            contents.append(file.read())
    assert len(files) >= 5
    assert sum(len(gzip.compress(content)) for content in contents) < 60_000


def test_static_files_and_missing_pages_are_answered_by_the_same_server(hall):
    """Files ahead of Django, with the header its middleware would have set; the rest by Django."""
    with contextlib.closing(link(hall)) as server:
        server.request("GET", "/static/ui/atelier.css")
        file = server.getresponse()
        assert (file.status, file.getheader("X-Content-Type-Options")) == (200, "nosniff")
        assert b"--" in file.read()
        for path in ("/static/ui/nothing.css", "/nulle-part/"):
            server.request("GET", path)
            missing = server.getresponse()
            assert missing.status == 404
            assert "Content-Security-Policy" in missing.headers
            missing.read()
