import pytest
from django.core.cache import cache


@pytest.fixture(autouse=True)
def nobody_tried_yet():
    """Wrong codes are counted in the cache, which tests share."""
    cache.clear()
