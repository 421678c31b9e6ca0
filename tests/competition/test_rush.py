"""Deposits on a real server, one after the other through the deadline: no third outcome."""

import http.client
import json
import threading
from datetime import datetime, timedelta
from urllib.parse import urlsplit

import pytest
from django.test import override_settings

from atelier_local import clock
from atelier_local.steps.competition import receipts
from atelier_local.steps.competition.models import LateTender, MiniCompetition
from atelier_local.steps.competition.views import vault
from tests import databases
from tests.browser.serving import serve
from tests.competition.test_vault_pages import VAULT, told
from tests.factories import competition as factory
from tests.factories.people import the_cast

pytestmark = pytest.mark.fault

BEGIN = timedelta(seconds=4)
PATIENCE = timedelta(seconds=1)
NEAR = timedelta(milliseconds=50)
AIMS = {"dina": timedelta(milliseconds=-30), "eve": timedelta(milliseconds=5)}
"""When each side sends the last byte of one deposit that it began well before the deadline."""
EACH = 100
TOKEN = "c" * 32


@pytest.fixture
def published(migrated, django_db_blocker, tmp_path):
    with django_db_blocker.unblock(), databases.own(migrated, tmp_path):
        yield factory.a_published(the_cast())


class Depositor(threading.Thread):
    """One side that deposits again and again until it has done so `EACH` times.

    It keeps back the last byte of one of them until `aim`, so that a deposit of each side arrives
    as the deadline passes, on a slow machine too. `answers` has, of each, when its last byte left,
    what the server said, and when that came.
    """

    def __init__(self, url: str, cookie: str, sent: dict, aim: datetime) -> None:
        super().__init__()
        self.link = http.client.HTTPConnection(urlsplit(url).netloc, timeout=30)
        self.headers = {
            "Cookie": f"{cookie}; csrftoken={TOKEN}",
            "X-CSRFToken": TOKEN,
            "Origin": url,
            "Content-Type": "application/json",
        }
        self.sent, self.aim = sent, aim
        self.answers: list[tuple[datetime, dict, datetime]] = []

    def run(self) -> None:
        try:
            self.deposit()
        finally:
            self.link.close()

    def deposit(self) -> None:
        patient = False
        for _ in range(EACH):
            waits = not patient and self.aim - PATIENCE <= clock.now() < self.aim
            patient = patient or waits
            left, answer = self.post(json.dumps(self.sent).encode(), waits)
            body = json.loads(answer.read())
            assert answer.status == 200, body
            self.answers.append((left, body, clock.now()))
            self.sent["tag"] = body["tag"] or self.sent["tag"]
            if clock.now() < self.aim - PATIENCE:
                threading.Event().wait(0.05)

    def post(self, content: bytes, waits: bool) -> tuple[datetime, http.client.HTTPResponse]:
        self.link.putrequest("POST", VAULT)
        for name, value in (self.headers | {"Content-Length": str(len(content))}).items():
            self.link.putheader(name, value)
        self.link.endheaders(content[:-1])
        if waits:
            threading.Event().wait((self.aim - clock.now()).total_seconds())
        left = clock.now()
        self.link.send(content[-1:])
        return left, self.link.getresponse()


def test_every_deposit_is_on_time_or_late_by_its_last_byte(published):
    clock.advance_to(published.deadline - timedelta(hours=1))
    sides = {"dina": "C", "eve": "E"}
    with override_settings(SERVESTATIC_USE_FINDERS=True), serve() as server:
        rush = []
        for who, letter in sides.items():
            session = server.session_of(who)
            sent = told(published, vault.DEPOSIT, letter=letter)
            cookie = f"{session['name']}={session['value']}"
            aim = published.deadline + AIMS[who]
            rush.append(Depositor(server.url, cookie, sent, aim))
        clock.advance_to(
            published.deadline - BEGIN
        )  # only now: a busy machine takes seconds to start
        for one in rush:
            one.start()
        for one in rush:
            one.join()
    deadline = MiniCompetition.objects.get().deadline
    answers = [answer for one in rush for answer in one.answers]
    assert len(answers) == len(sides) * EACH
    late, near = set(), 0
    for left, answer, answered in answers:
        receipt = answer["receipt"]
        at = datetime.fromisoformat(receipt["deposited_at"])
        assert left <= at <= answered
        assert answer["late"] == (receipt["kind"] == receipts.LATE) == (at >= deadline)
        near += abs(at - deadline) < NEAR
        late |= {receipt["digest"]} if answer["late"] else set()
    assert near
    assert len(late) == len(sides)  # the same tender twice is one
    assert set(LateTender.objects.values_list("digest", flat=True)) == late
