"""Every page of the demonstration, as whom it is for: no fault, no barrier, no sideways scroll."""

from itertools import groupby

import pytest

from benchmarks.pages import PAGES
from tests.browser.screens import (
    assert_accessible,
    assert_no_sideways_scroll,
    assert_nothing_below,
    set_width,
)

WIDTHS = (1280, 320)
"""A desk, and the width of WCAG 2.1 (1.4.10, Reflow): a phone, or a desk's page at 400 %."""
BY_PERSON = {
    who: list(pages)
    for who, pages in groupby(sorted(PAGES, key=lambda page: page.who), lambda page: page.who)
}


@pytest.mark.parametrize("who", BY_PERSON, ids=lambda who: who or "nobody")
def test_pages_are_accessible_and_fit(who, screen):
    found = []
    opened = screen(who)
    for rank, page in enumerate(BY_PERSON[who]):
        response = opened.goto(page.path)
        if not response.ok:
            found.append(f"{page.path}: {response.status}")
            continue
        for width in WIDTHS[:: -1 if rank % 2 else 1]:  # every other page comes when it is narrow
            set_width(opened, width)
            for check in (assert_accessible, assert_no_sideways_scroll, assert_nothing_below):
                try:
                    check(opened)
                except AssertionError as fault:
                    found.append(f"{width} px: {fault}")
    assert not found, "\n\n".join(found)
