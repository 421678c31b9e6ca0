"""A disk that fills, as the system says it to this process."""

import resource
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

MOST = 4096


@contextmanager
def a_full_disk() -> Iterator[None]:
    """The system writes no more than that in any file of this process.

    What the test itself has written stays in SQLite's memory meanwhile: reading would otherwise
    send some of it to the disk, and fail for it.
    """
    usual = resource.getrlimit(resource.RLIMIT_FSIZE)
    _keep_in_memory(10**6)
    resource.setrlimit(resource.RLIMIT_FSIZE, (MOST, usual[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, usual)
        _keep_in_memory(1)


def _keep_in_memory(pages: int) -> None:
    if connection.vendor == "sqlite" and connection.connection is not None:
        connection.connection.execute(f"PRAGMA cache_spill = {pages}")
