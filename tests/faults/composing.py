"""kill -9 of a worker that freezes a document, at random instants: no half document, no request
lost.

Each worker is a fork that has loaded everything, on a copy of an Atelier whose framing note may be
frozen: it composes, keeps the bytes, writes the line, and says so. It dies between 0 and a little
more than what one that is left alone takes. Then the document is frozen and whole, or as it was;
asked again, it is frozen once.
"""

import hashlib
import os
import random
import shutil
import signal
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import connection, connections
from django.test.utils import override_settings

from atelier_local.ground.journal.models import Line
from atelier_local.steps.deliverables.assembly import printing
from atelier_local.steps.deliverables.enums import DeliverableKind, DeliverableState
from atelier_local.steps.deliverables.models import Deliverable
from atelier_local.steps.deliverables.operations import freeze
from tests import databases
from tests.factories.deliverables import AT, a_shared, an_atelier_to_write
from tests.factories.people import Cast, the_cast


@dataclass
class Tally:
    kills: int = 0
    acknowledged: int = 0
    """Workers that had said that it was done when they died."""
    interrupted: int = 0
    """Deaths that left the document as it was."""
    lost: int = 0
    broken: int = 0
    """Half documents: a state, bytes and a line that do not go together."""


def kill(times: int, seed: int = 1) -> Tally:
    """So many kills, each on a copy of the database in use."""
    dice, tally, folder = random.Random(seed), Tally(), Path(tempfile.mkdtemp())
    cast = the_cast()
    found = a_shared(an_atelier_to_write(cast), cast, DeliverableKind.FRAMING_NOTE)
    template = connection.settings_dict["NAME"]
    connections.close_all()  # what a journal of SQLite holds goes to the file that is copied
    longest = 0.0
    for number in range(times + 1):
        files = folder / f"files-{number}"
        with databases.own(template, folder), override_settings(MEDIA_ROOT=str(files)):
            if number == 0:  # left alone: how long it takes here
                longest = _after(_worker(found, cast), None)[1]
                assert _state(found) == (True, True)
            else:
                _one(found, cast, dice.uniform(0, 1.2 * longest), tally)
        shutil.rmtree(files)
    shutil.rmtree(folder)
    return tally


def _one(found: Deliverable, cast: Cast, seconds: float, tally: Tally) -> None:
    told, _ = _after(_worker(found, cast), seconds)
    frozen, whole = _state(found)
    tally.kills += 1
    tally.acknowledged += told
    tally.interrupted += not frozen
    tally.lost += told and not frozen
    tally.broken += not whole
    if not frozen:
        told, _ = _after(_worker(found, cast), None)
        frozen, whole = _state(found)
        tally.lost += not (told and frozen)
        tally.broken += not whole


def _worker(found: Deliverable, cast: Cast) -> tuple[int, int]:
    """The process that freezes, and where it says that it has."""
    Path(settings.MEDIA_ROOT).mkdir(exist_ok=True)
    connections.close_all()
    heard, said = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            asked = Deliverable.objects.get(pk=found.pk)
            freeze(asked, *printing(asked, at=AT).kept, by=cast.camille, at=AT)
            os.write(said, b"1")
        finally:
            os._exit(0)
    os.close(said)
    return pid, heard


def _after(worker: tuple[int, int], seconds: float | None) -> tuple[bool, float]:
    """Whether it said that it was done, killed after `seconds` or left alone; how long it took."""
    pid, heard = worker
    began = time.monotonic()
    if seconds is not None:
        time.sleep(seconds)
        os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
    told = os.read(heard, 1) == b"1"
    os.close(heard)
    return told, time.monotonic() - began


def _state(found: Deliverable) -> tuple[bool, bool]:
    """Whether the document is frozen, and whether all that is kept of it goes together."""
    now = Deliverable.objects.select_related("pdf").get(pk=found.pk)
    frozen = now.state == DeliverableState.FROZEN
    lines = Line.objects.filter(stream=found.atelier.stream, kind="deliverables.frozen")
    kept = [path for path in Path(settings.MEDIA_ROOT).glob("??/*") if len(path.name) == 62]
    whole = all(path.parent.name + path.name == _digest(path) for path in kept)
    held = frozen == (now.pdf is not None) == (lines.count() == 1) == now.wordings.exists()
    return frozen, whole and held and (not frozen or now.pdf.path in kept)


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
