"""A hall with a question open: the projector, the console and phones look at it."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.screens import PHONE
from tests.browser.serving import Server
from tests.wall.hall import Hall, an_open_hall


@pytest.fixture
def hall(migrated, static_files, test_settings, django_db_blocker, tmp_path) -> Iterator[Hall]:
    with django_db_blocker.unblock(), an_open_hall(migrated, tmp_path) as open_hall:
        yield open_hall


@pytest.fixture
def server(hall) -> Server:
    """The screens of these tests look at the hall."""
    return hall.server


@pytest.fixture
def phone(screen, hall) -> Page:
    """Nour's, in the room."""
    page = screen(device=PHONE)
    page.goto("/rejoindre/")
    page.fill("#code", hall.code.lower())
    page.click("text=Continuer")
    page.click("label:has-text('Habitante')")
    page.click("text=Entrer dans la salle")
    expect(page.locator("#question")).to_contain_text("Qu’est-ce qui compte")
    page.wait_for_load_state()  # all its scripts are there: what follows may cut the network
    return page
