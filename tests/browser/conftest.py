"""Fixtures of the browser tests: a server with the story told, and as many screens as needed.

`screen("camille")` opens a desk where Camille is signed in, `screen(device=PHONE)` the phone of
someone without an account; `page` and `phone` are one of each with nobody signed in.
"""

from collections.abc import Callable, Iterator
from datetime import datetime, time
from pathlib import Path

import pytest
from django.test import override_settings
from playwright.sync_api import Browser, Page, sync_playwright

from atelier_local import clock
from tests import databases
from tests.browser.screens import DESK, PHONE, Watch, launch, open_context
from tests.browser.serving import Server, serve


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whatever is in this folder drives a browser."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker("browser")


@pytest.fixture(scope="session")
def static_files() -> Iterator[None]:
    """The server finds static files where they are written: no build before a test."""
    with override_settings(SERVESTATIC_USE_FINDERS=True, SERVESTATIC_USE_MANIFEST=False):
        yield


@pytest.fixture(scope="session")
def story(
    migrated: str, django_db_blocker, test_settings: None, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """A database in which the whole story has been told, by its own tests or now; to be copied."""
    folder = tmp_path_factory.mktemp("story")
    with django_db_blocker.unblock(), databases.copy(migrated, folder) as name:
        with databases.using(name):
            databases.bring_story() or databases.tell_story()
        yield name


@pytest.fixture
def server(story: str, static_files: None, django_db_blocker, tmp_path: Path) -> Iterator[Server]:
    """The real application, served, on its own copy of the story, an hour after it was told."""
    with (
        django_db_blocker.unblock(),
        databases.own(story, tmp_path),
        serve() as running,
    ):
        clock.advance_to(datetime.combine(databases.TODAY, time(9), clock.PARIS))
        yield running


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    with pytest.MonkeyPatch.context() as environment, sync_playwright() as playwright:
        # Playwright keeps an event loop in this thread, where Django would refuse the ORM.
        environment.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        browser = launch(playwright)
        yield browser
        browser.close()


@pytest.fixture
def screen(chromium: Browser, server: Server) -> Iterator[Callable[..., Page]]:
    """Opens screens, each a browser profile of its own; fails the test if one had a fault."""
    opened: list[tuple[Page, Watch]] = []

    def open_screen(who: str = "", device: dict = DESK, **options) -> Page:
        context = open_context(chromium, server.url, device, **options)
        if who:
            context.add_cookies([server.session_of(who)])
        watch = Watch(context, server.url)
        opened.append((context.new_page(), watch))
        return opened[-1][0]

    yield open_screen
    for page, _ in opened:
        page.context.close()
    faults = [fault for _, watch in opened for fault in watch.faults]
    assert faults == []


@pytest.fixture
def page(screen: Callable[..., Page]) -> Page:
    """A desk screen, nobody signed in."""
    return screen()


@pytest.fixture
def phone(screen: Callable[..., Page]) -> Page:
    """A resident's phone."""
    return screen(device=PHONE)
