"""Guessing made slow: how many tries somebody has, counted for a while in this process."""

import hashlib
from dataclasses import dataclass

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest


def address_of(request: HttpRequest) -> str:
    """Where a request comes from: a whole hall may share one address."""
    return request.META.get("REMOTE_ADDR", "")


@dataclass(frozen=True, slots=True)
class Tries:
    """So many tries of something by one `who` in so many seconds; whoever is counted is kept as
    a digest only.
    """

    name: str
    most: int
    seconds: int = 600

    def spent(self, who: str) -> bool:
        """Whether nothing is left."""
        return cache.get(self._key(who), 0) >= self.most

    def count(self, who: str) -> bool:
        """Count one more; whether it was one too many."""
        key = self._key(who)
        cache.add(key, 0, self.seconds)
        try:
            return cache.incr(key) > self.most
        except ValueError:  # it ended between the two
            return False

    def _key(self, who: str) -> str:
        digest = hashlib.sha256(f"{settings.SECRET_KEY}{who}".encode()).hexdigest()
        return f"{self.name}:{digest}"
