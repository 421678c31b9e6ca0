"""Many merges of logs made at random, in random orders: one digest of state for each hall.

    python -m benchmarks.merges [MERGES]

brings home that many bundles (24,000 unless told otherwise) of halls of two to five laptops, some
of them more than once, on a database of its own; a hall with two states is told, and fails.
"""

import itertools
import os
import random
import sys
import tempfile
import time
from pathlib import Path

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"


def main(merges: int) -> int:
    django.setup()
    from django.db import transaction

    from tests import databases
    from tests.upkeep.kits import a_hall_to_leave
    from tests.upkeep.logs import Hall, bring_home, orders

    done = apart = seed = 0
    began = time.monotonic()
    with (
        tempfile.TemporaryDirectory() as folder,
        databases.own(databases.migrated(), Path(folder)),
    ):
        room, kits, by = a_hall_to_leave(5)
        for seed in itertools.count(1):
            if done >= merges:
                break
            dice = random.Random(seed)
            hall = Hall(room, seed, dice.randint(2, 5))
            told = [one.bundle(kits[n].pk) for n, one in enumerate(hall.laptops)]
            states = set()
            for order in orders(len(told), dice, 24):
                with transaction.atomic():
                    states.add(bring_home(kits, told, order, by))
                    done += len(order)
                    transaction.set_rollback(True)
            if len(states) > 1:
                apart += 1
                print(f"hall {seed}: {len(states)} states")
            if seed % 20 == 0:
                print(f"{done} merges of {seed} halls", flush=True)
    spent = time.monotonic() - began
    print(f"{done} merges of {seed - 1} halls in {spent:.0f} s: {apart} with more than one state")
    return apart


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 24_000))
