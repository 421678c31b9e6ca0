"""A private PostgreSQL for the tests: `python -m tests.postgres COMMAND…` runs COMMAND on it.

The cluster lives in a temporary directory, listens on a socket only, and is gone afterwards.
Nothing of an installed PostgreSQL service is touched. A `DATABASE_URL` that already names a
PostgreSQL is used as it is.
"""

import contextlib
import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

# Nothing here must survive a power cut.
FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")


def program(name: str) -> Path:
    """The newest installed `name`: Debian keeps the server's programs off the PATH."""
    versions = Path("/usr/lib/postgresql").glob(f"*/bin/{name}")
    newest = max(versions, key=lambda path: float(path.parts[-3]), default=None)
    found = newest or shutil.which(name)
    if found is None:
        sys.exit(f"{name} is missing. On Debian: sudo apt-get install postgresql")
    return Path(found)


def owner() -> str | None:
    """PostgreSQL refuses to run as root: whom to run it as then (`None`: as ourselves)."""
    if os.geteuid():
        return None
    names = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"


@contextlib.contextmanager
def cluster() -> Iterator[str]:
    """A running cluster; yields the URL of its `postgres` database."""
    user = owner()
    home = Path(tempfile.mkdtemp(prefix="atelier-pg-"))
    if user:
        shutil.chown(home, user)
    data, settings = home / "data", [f"unix_socket_directories={home}", "listen_addresses=", *FAST]
    options = " ".join(f"-c {setting}" for setting in settings)

    def run(name: str, *arguments: str) -> None:
        subprocess.run(
            [program(name), *arguments], user=user, cwd=home, check=True, stdout=subprocess.DEVNULL
        )

    try:
        run(
            "initdb", "--pgdata", str(data), "--username=postgres", "--auth=trust",
            "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync",
        )  # fmt: skip
        log = str(home / "log")
        run("pg_ctl", "start", "--wait", "--pgdata", str(data), "--log", log, "--options", options)
        try:
            yield f"postgres://postgres@{quote(str(home), safe='')}/postgres"
        finally:
            run("pg_ctl", "stop", "--pgdata", str(data), "--mode=immediate")
    finally:
        shutil.rmtree(home, ignore_errors=True)


def main(command: list[str]) -> int:
    """Run `command` with `DATABASE_URL` naming a PostgreSQL; its exit status."""
    if os.environ.get("DATABASE_URL", "").startswith("postgres"):
        return subprocess.run(command, check=False).returncode
    with cluster() as url:
        return subprocess.run(
            command, check=False, env=os.environ | {"DATABASE_URL": url}
        ).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
