import pytest
from django.core.cache import cache

from tests.factories.people import Cast, the_cast


@pytest.fixture
def cast(db) -> Cast:
    return the_cast()


@pytest.fixture(autouse=True)
def nobody_tried_yet():
    """Wrong codes are counted in the cache, which tests share."""
    cache.clear()
