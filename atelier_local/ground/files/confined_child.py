"""Gives up what a script does not need, then runs it. Run by `confined.py`, never imported.

Usage: python -I confined_child.py SECONDS BYTES PIPE SCRIPT ARGUMENTS…
"""

import fcntl
import os
import resource
import runpy
import sys
from contextlib import suppress


def confine(seconds: int, memory: int) -> None:
    """Give up the network, files to write, and more than a fair share of the machine."""
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    with suppress(AttributeError, OSError):  # some hosts forbid it; no script of ours needs it
        os.unshare(os.CLONE_NEWUSER | os.CLONE_NEWNET)


def die_with(pipe: int) -> None:
    """Be ended by the system (SIGIO) when nobody holds the other end of `pipe` any more."""
    fcntl.fcntl(pipe, fcntl.F_SETOWN, os.getpid())
    fcntl.fcntl(pipe, fcntl.F_SETFL, os.O_ASYNC | os.O_NONBLOCK)
    with suppress(BlockingIOError):  # it is held, and nothing is ever written to it
        os.read(pipe, 1)
        sys.exit("nobody waits any more")


def main() -> None:
    _, seconds, memory, pipe, script, *arguments = sys.argv
    die_with(int(pipe))
    confine(int(seconds), int(memory))
    sys.argv = [script, *arguments]
    runpy.run_path(script, run_name="__main__")


if __name__ == "__main__":
    main()
