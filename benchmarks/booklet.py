"""The booklet by Typst, beside WeasyPrint and LibreOffice on the same words and drawings, in one
run; then how its time and memory grow from forty to four hundred pages.

WeasyPrint takes the web page of the bundle, LibreOffice the text to edit: they lay out a column of
text, ours lays out pages. `weasyprint` and `soffice` are run where they are on the PATH, each time
in a new process, as ours is. All run in turn, so that what else the machine does falls on each
alike. Seconds are told by the clock, which a busy machine stretches, and of the processor. Run:
python -m benchmarks.booklet
"""

import json
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Mapping
from copy import deepcopy
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import Any, NamedTuple

import django

EXAMPLE = Path(__file__).parents[1] / "tests" / "deliverables" / "examples" / "booklet.json"
TIMES = 9
LONGER = 15
TIMES_FASTER = 5
_ACCESSIBLE = "pdf:writer_pdf_Export:" + json.dumps(
    {
        "PDFUACompliance": {"type": "boolean", "value": "true"},
        "SelectPdfVersion": {"type": "long", "value": "2"},
    }
)
"""What LibreOffice is asked for: PDF/UA and PDF/A-2, as ours is."""
MOST_MEMORY = 300
"""Megabytes of the child that composes."""


class Seconds(NamedTuple):
    clock: float
    processor: float


def timed(acts: Mapping[str, Callable[[], Any]]) -> dict[str, Seconds]:
    """Median seconds of `TIMES` runs of each, in turn, after one that warms the disk."""
    told: dict[str, list[Seconds]] = {name: [] for name in acts}
    for turn in range(TIMES + 1):
        for name, act in acts.items():
            start = Seconds(time.perf_counter(), _spent())
            act()
            if turn:
                used = Seconds(time.perf_counter() - start.clock, _spent() - start.processor)
                told[name].append(used)
    return {
        name: Seconds(*map(statistics.median, zip(*runs, strict=True)))
        for name, runs in told.items()
    }


def _spent() -> float:
    """What this process and the children that ended have used of the processor, in seconds."""
    both = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(one.ru_utime + one.ru_stime for one in both)


def longer(data: dict[str, Any], times: int) -> dict[str, Any]:
    """The same booklet with its narration, its sheets and its plates told so many times."""
    told = deepcopy(data)
    for key in ("prefaces", "plates", "sessions", "issues", "zooms", "sheets", "lessons"):
        told[key] = [deepcopy(one) for _ in range(times) for one in data.get(key) or ()]
    return told


def others(data: dict[str, Any], folder: Path) -> dict[str, Callable[[], Any]]:
    """What has each of the others make a PDF, of those that are here."""
    from atelier_local.steps.deliverables import press

    with zipfile.ZipFile(BytesIO(press.bundle("booklet", data))) as held:
        held.extractall(folder)
    (folder / "booklet.odt").write_bytes(press.editable("booklet", data)["odt"])
    page, to = str(folder / "texte.html"), str(folder / "out.pdf")
    commands = {
        "weasyprint": ["weasyprint", "--quiet", page, to],
        "weasyprint PDF/UA": ["weasyprint", "--quiet", "--pdf-variant", "pdf/ua-1", page, to],
        "soffice PDF/UA": ["soffice", "--headless", "--convert-to", _ACCESSIBLE, "booklet.odt"],
    }
    found: dict[str, Callable[[], Any]] = {}
    for name, command in commands.items():
        if shutil.which(command[0]):
            found[name] = partial(
                subprocess.run, command, cwd=folder, check=True, capture_output=True
            )
        else:
            print(f"{name:20} not on this machine")
    return found


def memory_of(data: dict[str, Any]) -> int:
    """Megabytes at most of the child that composes, in a process that has had no other child."""
    pid = os.fork()
    if pid == 0:
        from atelier_local.steps.deliverables import press

        press.typeset("booklet", data)
        used = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
        os._exit(min(255, used // 4))
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) * 4


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    from atelier_local.steps.deliverables import press

    data = json.loads(EXAMPLE.read_text("utf-8"))
    with tempfile.TemporaryDirectory() as folder:
        ours_too = {"ours": partial(press.typeset, "booklet", data)}
        found = timed(ours_too | others(data, Path(folder)))
    ours = found.pop("ours")
    print(f"{'':20} {'clock':>8} {'processor':>10} {'times ours':>14}")
    print(f"{'typst (ours)':20} {ours.clock:6.2f} s {ours.processor:8.2f} s")
    for name, one in found.items():
        clock, processor = one.clock / ours.clock, one.processor / ours.processor
        print(f"{name:20} {one.clock:6.2f} s {one.processor:8.2f} s {clock:6.1f} {processor:7.1f}")

    print(f"\n{'pages':>6} {'s':>6} {'ms a page':>10} {'MB':>5}")
    a_page, heaviest = [], 0
    for times in (1, LONGER // 3, LONGER):
        told = longer(data, times)
        pages = press.counted("booklet", told)[1]["pages"]
        seconds = timed({"ours": partial(press.typeset, "booklet", told)})["ours"].processor
        used = memory_of(told)
        a_page.append(seconds / pages)
        heaviest = max(heaviest, used)
        print(f"{pages:6} {seconds:6.2f} {1000 * seconds / pages:10.1f} {used:5}")
    faults = [
        said
        for failed, said in (
            (
                found and min(found.values()).clock < TIMES_FASTER * ours.clock,
                "not five times faster",
            ),
            (a_page[-1] > 1.5 * a_page[0], "time grows faster than pages"),
            (heaviest > MOST_MEMORY, f"more than {MOST_MEMORY} MB"),
        )
        if failed
    ]
    sys.exit("; ".join(faults) or 0)


if __name__ == "__main__":
    main()
