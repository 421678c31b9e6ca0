"""kill -9 while a bundle comes home: nothing of it is taken, or all; taken again, it is one state.

Each time the laptop has said more, and the process that takes its bundle dies: at one of the
statements that it sends to the database, or at some instant, its commit included.
"""

import os
import random
import signal
import warnings
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from time import monotonic

from django.db import connection, transaction

from atelier_local.ground.journal.models import Line
from atelier_local.ground.journal.rules import verify_chain
from atelier_local.programme.people.models import Person
from atelier_local.steps.wall.folding import state_of
from atelier_local.windows.upkeep.models import Kit, Merge
from atelier_local.windows.upkeep.operations import merge_opened
from tests.upkeep.kits import a_hall_to_leave
from tests.upkeep.logs import MORNING, Hall


@dataclass
class Tally:
    kills: int = 0
    taken: int = 0
    """Bundles that were home when their process died."""
    lost: int = 0
    """Bundles that came home otherwise than they would have without a kill."""
    half: int = 0
    unproved: int = 0

    @property
    def broken(self) -> int:
        return self.half + self.unproved


@dataclass(frozen=True)
class Bundle:
    """What a laptop said so far, and who brings it."""

    kit: Kit
    content: dict
    by: Person

    @property
    def sha256(self) -> str:
        return sha256(repr(self.content["head"]).encode()).hexdigest()

    def take(self) -> Merge:
        kit = Kit.objects.select_related("workshop__atelier__stream", "workshop__stream")
        return merge_opened(
            kit.get(pk=self.kit.pk), self.content, sha256=self.sha256, by=self.by, at=MORNING
        )


def come_home(times: int, seed: int = 1) -> Tally:
    """So many bundles on the database in use, each killed once."""
    dice, tally = random.Random(seed), Tally()
    room, [kit], dina = a_hall_to_leave(1)
    hall = Hall(room, seed, 1)
    for number in range(times):
        hall.act(MORNING + timedelta(minutes=3 + number))
        bundle = Bundle(kit, hall.laptops[0].bundle(kit.pk), dina)
        _kill(bundle, dice, tally)
    stream = kit.workshop.stream
    stream.refresh_from_db()
    lines = stream.lines.order_by("seq")
    tally.unproved = int(verify_chain(lines, stream.head_seq, stream.head_hash) is not None)
    return tally


def _kill(bundle: Bundle, dice: random.Random, tally: Tally) -> None:
    before, (after, statements, seconds) = _here(bundle), _rehearsed(bundle)
    at, instant = dice.randrange(statements), dice.uniform(0.001, 1.5 * seconds)
    amid_a_statement = dice.random() < 0.5
    connection.close()
    if not (child := _fork()):
        if amid_a_statement:
            _die_at_the(at)
        else:
            signal.setitimer(signal.ITIMER_REAL, instant)
        try:
            bundle.take()
        finally:
            os._exit(0)
    _, status = os.waitpid(child, 0)
    tally.kills += os.WIFSIGNALED(status)
    home = Merge.objects.filter(sha256=bundle.sha256).exists()
    tally.taken += home
    tally.half += _here(bundle) != (after if home else before)
    bundle.take()
    tally.lost += _here(bundle) != after


def _fork() -> int:
    """Threads of other tests may sleep here: the child touches nothing of theirs."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        return os.fork()


def _here(bundle: Bundle) -> tuple:
    """All that a bundle changes: the tables of its room, its log, what is kept of merges."""
    lines = Line.objects.filter(stream=bundle.kit.workshop.stream_id).order_by("pk")
    words = [(pk, bytes(digest)) for pk, digest in lines.values_list("pk", "digest")]
    return state_of(bundle.kit.workshop), words, Merge.objects.count()


def _rehearsed(bundle: Bundle) -> tuple[tuple, int, float]:
    """What would be here were it taken whole, in how many statements and seconds."""
    count = 0

    def counting(execute, *asked):
        nonlocal count
        count += 1
        return execute(*asked)

    began = monotonic()
    with transaction.atomic():
        with connection.execute_wrapper(counting):
            bundle.take()
        seconds = monotonic() - began
        after = _here(bundle)
        transaction.set_rollback(True)
    return after, count, seconds


def _die_at_the(statement: int) -> None:
    left = statement

    def dying(execute, *asked):
        nonlocal left
        if not left:
            os.kill(os.getpid(), signal.SIGKILL)
        left -= 1
        return execute(*asked)

    connection.execute_wrappers.append(dying)
