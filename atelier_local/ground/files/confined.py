"""Work on what strangers sent, done by a child process that can do nothing else."""

import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

_CHILD = Path(__file__).with_name("confined_child.py")


def run(
    script: Path, arguments: Iterable[str], *, seconds: int, memory: int, given: bytes = b""
) -> subprocess.CompletedProcess[bytes]:
    """Run one of our scripts alone: no environment, no network where the system allows it, no file
    written, `seconds` of time and of processor, `memory` bytes. What it says is in `stdout`.

    Raises `subprocess.TimeoutExpired`.
    """
    command = [sys.executable, "-I", str(_CHILD), str(seconds), str(memory), str(script)]
    return subprocess.run(  # noqa: S603 - every argument is ours
        [*command, *arguments], env={}, input=given, capture_output=True, timeout=seconds,
        check=False,
    )  # fmt: skip
