"""Two phones under the weathers of a hall: what they say arrives once, what the room says too.

In each crossing both go through a portal that answers 200 with a page to everything, but refuses
every other act in JSON, a silent cut, a closed one, three packets lost in ten over two seconds
there and back, in some order; each says a card and a question under each. Then the sky clears: all
must have arrived within thirty seconds.
"""

import contextlib
import random
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Page, sync_playwright
from playwright.sync_api import TimeoutError as Late

from atelier_local.ground.journal.models import Line, uuid7
from atelier_local.steps.wall.enums import Act
from atelier_local.steps.wall.models import Contribution, Question
from atelier_local.steps.wall.operations import ask, show_question
from tests.browser.screens import PHONE, Watch, launch, open_context
from tests.browser.serving import serve
from tests.factories.people import the_cast
from tests.factories.wall import MORNING, a_phone, an_open_activity
from tests.faults.weather import CAPTIVE, CLOSED, FINE, LOSSY, MUTE, Network
from tests.wall.hall import Hall

HEALS_WITHIN = 30
"""Seconds."""
WEATHERS = (CAPTIVE, MUTE, CLOSED, LOSSY)


@dataclass
class Tally:
    crossings: int = 0
    said: int = 0
    lost: int = 0
    doubled: int = 0
    late: int = 0
    """Crossings whose words were not all there in time, or whose phones did not hear the room."""
    slowest: float = 0.0
    """Seconds from the clear sky to the last word."""
    faults: list[str] = field(default_factory=list)

    @property
    def broken(self) -> int:
        return self.doubled + self.late + len(self.faults)


def cross(times: int, seed: int = 1) -> Tally:
    """So many crossings on the database in use, with a browser of its own."""
    with sync_playwright() as playwright, serve() as server:
        hall = Hall(server, an_open_activity(the_cast()))
        return crossings(launch(playwright), hall, times, seed, lasting=4)


def crossings(chromium: Browser, hall: Hall, times: int, seed: int, *, lasting: float) -> Tally:
    """In a hall that is open, each weather `lasting` so many seconds."""
    dice, tally = random.Random(seed), Tally()
    for number in range(times):
        with (
            _phone(chromium, hall, seed + number, tally) as one,
            _phone(chromium, hall, -seed - number, tally) as two,
        ):
            _cross(hall, [one, two], f"{seed}-{number}", dice, lasting, tally)
        tally.crossings += 1
    told = Line.objects.filter(kind__in=[Act.CONTRIBUTED, Act.ASKED]).values_list(
        "payload", flat=True
    )
    words = [payload["words"] for payload in told if "Traversée" in payload["words"]]
    rows = Contribution.objects.filter(node__words__contains="Traversée").count()
    rows += Question.objects.filter(words__contains="Traversée").count()
    tally.lost = tally.said - len(set(words))
    tally.doubled = len(words) - len(set(words)) + rows - len(set(words))
    return tally


@contextlib.contextmanager
def _phone(
    chromium: Browser, hall: Hall, seed: int, tally: Tally
) -> Iterator[tuple[Network, Page]]:
    """In the room, its questions unfolded."""
    with Network(urlsplit(hall.server.url).port, seed).up() as network:
        context = open_context(chromium, network.url, PHONE)
        watch = Watch(context, network.url)
        page = context.new_page()
        page.goto(f"/r/{hall.code}/")
        page.click("text=Entrer dans la salle")
        page.wait_for_load_state()
        page.locator("#salle summary").click()
        page.evaluate("document.addEventListener('linked', () => { window.linked += 1; })")
        yield network, page
        context.close()
        tally.faults += watch.faults


def _cross(
    hall: Hall,
    phones: list[tuple[Network, Page]],
    name: str,
    dice: random.Random,
    lasting: float,
    tally: Tally,
) -> None:
    for step, weathers in enumerate(zip(*(dice.sample(WEATHERS, 4) for _ in phones), strict=True)):
        for rank, ((network, page), weather) in enumerate(zip(phones, weathers, strict=True)):
            network.turn(weather)
            page.evaluate("window.linked = 0")
            _say(page, f"Traversée {name}, {rank}, {step}")
            tally.said += 2
        heard = _announce(hall, f"Annonce {name}, {step}")
        phones[0][1].wait_for_timeout(1000 * lasting)
        for (_, page), weather in zip(phones, weathers, strict=True):
            if weather is CAPTIVE and page.evaluate("window.linked"):
                tally.faults.append("a phone takes a portal for the room")
    for network, _ in phones:
        network.turn(FINE)
    cleared = time.monotonic()
    try:
        for _, page in phones:
            left = 1000 * (HEALS_WITHIN + cleared - time.monotonic())
            page.locator("#attente").wait_for(state="hidden", timeout=max(left, 1))
            heard_here = page.locator("#posees li", has_text=heard)
            heard_here.wait_for(timeout=max(1000 * (HEALS_WITHIN + cleared - time.monotonic()), 1))
    except Late:
        tally.late += 1
    tally.slowest = max(tally.slowest, round(time.monotonic() - cleared, 1))
    phones[0][1].wait_for_timeout(500)  # the register follows its receipts


def _say(page: Page, words: str) -> None:
    page.check("input[value=besoin]")
    page.fill("#words", words)
    page.click("#poser")
    page.fill("#demande", f"{words} ?")
    page.click("text=Poser la question")


def _announce(hall: Hall, words: str) -> str:
    """A question that the console shows to the room."""
    line = ask(a_phone(hall.activity), words, id=uuid7(), at=MORNING)
    asked = Question.objects.select_related("workshop__stream").get(pk=line.pk)
    show_question(asked, by=the_cast().dina, at=MORNING)
    return words
