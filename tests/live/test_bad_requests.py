"""Everything a phone, a foreign page or a curious person could send instead of what we expect."""

import json
import socket
from datetime import timedelta

from atelier_local import clock
from atelier_local.ground.journal.models import uuid7
from atelier_local.ground.live import passes
from tests.live.hall import Hall, until

GOOD = {"id": str(uuid7()), "kind": "word.said", "payload": {"words": "oui"}}

MALFORMED = [
    b"",
    b"[]",
    b"null",
    b"{",
    b"\xff\xfe{}",
    b"\xef\xbb\xbf" + json.dumps(GOOD).encode(),
    json.dumps(GOOD).encode("utf-16"),
    json.dumps(GOOD | {"is_admin": True}).encode(),
    json.dumps({"id": GOOD["id"], "kind": "word.said"}).encode(),
    json.dumps(GOOD | {"id": "17"}).encode(),
    json.dumps(GOOD | {"id": 17}).encode(),
    json.dumps(GOOD | {"id": "x" * 36}).encode(),
    json.dumps(GOOD | {"kind": ""}).encode(),
    json.dumps(GOOD | {"kind": "k" * 61}).encode(),
    json.dumps(GOOD | {"kind": ["word.said"]}).encode(),
    json.dumps(GOOD | {"payload": []}).encode(),
    json.dumps(GOOD | {"payload": {"n": float("nan")}}).encode(),
    json.dumps(GOOD | {"payload": {"n": 2**63}}).encode(),
    json.dumps(GOOD | {"payload": {"words": "a\0b"}}).encode(),
    json.dumps(GOOD | {"payload": {"words": "\ud800"}}).encode(),
    json.dumps(GOOD).encode().replace(b'"oui"', b"1e309"),
    json.dumps(GOOD).encode().replace(b'"oui"', b"9" * 5000),
    json.dumps(GOOD).encode().replace(b'"oui"', b"[" * 7000 + b"]" * 7000),
    json.dumps(GOOD).encode().replace(b'{"words"', b'{"words": 1, "words"'),
]


def test_a_malformed_body_is_refused_and_changes_nothing(hall: Hall):
    phone = hall.phone()
    for body in MALFORMED:
        answer = phone.post(body)
        assert (answer.status, body) == (400, body)
        assert answer.json == {"error": "Envoi mal formé."}
    assert not hall.lines.exists()


def test_a_body_too_big_is_refused_announced_or_not(hall: Hall):
    phone = hall.phone()
    big = json.dumps(GOOD | {"payload": {"words": "a" * 16_400}}).encode()
    assert phone.post(big).status == 413
    headers = hall.headers(phone.pass_)
    chunked = hall.request("POST", f"{phone.pass_.path}lignes", iter([big]), headers)
    assert chunked.status == 413
    fits = json.dumps(GOOD | {"payload": {"words": "a" * 16_000}}).encode()
    assert phone.post(fits).status == 201


HEADERS = [
    ("Origin", "http://ailleurs.example", 403),
    ("Origin", "null", 403),
    ("Origin", "http://[", 403),
    ("Content-Type", "text/plain", 415),
    ("Content-Type", "application/x-www-form-urlencoded", 415),
    ("Content-Encoding", "gzip", 415),
    ("Host", "ailleurs.example", 400),
    ("Host", "", 400),
    ("Cookie", "passe=", 401),
    ("Cookie", "passe=abc:def", 401),
    ("Cookie", "session=abc", 401),
    ("Cookie", f"passe={'a' * 10_000}", 401),
]


def test_each_header_is_checked(hall: Hall):
    phone, body = hall.phone(), json.dumps(GOOD).encode()
    for header, value, status in HEADERS:
        headers = hall.headers(phone.pass_) | {header: value}
        answer = hall.request("POST", f"{phone.pass_.path}lignes", body, headers)
        assert (answer.status, header, value) == (status, header, value)
        assert answer.json.keys() == {"error"}
        assert answer.headers["Cache-Control"] == "no-store"
        assert "Atelier-Local" in answer.headers  # by which a phone knows that we refuse
    assert not hall.lines.exists()


