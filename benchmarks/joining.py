"""A phone comes into a hall by the code on the screen, over a bad network and with an empty cache.

    python -m benchmarks.joining [TIMES]

serves a hall with an open question, puts between it and Chromium a network of 400 kbit/s and 400 ms
there and back, connections included, and takes the time from the scan to each page that can be
used: the one that asks who one is, then the one that takes cards, its scripts there. Somebody who
taps at once, then somebody who reads for three seconds. Fails where a median of both pages together
is over five seconds.
"""

import json
import os
import statistics
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter
from urllib.parse import urlsplit

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"

READS = {"taps at once": 0, "reads first": 3_000}
"""Milliseconds before the first tap."""


def main(times: int) -> int:
    django.setup()
    from django.test import override_settings
    from playwright.sync_api import sync_playwright

    from tests import databases
    from tests.browser.hall.joining import ROUND_TRIP, WITHIN
    from tests.browser.screens import launch
    from tests.faults.weather import Network, Weather
    from tests.wall.hall import an_open_hall

    found: dict[str, dict[str, list[float]]] = {
        how: {"entrance": [], "room": [], "both": []} for how in READS
    }
    files = override_settings(SERVESTATIC_USE_FINDERS=True, SERVESTATIC_USE_MANIFEST=False)
    with (
        tempfile.TemporaryDirectory() as folder,
        files,
        an_open_hall(databases.migrated(), Path(folder)) as hall,
        Network(urlsplit(hall.server.url).port or 0, 1).up() as network,
        sync_playwright() as playwright,
    ):
        network.turn(Weather(delay=ROUND_TRIP / 2))
        browser = launch(playwright)
        list(_joins(browser, network.url, hall.code, 0))  # the server draws its first page
        for _ in range(times):
            for how, pause in READS.items():
                entrance, room = _joins(browser, network.url, hall.code, pause)
                found[how]["entrance"].append(entrance)
                found[how]["room"].append(room)
                found[how]["both"].append(entrance + room)
        browser.close()
    medians = {
        how: {page: round(statistics.median(spent), 2) for page, spent in pages.items()}
        for how, pages in found.items()
    }
    ratios = {how: round(pages["both"] / WITHIN, 2) for how, pages in medians.items()}
    print(json.dumps({"seconds": medians, "ratios": ratios, "times": times}, indent=2))
    return sum(ratio > 1 for ratio in ratios.values())


def _joins(browser, url: str, code: str, pause: int) -> Iterator[float]:
    """Seconds until each of the two pages can be used."""
    from tests.browser.hall.joining import LINE, come_in
    from tests.browser.screens import PHONE, open_context

    context = open_context(browser, url, PHONE)
    page = context.new_page()
    slow = {"downloadThroughput": LINE / 8, "uploadThroughput": LINE / 8}
    cdp = context.new_cdp_session(page)
    cdp.send("Network.emulateNetworkConditions", {"offline": False, "latency": 0, **slow})
    began = perf_counter()
    page.goto(f"/r/{code}/", wait_until="load")
    yield perf_counter() - began
    page.wait_for_timeout(pause)
    began = perf_counter()
    come_in(page)
    yield perf_counter() - began
    context.close()


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 9))
