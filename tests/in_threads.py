"""Several people who act at the same instant, each with their own connection."""

import threading
from collections.abc import Callable

from django.db import connections


def in_threads(*works: Callable[[], object]) -> list[BaseException]:
    """Run each in a thread of its own; what each that failed raised."""
    failures: list[BaseException] = []
    start = threading.Barrier(len(works))

    def run(work: Callable[[], object]) -> None:
        try:
            start.wait()
            work()
        except BaseException as failure:
            failures.append(failure)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return failures
