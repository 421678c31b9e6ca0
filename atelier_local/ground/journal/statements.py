"""Statements as they are, for the path of every act: written by hand they take a tenth of what
building them does, and their rows are not made into objects. On SQLite they go straight to the
driver, but where somebody listens to them (a count of queries, DEBUG): a cursor of the framework
takes five times what most of them do.

The same on SQLite and PostgreSQL; `stored` and `instant` say what the two keep each in its way,
`known` and `since` read it back.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.sqlite3.base import FORMAT_QMARK_REGEX

type Row = Sequence[Any]

_SQLITE = connection.vendor == "sqlite"


def ask(sql: str, facts: Row = ()) -> list[Row]:
    """The rows of an answer."""
    if straight := _straight():
        with straight.wrap_database_errors:
            return straight.connection.execute(_marked(sql), facts).fetchall()
    with connection.cursor() as cursor:
        cursor.execute(sql, facts)
        return cursor.fetchall()


def do(sql: str, facts: Row = ()) -> None:
    """A statement that answers nothing."""
    if straight := _straight():
        with straight.wrap_database_errors:
            straight.connection.execute(_marked(sql), facts)
        return
    with connection.cursor() as cursor:
        cursor.execute(sql, facts)


def do_all(sql: str, rows: Sequence[Row]) -> None:
    """One prepared statement for each of these rows."""
    if straight := _straight():
        with straight.wrap_database_errors:
            straight.connection.executemany(_marked(sql), rows)
        return
    with connection.cursor() as cursor:
        cursor.executemany(sql, rows)


def loose_keys() -> set[Row]:
    """The keys that lead nowhere, which the commit would refuse without a word of which of many
    rows it was. Reads every key on SQLite; PostgreSQL raises instead of telling them."""
    if _SQLITE:
        return {tuple(row) for row in ask("PRAGMA foreign_key_check")}
    do("SET CONSTRAINTS ALL IMMEDIATE")
    do("SET CONSTRAINTS ALL DEFERRED")
    return set()


def _straight() -> Any:
    """The connection of this thread, where its driver may be asked without the framework: an open
    one, of SQLite, in no broken transaction, that nobody listens to."""
    if not _SQLITE:
        return None
    here: BaseDatabaseWrapper = connections[DEFAULT_DB_ALIAS]
    plain = here.connection and not (here.needs_rollback or here.execute_wrappers)
    return here if plain and not here.queries_logged else None


@lru_cache(512)
def _marked(sql: str) -> str:
    """The statement with the places that SQLite knows."""
    return FORMAT_QMARK_REGEX.sub("?", sql).replace("%%", "%")


def inserting(table: str, *columns: str) -> str:
    """A row of these columns, unless its key is there already."""
    named = ", ".join(f'"{column}"' for column in columns)
    return f"INSERT INTO {table} ({named}) VALUES {among(columns)} ON CONFLICT DO NOTHING"  # noqa: S608


def among(values: Sequence[Any]) -> str:
    """The places of so many values, between brackets; at least one."""
    return f"({', '.join(['%s'] * len(values))})"


def locked(sql: str) -> str:
    """The same reading, which keeps its rows from others until the transaction is over: SQLite has
    one writer at a time and needs no saying so."""
    return sql if _SQLITE else f"{sql} FOR UPDATE"


def stored(id: UUID) -> Any:
    """An id as this database keeps it."""
    return id.hex if _SQLITE else id


def known(kept: Any) -> UUID:
    """An id as this database gave it."""
    return UUID(kept) if _SQLITE else kept


@lru_cache(4096)
def keyed(text: str) -> Any:
    """An id given as text as this database keeps it; ValueError if it is none."""
    return stored(UUID(text))


@lru_cache(4096)
def named(kept: Any) -> str:
    """An id as this database gave it, as text."""
    return str(known(kept))


def instant(moment: datetime) -> Any:
    """An instant as this database keeps it."""
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(" ") if _SQLITE else moment


def since(kept: datetime) -> datetime:
    """An instant as this database gave it."""
    return kept.replace(tzinfo=UTC) if _SQLITE else kept
