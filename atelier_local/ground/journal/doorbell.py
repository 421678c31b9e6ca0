"""Says only "this stream has something up to number n". Whoever hears it reads by number.

A lost ring loses nothing: readers also look by themselves now and then. In one process
(SQLite) subscribers are called after the commit; on PostgreSQL the ring travels by NOTIFY
inside the transaction, and one thread per process listens.
"""

import json
import logging
import threading
import time
from collections.abc import Callable
from uuid import UUID

from django.db import connection, transaction

type Ear = Callable[[UUID, int], None]

CHANNEL = "journal"
_PATIENCE = 1.0

_log = logging.getLogger(__name__)
_ears: list[Ear] = []
_guard = threading.Lock()
_listener: threading.Thread | None = None


def ring(stream_id: UUID, seq: int) -> None:
    """Tell everyone, once the current transaction commits, that `stream_id` reaches `seq`."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_notify(%s, %s)", [CHANNEL, json.dumps([str(stream_id), seq])])
    else:
        transaction.on_commit(lambda: _tell(stream_id, seq), robust=True)


def subscribe(ear: Ear) -> Callable[[], None]:
    """Call `ear(stream_id, seq)` at every ring, from any thread; returns what unsubscribes it."""
    with _guard:
        _ears.append(ear)
        if connection.vendor == "postgresql":
            _listen()

    def leave() -> None:
        with _guard:
            _ears.remove(ear)

    return leave


def _tell(stream_id: UUID, seq: int) -> None:
    with _guard:
        ears = list(_ears)
    for ear in ears:
        try:
            ear(stream_id, seq)
        except Exception:
            _log.exception("a subscriber of the doorbell failed")


def _listen() -> None:
    """Start the listening thread unless one is at work; it ends with its last subscriber."""
    global _listener
    if _listener is None or not _listener.is_alive():
        _listener = threading.Thread(target=_hear, name="journal-doorbell", daemon=True)
        _listener.start()


def _hear() -> None:
    """Listen on a connection of its own; a lost connection is opened again."""
    import psycopg

    parameters = connection.get_connection_params()
    parameters = {k: v for k, v in parameters.items() if k not in {"cursor_factory", "context"}}
    while _wanted():
        try:
            with psycopg.connect(**parameters, autocommit=True) as line:
                line.execute(f"LISTEN {CHANNEL}")
                while _wanted():
                    for notice in line.notifies(timeout=_PATIENCE):
                        stream_id, seq = json.loads(notice.payload)
                        _tell(UUID(stream_id), seq)
            return
        except psycopg.Error:
            _log.warning("the doorbell lost its connection; trying again")
            time.sleep(_PATIENCE)


def _wanted() -> bool:
    global _listener
    with _guard:
        if not _ears:
            _listener = None
        return bool(_ears)
