from copy import deepcopy

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from atelier_local.steps.wall.models import Activity
from tests.factories.wall import an_open_activity


@pytest.fixture(scope="module")
def made(kept):
    return kept(an_open_activity)


@pytest.fixture(autouse=True)
def _no_tries_yet():
    """Wrong codes are counted in the cache, which tests share."""
    cache.clear()


@pytest.fixture
def activity(made, db) -> Activity:
    """A question open in an open room."""
    return deepcopy(made)


@pytest.fixture
def phone(activity) -> Client:
    """A browser that typed the code and came in, at table 2."""
    browser = Client()
    code = activity.workshop.join_code
    browser.post(reverse("wall:enter", args=[code]), {"audience": "HA", "table": "2"})
    return browser