def test_a_request_without_origin_or_with_two_hosts_is_refused(hall: Hall):
    phone = hall.phone()
    headers = hall.headers(phone.pass_)
    del headers["Origin"]
    body = json.dumps(GOOD).encode()
    assert hall.request("POST", f"{phone.pass_.path}lignes", body, headers).status == 403
    with socket.create_connection(("127.0.0.1", hall.port)) as link:
        link.sendall(b"GET /direct/ HTTP/1.1\r\nHost: 127.0.0.1\r\nHost: localhost\r\n\r\n")
        assert link.recv(100).startswith(b"HTTP/1.1 400")


def test_a_pass_opens_its_own_face_of_its_own_stream_only(hall: Hall):
    phone = hall.phone()
    headers, path = hall.headers(phone.pass_), phone.pass_.path
    for other in (
        path.replace("/mur/", "/regie/"),
        path.replace(str(hall.stream.pk), str(uuid7())),
        f"{path}autre",
        f"{path}lignes/",
        "/direct/",
        "/direct/%00/mur/flux",
        "/direct/../direct/",
        path.upper(),
    ):
        for method, act in (("GET", "flux"), ("POST", "lignes")):
            answer = hall.request(method, f"{other}{act}", b"{}", headers)
            assert (answer.status, other) == (404, other)


def test_a_pass_says_what_may_be_written_and_until_when(hall: Hall):
    assert hall.phone(kinds=()).say("lecture seule").status == 403
    old = hall.phone(at=clock.now() - passes.LIFETIME - timedelta(seconds=1))
    assert old.say("trop tard").status == 401
    altered = hall.headers(hall.phone().pass_)
    altered["Cookie"] = altered["Cookie"][:-1] + ("a" if altered["Cookie"][-1] != "a" else "b")
    path = f"{hall.phone().pass_.path}lignes"
    assert hall.request("POST", path, json.dumps(GOOD).encode(), altered).status == 401
    nowhere = hall.phone(stream_id=uuid7())
    assert nowhere.say("registre inconnu").status == 404
    assert not hall.lines.exists()


def test_only_posting_writes(hall: Hall):
    phone = hall.phone()
    headers = hall.headers(phone.pass_) | {"X-HTTP-Method-Override": "POST"}
    for method in ("GET", "HEAD", "PUT", "DELETE", "OPTIONS", "TRACE", "PATCH"):
        answer = hall.request(method, f"{phone.pass_.path}lignes", b"", headers)
        assert (answer.status, method) == (405, method)


def test_a_number_to_resume_from_is_a_number(hall: Hall):
    phone = hall.phone()
    headers = hall.headers(phone.pass_)
    for after in ("abc", "-1", "1e9", "9" * 16, "%D9%A3", "1%00"):
        answer = hall.request("GET", f"{phone.pass_.path}suite?apres={after}", headers=headers)
        assert (answer.status, after) == (400, after)
    answer = hall.request(
        "GET", f"{phone.pass_.path}flux", headers=headers | {"Last-Event-ID": "salle 3"}
    )
    assert answer.status == 400


def test_hostile_words_come_back_as_they_were_said(hall: Hall):
    wall, phone = hall.screen(), hall.phone()
    said = [
        "<script>alert(1)</script>", "{{7*7}} ${7} #{7}", "=cmd|x", "a\r\nevent: forged\ndata: x",
        "\u202egauche", "👩🏽‍🌾" * 50, "e" + "\u0301" * 500, "a\u2028b\u2029c",
    ]  # fmt: skip
    for words in said:
        assert phone.say(words).status == 201
    until(lambda: len(wall.words) == len(said))
    assert wall.words == said


def test_a_websocket_is_never_opened(hall: Hall):
    """There is none: it is an ordinary request, refused for the page that makes it."""
    with socket.create_connection(("127.0.0.1", hall.port), timeout=10) as link:
        link.sendall(
            f"GET {hall.phone().pass_.path}flux HTTP/1.1\r\nHost: 127.0.0.1:{hall.port}\r\n"
            "Origin: http://ailleurs.example\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
            "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZQ==\r\n\r\n".encode()
        )
        assert link.recv(100).startswith(b"HTTP/1.1 403")
