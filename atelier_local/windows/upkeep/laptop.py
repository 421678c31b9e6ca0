"""The installation of its own that a kit gets on a laptop: a folder, a database, an address.

Settings are read when a process starts; so each step is a process of its own, to which this one
tells by its environment which folder to use.
"""

import json
import os
import signal
import socket
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from django.conf import settings

NOTE = "kit.json"


@dataclass(frozen=True)
class Laptop:
    """Where one kit lives, and where phones find it."""

    folder: Path
    address: str
    port: int

    @property
    def url(self) -> str:
        return f"http://{self.address}:{self.port}"

    @property
    def block(self) -> str:
        """How its receipts begin; empty until the kit is unpacked."""
        note = self.folder / NOTE
        return json.loads(note.read_text())["block"] if note.exists() else ""

    def note(self, block: str) -> None:
        (self.folder / NOTE).write_text(json.dumps({"block": block}))

    def manage(self, *command: str) -> int:
        """Run a command of this installation; what it answers when it ends."""
        self._tell()
        return subprocess.call([sys.executable, _manage(), *command], cwd=settings.ROOT)  # noqa: S603

    def serve(self) -> int:
        """Until somebody stops it."""
        self._tell()
        server = [
            sys.executable, "-m", "uvicorn", "config.asgi:application", "--host", "0.0.0.0",  # noqa: S104
            "--port", str(self.port), "--no-access-log", "--no-server-header",
            "--log-level", "warning", "--timeout-graceful-shutdown", "3",
        ]  # fmt: skip
        with subprocess.Popen(server, cwd=settings.ROOT) as child:  # noqa: S603
            signal.signal(signal.SIGTERM, lambda *_: child.terminate())
            try:
                return child.wait()
            except KeyboardInterrupt:  # told to the child as well
                return child.wait()

    def _tell(self) -> None:
        """What the children of this process read as settings."""
        hosts = dict.fromkeys([self.address, "localhost", "127.0.0.1", socket.gethostname()])
        told = {
            "VAR_DIR": str(self.folder),
            "DATABASE_URL": f"sqlite:///{self.folder / 'kit.sqlite3'}",
            "SITE_URL": self.url,
            "ALLOWED_HOSTS": ",".join(hosts),
            "FIELD_KIT": self.block or "22",
            "DEMO": "False",
            "SECRET_KEY": "",
            "BEHIND_PROXY": "False",
            "EMAIL_HOST": "",
        }
        for name, value in told.items():
            os.putenv(name, value)


def _manage() -> str:
    return str(settings.ROOT / "manage.py")


def folder_of(kit: UUID) -> Path:
    """Where a kit goes unless told otherwise: the same file again finds its own."""
    return settings.VAR / "kits" / str(kit)


def local_address() -> str:
    """The address of this laptop on the network it is on, hotspot or not; itself without one."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("10.255.255.255", 1))  # sends nothing: only asks by which way
        except OSError:
            return "127.0.0.1"
        return str(probe.getsockname()[0])
