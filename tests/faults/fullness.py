"""A disk that fills while phones write: said clearly, nothing acknowledged lost, over by itself.

The log of the database is emptied, then the server may write a little in it, as on a full disk;
then it may again. (Longer than the longest file would bound nothing: the log begins anew.)
"""

import resource
import time
from dataclasses import dataclass

from django.db import connection

from atelier_local import clock
from atelier_local.ground.journal.models import Line, uuid7
from atelier_local.ground.journal.operations import open_stream
from atelier_local.ground.live.pace import ROUND
from tests.live.hall import Hall, until

ROOM = 1024 * 1024
ANEW = resource.RLIM_INFINITY


@dataclass
class Tally:
    fills: int = 0
    acknowledged: int = 0
    lost: int = 0
    broken: int = 0
    """Answers that were neither a receipt nor « occupé », or a database that does not hold."""


def fill(times: int) -> Tally:
    """Fill the disk so often under a server on the database in use."""
    hall, tally = Hall(open_stream("room", "toy", at=clock.now())), Tally()
    acknowledged = set()
    hall.open()
    try:
        for number in range(times):
            phone = hall.phone(f"phone:{number}")
            until(_log_is_empty, within=30)
            _limit(hall, ROOM)
            refused = 0
            while refused < 3:
                id = uuid7()
                answer = phone.say("x" * 2000, id)
                if answer.status == 201:
                    acknowledged.add(id)
                else:
                    refused += 1
                    clear = "Retry-After" in answer.headers and "occupé" in answer.json["error"]
                    tally.broken += answer.status != 503 or not clear
            _limit(hall, ANEW)
            until(lambda phone=phone: phone.say("de la place").status == 201, within=10)
            tally.fills += 1
        time.sleep(ROUND)
        tally.broken += hall.screen(after=0).seq is None
    finally:
        hall.close()
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA integrity_check")
        tally.broken += cursor.fetchone() != ("ok",)
    tally.acknowledged = len(acknowledged)
    tally.lost = len(acknowledged - set(Line.objects.values_list("pk", flat=True)))
    return tally


def _limit(hall: Hall, size: int) -> None:
    resource.prlimit(hall.process.pid, resource.RLIMIT_FSIZE, (size, ANEW))


def _log_is_empty() -> bool:
    """Its pages are in the database, and nobody reads it any more."""
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return cursor.fetchone()[0] == 0
