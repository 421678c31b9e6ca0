"""Coming in by the code that the projector shows, and what travels for it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from math import ceil

from playwright.sync_api import CDPSession, Page

LINE, ROUND_TRIP = 400_000, 0.4
"""Bits a second and seconds there and back, of a bad hall."""
AT_ONCE = 6
"""Requests that a browser makes of one server at a time, each on a connection of its own."""
WITHIN = 5.0
"""Seconds from the scan to a page that takes what is written."""
READY = ".reseau:not([hidden])"
"""Its script is there: it hides or shows the state of the network."""


@dataclass
class Travel:
    """What crossed the network since the last page was asked for; nothing that was kept already."""

    cdp: CDPSession
    bytes: int = 0
    pages: int = 0
    files: list[str] = field(default_factory=list)
    ahead: list[str] = field(default_factory=list)
    """Asked for before they are needed: their bytes count, no trip waits for them."""
    _kept: set[str] = field(default_factory=set)
    _asked: dict[str, tuple[str, str]] = field(default_factory=dict)

    @classmethod
    def of(cls, page: Page) -> "Travel":
        travel = cls(page.context.new_cdp_session(page))
        listen: dict[str, Callable[[dict], None]] = {
            "Network.requestWillBeSent": travel._sent,
            "Network.requestServedFromCache": travel._served,
            "Network.responseReceived": travel._answered,
            "Network.loadingFinished": travel._came,
        }
        for event, heard in listen.items():
            travel.cdp.on(event, heard)
        travel.cdp.send("Network.enable")
        return travel

    def _sent(self, told: dict) -> None:
        self._asked[told["requestId"]] = told["type"], told["request"]["url"]
        if told["type"] == "Document":  # a redirection is one more
            self.pages += 1

    def _served(self, told: dict) -> None:
        self._kept.add(told["requestId"])

    def _answered(self, told: dict) -> None:
        answer = told["response"]
        if answer.get("fromDiskCache") or answer.get("fromPrefetchCache"):
            self._kept.add(told["requestId"])

    def _came(self, told: dict) -> None:
        kind, url = self._asked.get(told["requestId"], ("", ""))
        if told["requestId"] in self._kept or not kind:
            return
        self.bytes += told["encodedDataLength"]
        if kind in ("Stylesheet", "Script"):
            self.files.append(url)
        if kind in ("Prefetch", "Other"):
            self.ahead.append(url)

    @property
    def seconds(self) -> float:
        """What a page that is not to be seen before all of it costs: its bytes at that rate, a trip
        for each document, then for each handful of files, and one to open connections each time."""
        handfuls = ceil(len(self.files) / AT_ONCE)
        trips = self.pages + 1 + handfuls + bool(handfuls)
        return self.bytes * 8 / LINE + trips * ROUND_TRIP

    def again(self) -> "Travel":
        """What crossed so far; counts anew."""
        done = Travel(self.cdp, self.bytes, self.pages, self.files, self.ahead)
        self.bytes, self.pages, self.files, self.ahead = 0, 0, [], []
        return done


def come_in(page: Page) -> int:
    """From the page that the code opens to the one that takes cards; how many taps."""
    taps = ("label:has-text('Habitante')", "text=Entrer dans la salle")
    for tap in taps:
        page.tap(tap)
    page.wait_for_selector(READY)
    return len(taps)
