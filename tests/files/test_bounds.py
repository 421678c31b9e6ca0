"""Two gigabytes, announced or not, on whatever page: refused, and never written to a disk."""

import asyncio
import re
import tempfile
from pathlib import Path
from uuid import uuid4

import pytest
from django.conf import settings
from django.core.handlers.asgi import ASGIHandler
from django.urls import reverse

from atelier_local.ground.files.bounds import LIMIT, bounded
from config.asgi import WIDER, application
from tests.factories.ateliers import SLUG

FORMS = [
    reverse("application:letters", args=[SLUG]),
    reverse("competition:place_files", args=[SLUG]),
    reverse("competition:place_opening", args=[SLUG]),
    reverse("competition:tender_files", args=[SLUG]),
    reverse("competition:pieces", args=[SLUG]),
    reverse("people:sign_in"),
]
PIECE = bytes(1_000_000)


def scope(path: str, length: int | None = None) -> dict:
    headers = [(b"host", b"testserver"), (b"content-type", b"multipart/form-data; boundary=x")]
    if length is not None:
        headers.append((b"content-length", str(length).encode()))
    return {
        "type": "http", "http_version": "1.1", "method": "POST", "scheme": "http", "path": path,
        "raw_path": path.encode(), "query_string": b"", "root_path": "", "headers": headers,
        "client": ("127.0.0.1", 1), "server": ("127.0.0.1", 80),
    }  # fmt: skip


def ask(asked: dict, to=application, most: int = 2_000) -> tuple[int, bytes, int]:
    """Status, page, and how many megabytes were taken of the `most` that never end."""
    sent, taken = [], 0

    async def receive():
        nonlocal taken
        taken += 1
        return {"type": "http.request", "body": PIECE, "more_body": taken < most}

    async def send(message):
        sent.append(message)

    asyncio.run(to(asked, receive, send))
    return sent[0]["status"], sent[1]["body"], taken


@pytest.mark.parametrize("path", FORMS)
def test_two_gigabytes_announced_are_refused_before_a_byte_is_taken(path):
    status, said, taken = ask(scope(path, 2 * 10**9))
    assert (status, taken) == (413, 0)
    assert "trop gros" in said.decode()


@pytest.mark.parametrize(
    ("referer", "link"),
    [
        ("http://testserver/ateliers/x/candidature/?p=1", "/ateliers/x/candidature/"),
        ("http://testserver//ailleurs.test/", "/ailleurs.test/"),
        ("http://ailleurs.test/piege/", "/"),
        ("http://[", "/"),
        ('http://testserver/"><b>', "/&quot;&gt;&lt;b&gt;"),
        (None, "/"),
    ],
)
def test_the_refusal_leads_back_to_the_form(referer, link):
    asked = scope(FORMS[0], 2 * 10**9)
    if referer:
        asked["headers"].append((b"referer", referer.encode()))
    assert f'<a class="btn" href="{link}">' in ask(asked)[1].decode()


@pytest.mark.parametrize("path", FORMS)
def test_two_gigabytes_that_do_not_say_so_are_cut_short(path):
    status, _, taken = ask(scope(path))
    assert status in (411, 413)
    assert taken <= LIMIT // len(PIECE) + 1


def test_what_was_taken_of_them_does_not_stay_on_the_disk(monkeypatch):
    opened = []
    spooled = tempfile.SpooledTemporaryFile

    def noted(*args, **kwargs):
        opened.append(spooled(*args, **kwargs))
        return opened[-1]

    monkeypatch.setattr(tempfile, "SpooledTemporaryFile", noted)
    assert ask(scope(FORMS[0]), bounded(ASGIHandler()))[0] == 413
    (file,) = opened
    assert file.closed


def test_the_biggest_file_of_a_form_passes():
    got = []

    async def reader(scope, receive, send):
        while (message := await receive())["more_body"]:
            got.append(len(message["body"]))
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b""})

    whole = LIMIT // len(PIECE)
    assert ask(scope(FORMS[1], LIMIT), bounded(reader), most=whole)[0] == 200
    assert sum(got) == LIMIT - len(PIECE)


def test_no_form_takes_more_than_what_passes():
    """What the pages promise, « 25 Mo au plus », leaves room for the fields beside the file."""
    promised = re.compile(r"(\d+)[  ]Mo au plus")
    files = list(Path(settings.ROOT, "atelier_local").rglob("*.py"))
    said = [int(n) for path in files for n in promised.findall(path.read_text())]
    assert said
    assert max(said) * 1_000_000 + 2_000_000 <= max(LIMIT, *WIDER.values())
    small = [megabytes for megabytes in said if megabytes * 1_000_000 + 2_000_000 <= LIMIT]
    assert len(said) - len(small) == len(WIDER)


def test_the_page_of_a_photograph_takes_more_and_no_other_does():
    page = reverse("deliverables:photographs", args=[SLUG, uuid4()])
    [most] = WIDER.values()

    async def reader(scope, receive, send):
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b""})

    wide = bounded(reader, wider=WIDER)
    assert ask(scope(page, 42_000_000), wide)[0] == 200
    assert ask(scope(page, most + 1), wide)[0] == 413
    assert ask(scope(FORMS[0], 42_000_000), wide)[0] == 413
    assert ask(scope(f"{page}plus/", 42_000_000), wide)[0] == 413
