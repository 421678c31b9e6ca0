"""Breaks the path of a write on purpose, one way after the other, and says whether tests notice.

    python -m tests.faults.sabotage [NAME…]

Each sabotage is a few words changed in a copy of the repository, thrown away afterwards, and the
tests meant to catch it, run there: it is caught if they fail, having passed in a copy where nothing
was changed. Ends with 1 if one is missed. The list is in `sabotages.py`; a sabotage whose words are
no longer in the code is an error.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from itertools import groupby
from pathlib import Path
from time import monotonic

from tests.faults.sabotages import SABOTAGES, Sabotage

ROOT = Path(__file__).resolve().parents[2]


def copied(folder: Path) -> Path:
    """The files under version control, and the database that tests start from."""
    listing = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    for name in os.fsdecode(subprocess.check_output(listing, cwd=ROOT)).split("\0"):
        if name and (ROOT / name).is_file():
            target = folder / name
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, target)
    (folder / "var").mkdir()
    if (ROOT / "var" / "tests").exists():
        shutil.copytree(ROOT / "var" / "tests", folder / "var" / "tests", ignore=_stories)
    return folder


def _stories(_: str, names: list[str]) -> list[str]:
    return [name for name in names if not name.startswith("migrated")]


def broken(one: Sabotage, folder: Path) -> None:
    """The words of the sabotage in place of the code's."""
    path = folder / one.file
    code = path.read_text()
    if code.count(one.code) != 1:
        raise SystemExit(f"{one.name}: {one.file} no longer says once {one.code!r}")
    path.write_text(code.replace(one.code, one.instead))


def passed(tests: Iterable[str], folder: Path) -> bool:
    command = [sys.executable, "-m", "pytest", "-q", "-x", *tests]
    ran = subprocess.run(
        command, cwd=folder, env=os.environ | {"PYTHONPATH": str(folder)}, capture_output=True,
        text=True,
    )  # fmt: skip
    if ran.returncode not in {0, 1}:
        raise SystemExit(f"the tests did not run\n{ran.stdout[-2000:]}{ran.stderr}")
    return ran.returncode == 0


def main(names: list[str]) -> int:
    missed, wanted = 0, [one for one in SABOTAGES if not names or one.name in names]
    tests = sorted({test for one in wanted for test in one.tests})
    with tempfile.TemporaryDirectory() as folder:
        copy = copied(Path(folder))
        for file, some in groupby(tests, key=lambda test: test.partition("::")[0]):
            if not passed(some, copy):  # a process each: the loop of a browser stays in its own
                raise SystemExit(f"{file} fails where nothing is broken")
    for one in wanted:
        with tempfile.TemporaryDirectory() as folder:
            began = monotonic()
            copy = copied(Path(folder))
            broken(one, copy)
            seen = not passed(one.tests, copy)
        missed += not seen
        seconds = monotonic() - began
        sys.stdout.write(f"{'caught' if seen else 'MISSED'}  {one.name:28} {seconds:5.0f} s\n")
        sys.stdout.flush()
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
