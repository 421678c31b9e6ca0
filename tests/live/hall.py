"""A hall for the tests: a real server in its own process, phones that write, screens that hear."""

import contextlib
import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from urllib.parse import quote
from uuid import UUID

from django.conf import settings
from django.db import connection
from django.db.models import QuerySet

from atelier_local import clock
from atelier_local.ground.journal.models import Line, Stream, uuid7
from atelier_local.ground.live import passes

KINDS = ("word.said", "word.whispered")


def database_url() -> str:
    """How another process finds the database the tests are using."""
    given = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{given['NAME']}"
    credentials = quote(given["USER"]) + (
        f":{quote(given['PASSWORD'])}" if given["PASSWORD"] else ""
    )
    port = f":{given['PORT']}" if given["PORT"] else ""
    return f"postgres://{credentials}@{quote(given['HOST'], safe='')}{port}/{given['NAME']}"


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return listening.getsockname()[1]


def until[T](condition: Callable[[], T], within: float = 10) -> T:
    """The first true answer of `condition`, asked again and again."""
    deadline = time.monotonic() + within
    while not (answer := condition()):
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.01)
    return answer


@dataclass
class Hall:
    """A stream, and the server that carries it: with the toy room unless told otherwise."""

    stream: Stream
    application: str = "tests.live.app:application"
    port: int = field(default_factory=free_port)
    environment: dict[str, str] = field(default_factory=dict)
    process: subprocess.Popen | None = None
    screens: list["Screen"] = field(default_factory=list)

    def open(self) -> None:
        environment = os.environ | {
            "DATABASE_URL": database_url(),
            "SECRET_KEY": settings.SECRET_KEY,
            **self.environment,
        }
        self.process = subprocess.Popen(
            [
                sys.executable, "-m", "uvicorn", self.application,
                "--port", str(self.port), "--log-level", "warning", "--no-access-log",
                "--timeout-graceful-shutdown", "1",
            ],
            env=environment,
            cwd=settings.ROOT,
        )  # fmt: skip
        until(self.answers, within=30)

    def answers(self) -> bool:
        assert self.process.poll() is None, "the server stopped while starting"
        try:
            return self.request("GET", "/direct/").status == 404
        except OSError:
            return False

    def kill(self) -> None:
        """As a power cut would, short of losing the page cache."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def stop(self) -> None:
        """Cleanly: open screens are told the end, what was waiting is written."""
        self.process.terminate()
        assert self.process.wait(timeout=20) in {0, -signal.SIGTERM}

    def close(self) -> None:
        for screen in self.screens:
            screen.cut()
        if self.process and self.process.poll() is None:
            self.stop()

    @property
    def lines(self) -> QuerySet[Line]:
        """What its stream holds."""
        return Line.objects.filter(stream=self.stream)

    def pass_of(
        self, subject: str, face: str = "mur", kinds: tuple = KINDS, **changes
    ) -> passes.Pass:
        given = {"stream_id": self.stream.pk, "at": clock.now()} | changes
        return passes.issue(face=face, subject=subject, kinds=kinds, **given)

    def headers(self, pass_: passes.Pass, **more: str) -> dict[str, str]:
        return {
            "Cookie": f"session=abc; {passes.COOKIE}={passes.token(pass_)}",
            "Origin": f"http://127.0.0.1:{self.port}",
            "Content-Type": "application/json",
        } | {name.replace("_", "-"): value for name, value in more.items()}

    def request(
        self, method: str, path: str, body: bytes = b"", headers: dict[str, str] | None = None
    ) -> "Answer":
        link = http.client.HTTPConnection("127.0.0.1", self.port, timeout=15)
        try:
            link.request(method, path, body, headers or {})
            response = link.getresponse()
            return Answer(response.status, response.headers, response.read())
        finally:
            link.close()

    def phone(self, subject: str = "phone:1", **options) -> "Phone":
        return Phone(self, self.pass_of(subject, **options))

    def screen(self, subject: str = "person:1", after: int | None = None, **options) -> "Screen":
        screen = Screen(self, self.pass_of(subject, **options), after)
        self.screens.append(screen)
        return screen


@dataclass
class Answer:
    status: int
    headers: http.client.HTTPMessage
    body: bytes

    @property
    def json(self) -> dict:
        return json.loads(self.body)


@dataclass
class Phone:
    """Says words; may say them again."""

    hall: Hall
    pass_: passes.Pass

    def say(self, words: str, id: UUID | None = None, kind: str = "word.said", **headers) -> Answer:
        act = {"id": str(id or uuid7()), "kind": kind, "payload": {"words": words}}
        return self.post(json.dumps(act).encode(), **headers)

    def post(self, body: bytes, **headers: str) -> Answer:
        given = self.hall.headers(self.pass_, **headers)
        return self.hall.request("POST", f"{self.pass_.path}lignes", body, given)


class Screen:
    """Listens to a face in a thread; `heard` are events as (event, data), `seq` its last id."""

    def __init__(self, hall: Hall, pass_: passes.Pass, after: int | None = None) -> None:
        self.hall, self.pass_, self.seq = hall, pass_, after
        self.heard: list[tuple[str, str]] = []
        self.ended = threading.Event()
        self.begun = threading.Event()
        self.listen()

    def listen(self) -> None:
        """Connect, or connect again from the last id, as a browser does."""
        self.ended.clear()
        self.begun.clear()
        headers = self.hall.headers(self.pass_)
        if self.seq is not None:
            headers["Last-Event-ID"] = str(self.seq)
        self.link = http.client.HTTPConnection("127.0.0.1", self.hall.port, timeout=60)
        self.link.request("GET", f"{self.pass_.path}flux", headers=headers)
        self.response = self.link.getresponse()
        assert self.response.status == 200, self.response.read()
        threading.Thread(target=self._read, daemon=True).start()
        assert self.begun.wait(10)

    def _read(self) -> None:
        try:
            for event in parse(iter(self.response.readline, b"")):
                self._take(event)
                self.begun.set()
        except (OSError, ValueError, AttributeError, http.client.HTTPException):
            pass
        finally:
            self.response.close()
            self.link.close()
        self.ended.set()

    def _take(self, event: dict[str, str]) -> None:
        if "data" in event:
            self.heard.append((event.get("event", ""), event["data"]))
        if "id" in event:
            self.seq = int(event["id"])

    def cut(self) -> None:
        with contextlib.suppress(OSError, AttributeError):
            self.link.sock.shutdown(socket.SHUT_RDWR)
        assert self.ended.wait(5)

    @property
    def words(self) -> list[str]:
        return [json.loads(data)["words"] for event, data in self.heard if event == "word"]


def parse(lines: Iterator[bytes]) -> Iterator[dict[str, str]]:
    """The events of a stream, as the standard says browsers read it."""
    event: dict[str, str] = {}
    for raw in lines:
        line = raw.decode().rstrip("\n")
        if not line:
            if event:
                yield event
            event = {}
        elif not line.startswith(":"):
            name, _, value = line.partition(":")
            value = value.removeprefix(" ")
            known = event.get("data") if name == "data" else None
            event[name] = value if known is None else f"{known}\n{value}"
