import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from atelier_local.steps.wall.models import Activity
from tests.factories.people import Cast, the_cast
from tests.factories.wall import an_open_activity


@pytest.fixture
def cast(db) -> Cast:
    return the_cast()


@pytest.fixture(autouse=True)
def _no_tries_yet():
    """Wrong codes are counted in the cache, which tests share."""
    cache.clear()


@pytest.fixture
def as_(client):
    """`as_(person)`: a browser where that person is signed in."""

    def sign_in(person):
        client.force_login(person)
        return client

    return sign_in


@pytest.fixture
def activity(cast) -> Activity:
    """A question open in an open room."""
    return an_open_activity(cast)


@pytest.fixture
def phone(activity) -> Client:
    """A browser that typed the code and came in, at table 2."""
    browser = Client()
    code = activity.workshop.join_code
    browser.post(reverse("wall:enter", args=[code]), {"audience": "HA", "table": "2"})
    return browser
