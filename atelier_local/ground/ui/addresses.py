"""The address of a page, kept: a table writes the same few hundred over and over."""

from functools import lru_cache

from django.urls import reverse


@lru_cache(10_000)
def address(route: str, *args: object) -> str:
    """Addresses do not change while the server runs. NoReverseMatch where there is none."""
    return reverse(route, args=args)
