"""The long forms: `python -m tests.faults kill 2000`, `power 10000`, `repeats 1000000`, `full 100`,
`network 100`, `merge 500`, `papers 100`; `kill-toy 2000` kills a room that would show what is
applied twice.

Prints a tally and ends with 1 if anything was lost, doubled or broken. Works on a SQLite database
of its own, or on the one that `tests.postgres` names.
"""

import json
import os
import sys
import tempfile
from functools import partial
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # Playwright keeps a loop in this thread

import django


def main(fault: str, count: int) -> int:
    folder = Path(tempfile.mkdtemp())
    os.environ.setdefault("DATABASE_URL", f"sqlite:///{folder / 'empty.sqlite3'}")
    django.setup()
    from tests import databases
    from tests.faults import (
        composing,
        crossing,
        fullness,
        homecoming,
        killing,
        power,
        repeats,
    )

    faults = {
        "kill": killing.kill,
        "kill-toy": partial(killing.kill, scene=killing.the_toy_room),
        "power": power.cut,
        "repeats": repeats.deliver,
        "full": fullness.fill,
        "network": crossing.cross,
        "merge": homecoming.come_home,
        "papers": composing.kill,
    }
    with databases.own(databases.migrated(), folder):
        tally = faults[fault](count)
    sys.stdout.write(f"{json.dumps(vars(tally))}\n")
    return 1 if tally.lost or tally.broken else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], int(sys.argv[2])))
