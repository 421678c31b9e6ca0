"""Work on what strangers sent, done by a child process that can do nothing else."""

import os
import subprocess
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

_CHILD = Path(__file__).with_name("confined_child.py")


def run(
    script: Path,
    arguments: Iterable[str],
    *,
    seconds: int,
    memory: int,
    given: bytes = b"",
    environment: Mapping[str, str] | None = None,
) -> subprocess.CompletedProcess[bytes]:
    """Run one of our scripts alone: no environment but `environment`, no network where the system
    allows it, no file written, `seconds` of time and of processor, `memory` bytes. It gets `given`;
    what it says is in `stdout`. It dies when this process does, however this one is killed: it
    listens to a pipe that only this process holds open.

    Raises `subprocess.TimeoutExpired`.
    """
    listening, held = os.pipe()
    limits = map(str, (seconds, memory, listening))
    command = [sys.executable, "-I", str(_CHILD), *limits, str(script)]
    try:
        return subprocess.run(  # noqa: S603 - every argument is ours
            [*command, *arguments],
            env=dict(environment or {}),
            input=given,
            capture_output=True,
            timeout=seconds,
            check=False,
            pass_fds=(listening,),
        )
    finally:
        os.close(listening)
        os.close(held)
