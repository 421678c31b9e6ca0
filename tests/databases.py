"""Databases of the tests: migrated once, copied for a run, for a module, for a test."""

import contextlib
import fcntl
import hashlib
import itertools
import os
import shutil
from collections.abc import Callable, Iterator
from datetime import date, datetime, time
from pathlib import Path

import django
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connection, connections

from atelier_local import clock

KEPT = Path(__file__).resolve().parents[1] / "var" / "tests"
_numbers = itertools.count(1)


@contextlib.contextmanager
def using(name: str) -> Iterator[None]:
    """Point every thread's default connection at the database `name`."""
    connections.close_all()
    before = connection.settings_dict["NAME"]
    connection.settings_dict["NAME"] = name
    try:
        yield
    finally:
        connections.close_all()
        connection.settings_dict["NAME"] = before


@contextlib.contextmanager
def copy(template: str, folder: Path) -> Iterator[str]:
    """The name of a new database like `template`, dropped afterwards."""
    stem = f"screens_{os.getpid()}_{next(_numbers)}"
    if connection.vendor == "sqlite":
        yield shutil.copy(template, str(folder / f"{stem}.sqlite3"))
        return
    with connection._nodb_cursor() as cursor:
        cursor.execute(f'CREATE DATABASE "{stem}" TEMPLATE "{template}"')
    try:
        yield stem
    finally:
        with connection._nodb_cursor() as cursor:
            cursor.execute(f'DROP DATABASE "{stem}" WITH (FORCE)')


@contextlib.contextmanager
def own(template: str, folder: Path) -> Iterator[str]:
    """A copy of `template`, in use until the end."""
    with copy(template, folder) as name, using(name):
        yield name


def migrated() -> str:
    """The name of a database with every table, to be copied and never written in.

    Migrating takes longer than most test files: it is done once for all processes, and the result
    kept, under a name that follows every migration. On a PostgreSQL of one's own, it stays there.
    """
    connections.close_all()
    KEPT.mkdir(parents=True, exist_ok=True)
    stem = f"migrated_{_fingerprint()}"
    with (KEPT / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        return _file(stem) if connection.vendor == "sqlite" else _database(stem)


def _fingerprint() -> str:
    """Of all that migrating executes: another migration, another Django, another database."""
    digest = hashlib.sha256(django.get_version().encode())
    for app in sorted(apps.get_app_configs(), key=lambda app: app.name):
        for file in sorted((Path(app.path) / "migrations").glob("*.py")):
            digest.update(file.name.encode() + file.read_bytes())
    return digest.hexdigest()[:16]


def _file(stem: str) -> str:
    kept = KEPT / f"{stem}.sqlite3"
    if not kept.exists():
        for outdated in KEPT.glob("migrated_*"):
            outdated.unlink()
        making = KEPT / "making.sqlite3"
        making.unlink(missing_ok=True)
        with using(str(making)):
            call_command("migrate", verbosity=0)
        making.replace(kept)
    return str(kept)


def _database(stem: str) -> str:
    with connection._nodb_cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [stem])
        if cursor.fetchone():
            return stem
        cursor.execute(f'DROP DATABASE IF EXISTS "{stem}_making"')
        cursor.execute(f'CREATE DATABASE "{stem}_making"')
    with using(f"{stem}_making"):
        call_command("migrate", verbosity=0)
    with connection._nodb_cursor() as cursor:
        cursor.execute(f'ALTER DATABASE "{stem}_making" RENAME TO "{stem}"')
    return stem


# The story ------------------------------------------------------------------------------------

TODAY = date(2026, 11, 20)
"""The day on which tests tell it."""


def tell_story(*, then: Callable[[str], object] = lambda stage: None, stops=("follow-up",)) -> None:
    """Fill a migrated database as `make demo` does, on the morning of `TODAY`; `then` is called at
    each stage where the telling stops."""
    clock.advance_to(datetime.combine(TODAY, time(8), clock.PARIS))
    for command in ("load_territories", "load_agreement"):
        call_command(command, verbosity=0)
    for stage in stops:
        call_command("tell_story", until=stage, today=TODAY, verbosity=0)
        then(stage)


def keep_story() -> None:
    """Keep the story told in the database in use, and its files, for the screens: telling is long.

    Under a name that follows all the code and the content that tell it.
    """
    kept = _story()
    if connection.vendor == "sqlite" and not kept.exists():
        making = kept.with_name(f"making_{os.getpid()}")
        making.mkdir()
        with connection.cursor() as cursor:
            cursor.execute("VACUUM INTO %s", [str(making / "database")])
        shutil.copytree(settings.MEDIA_ROOT, making / "files")
        for outdated in KEPT.glob("story_*"):
            shutil.rmtree(outdated)
        making.rename(kept)


def bring_story() -> bool:
    """Fill the database in use, empty, and the files with what was kept; whether something was."""
    kept = _story()
    if connection.vendor == "sqlite" and kept.exists():
        name = connection.settings_dict["NAME"]
        connections.close_all()
        shutil.copy(kept / "database", name)
        shutil.copytree(kept / "files", settings.MEDIA_ROOT, dirs_exist_ok=True)
        return True
    return False


def _story() -> Path:
    digest = hashlib.sha256(f"{django.get_version()} {TODAY}".encode())
    for part in ("atelier_local", "config"):
        for file in sorted((KEPT.parents[1] / part).rglob("*")):
            if file.is_file() and "__pycache__" not in file.parts:
                digest.update(str(file).encode() + file.read_bytes())
    return KEPT / f"story_{digest.hexdigest()[:16]}"
