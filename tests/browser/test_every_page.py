"""Every page of the demonstration, as whom it is for: no fault, no barrier, no sideways scroll."""

import pytest

from benchmarks.pages import PAGES
from tests.browser.screens import DESK, PHONE, assert_accessible, assert_no_sideways_scroll

NARROW = PHONE | {"viewport": {"width": 320, "height": 640}}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: f"{page.who}-{page.route}")
def test_page_is_accessible_and_fits(page, screen):
    for device in (DESK, NARROW):
        opened = screen(page.who, device)
        assert opened.goto(page.path).ok
        assert_accessible(opened)
        assert_no_sideways_scroll(opened)
        opened.context.close()
