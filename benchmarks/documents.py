"""How long each of the five documents takes, from its plain data to its PDF, and what it weighs.

Composes the example documents of the tests, a new process each time as in service. `TIMES` runs,
median and slowest. Run: python -m benchmarks.documents
"""

import json
import statistics
from pathlib import Path
from time import perf_counter

from atelier_local.steps.deliverables import press

EXAMPLES = Path(__file__).parents[1] / "tests" / "deliverables" / "examples"
TIMES = 5


def main() -> None:
    print(f"{'document':14} {'median s':>9} {'slowest s':>10} {'KB':>6}")
    for document in press.DOCUMENTS:
        data = json.loads((EXAMPLES / f"{document}.json").read_text("utf-8"))
        seconds, size = [], 0
        for _ in range(TIMES):
            start = perf_counter()
            size = len(press.typeset(document, data))
            seconds.append(perf_counter() - start)
        median, slowest = statistics.median(seconds), max(seconds)
        print(f"{document:14} {median:9.2f} {slowest:10.2f} {size / 1024:6.0f}")


if __name__ == "__main__":
    main()
