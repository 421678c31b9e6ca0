"""A disk that fills, as the system says it to this process."""

import resource
from collections.abc import Iterator
from contextlib import contextmanager

MOST = 4096


@contextmanager
def a_full_disk() -> Iterator[None]:
    """The system writes no more than that in any file of this process."""
    usual = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (MOST, usual[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, usual)
