"""When what is committed waits for the disk. On SQLite: PostgreSQL is told once and for all."""

from functools import lru_cache

from django.db import connection

from atelier_local.ground.journal import statements as sql


def wait_for_it() -> None:
    """What is committed from now on is on disk: nobody is told before."""
    if connection.vendor == "sqlite":
        sql.do("PRAGMA synchronous=FULL")


def spare_it() -> None:
    """What was projected can be projected again: these commits do not wait for the disk.

    A power cut may take back the last of them, cursor and tables together, never a line: what is
    read in the journal is on disk, since its writer waits.
    """
    if _has_log():
        sql.do("PRAGMA synchronous=NORMAL")


def put_away() -> None:
    """Bring home what the write-ahead log holds, as far as nobody reads it. SQLite does so by
    itself every thousand pages, in the commit that comes to them, while somebody waits."""
    if _has_log():
        sql.do("PRAGMA wal_checkpoint(PASSIVE)")


def _has_log() -> bool:
    return connection.vendor == "sqlite" and _is_logged(connection.settings_dict["NAME"])


@lru_cache(8)
def _is_logged(database: str) -> bool:
    """Whether this database has a write-ahead log: that is settled when its file is made."""
    return sql.ask("PRAGMA journal_mode") == [("wal",)]
