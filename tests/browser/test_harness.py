"""The screens of these tests see what they must see: a watch that is blind would let all pass."""

from time import monotonic

import pytest

from atelier_local import clock
from tests.browser.screens import PATIENCE, Watch, assert_accessible, open_context

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
    give_up = monotonic() + PATIENCE / 1000
    while not watch.faults and monotonic() < give_up:
        page.wait_for_timeout(20)
    context.close()
    assert any(fault in seen for seen in watch.faults), watch.faults


def test_axe_says_what_is_wrong(page):
    page.goto("/compte/connexion/")
    page.evaluate("document.body.append(new Image())")
    with pytest.raises(AssertionError, match="image-alt"):
        assert_accessible(page)


SHOW = """html => {
  const main = document.querySelector("main");
  main.insertAdjacentHTML("beforeend", html);
  for (const one of main.querySelectorAll("[data-css]")) one.style.cssText = one.dataset.css;
}"""
PALE = {
    "another colour": ["<p data-css='color: #bbb'>Venir</p>"],
    "another ground": ["<p data-css='background: #333'>Venir</p>"],
    "behind a veil": ["<div data-css='opacity: .3'><p>Venir</p></div>"],
    "over something": [
        "<p>Venir</p>",
        "<div data-css='position: relative; height: 3rem'>"
        "<div data-css='position: absolute; inset: 0; background: #333'></div>"
        "<p data-css='position: absolute; inset: 0'>Venir</p></div>",
    ],
    "no more hidden": [
        "<p hidden data-css='color: #bbc'>Venir</p>",
        "<p data-css='color: #bbc'>Venir</p>",
    ],
    "no more one sign": ["<p data-css='color: #bcb'>V</p>", "<p data-css='color: #bcb'>Venir</p>"],
    "no more disabled": [
        "<button disabled data-css='color: #cbb; background: #fff'>Venir</button>",
        "<button data-css='color: #cbb; background: #fff'>Venir</button>",
    ],
}
"""What is pale, after what is not for axe, but looks alike in some way."""


@pytest.mark.parametrize("case", PALE)
def test_contrast_is_judged_unless_the_same_was_found_good(case, page):
    page.goto("/compte/connexion/")
    assert_accessible(page)
    *before, pale = PALE[case]
    for one in before:
        page.evaluate(SHOW, one)
        assert_accessible(page)
    page.evaluate(SHOW, pale)
    with pytest.raises(AssertionError, match="color-contrast"):
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
