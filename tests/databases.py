"""Databases for tests that run a real server: the story told once, then one copy per test."""

import contextlib
import itertools
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from django.core.management import call_command
from django.db import connection, connections

IN_SERVICE = connection.settings_dict["NAME"]
"""The one that the settings name, which no test may read."""
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
    """The name of a new database like `template` ("" for an empty one), dropped afterwards."""
    stem = f"screens_{os.getpid()}_{next(_numbers)}"
    if connection.vendor == "sqlite":
        file = folder / f"{stem}.sqlite3"
        if template:
            shutil.copy(template, file)
        yield str(file)
        return
    with connection._nodb_cursor() as cursor:
        like = f'TEMPLATE "{template}"' if template else ""
        cursor.execute(f'CREATE DATABASE "{stem}" {like}')
    try:
        yield stem
    finally:
        with connection._nodb_cursor() as cursor:
            cursor.execute(f'DROP DATABASE "{stem}" WITH (FORCE)')


@contextlib.contextmanager
def migrated(folder: Path) -> Iterator[str]:
    """The name of an empty database with every table: like that of the tests, if they have one."""
    connections.close_all()
    name = connection.settings_dict["NAME"]
    with copy("" if name == IN_SERVICE else name, folder) as made:
        if name == IN_SERVICE:
            with using(made):
                call_command("migrate", verbosity=0)
        yield made


def tell_story() -> None:
    """Fill a migrated database as `make demo` does."""
    for command in ("load_territories", "load_agreement", "tell_story"):
        call_command(command, verbosity=0)
