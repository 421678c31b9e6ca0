"""The screens of these tests see what they must see: a watch that is blind would let all pass."""

import pytest

from atelier_local import clock
from tests.browser.screens import Watch, assert_accessible, open_context

FAULTS = {
    "script error": "setTimeout(() => { throw new Error('oh') })",
    "Content Security Policy": """
        document.body.append(Object.assign(document.createElement('script'), {text: '1'}))""",
    "request to another site": "fetch('https://example.org/').catch(() => {})",
    "404 for": "document.body.append(Object.assign(new Image(), {src: '/nothing.png'}))",
}


@pytest.mark.parametrize("fault", FAULTS)
def test_watch_sees(fault, server, chromium):
    # The policy would stop the request abroad before it leaves, and say so.
    context = open_context(chromium, server.url, {}, bypass_csp="site" in fault)
    watch = Watch(context, server.url)
    page = context.new_page()
    page.goto("/compte/connexion/")
    assert watch.faults == []
    page.evaluate(FAULTS[fault])
    page.wait_for_timeout(300)
    context.close()
    assert any(fault in seen for seen in watch.faults), watch.faults


def test_axe_says_what_is_wrong(page):
    page.goto("/compte/connexion/")
    page.evaluate("document.body.append(new Image())")
    with pytest.raises(AssertionError, match="image-alt"):
        assert_accessible(page)


def test_phone_is_a_phone(phone):
    phone.goto("/compte/connexion/")
    assert phone.viewport_size == {"width": 375, "height": 812}
    assert phone.evaluate("matchMedia('(pointer: coarse)').matches")


def test_the_clock_of_the_server_is_that_of_the_test(server, page):
    ahead = clock.now().replace(year=2040)
    clock.advance_to(ahead)
    response = page.goto("/compte/connexion/")
    assert response.ok
    assert clock.now().year == 2040
