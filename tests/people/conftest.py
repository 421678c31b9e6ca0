import pytest
from django.core.cache import cache


@pytest.fixture(autouse=True)
def no_tries_yet():
    """Tries to sign in are counted in the cache."""
    cache.clear()
    yield
    cache.clear()
