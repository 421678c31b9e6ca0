"""Every page of the demonstration, as whom it is for: no fault, no barrier, no sideways scroll."""

from itertools import groupby

import pytest

from benchmarks.pages import PAGES
from tests.browser.screens import DESK, PHONE, assert_accessible, assert_no_sideways_scroll

NARROW = PHONE | {"viewport": {"width": 320, "height": 640}}
BY_PERSON = {
    who: list(pages)
    for who, pages in groupby(sorted(PAGES, key=lambda page: page.who), lambda page: page.who)
}


@pytest.mark.parametrize("who", BY_PERSON, ids=lambda who: who or "nobody")
def test_pages_are_accessible_and_fit(who, screen):
    found = []
    for device in (DESK, NARROW):
        opened = screen(who, device)
        for page in BY_PERSON[who]:
            response = opened.goto(page.path)
            if not response.ok:
                found.append(f"{page.path}: {response.status}")
                continue
            for check in (assert_accessible, assert_no_sideways_scroll):
                try:
                    check(opened)
                except AssertionError as fault:
                    found.append(f"{device['viewport']['width']} px: {fault}")
        opened.context.close()
    assert not found, "\n\n".join(found)
