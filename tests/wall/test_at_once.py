"""A register that closes while somebody speaks."""

import threading
import time

import pytest
from django.db import transaction

from atelier_local.ground.journal import operations as journal
from atelier_local.ground.journal.models import Aside, uuid7
from atelier_local.ground.live.operations import drafted, take
from atelier_local.programme.thread.models import Node
from atelier_local.steps.wall import operations, room
from atelier_local.steps.wall.enums import Act
from tests.factories.people import the_cast
from tests.factories.wall import MORNING, a_phone, an_open_activity
from tests.in_threads import in_threads

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_card_that_is_being_written_when_the_register_closes_is_numbered():
    cast = the_cast()
    activity = an_open_activity(cast)
    payload = {"activity": str(activity.pk), "kind": "besoin", "words": "Un bus"}
    said = drafted(
        activity.workshop.stream, Act.CONTRIBUTED, payload, by=a_phone(activity), at=MORNING
    )
    accepted = threading.Event()

    def write() -> None:
        with transaction.atomic():
            take([(room, said)])
            accepted.set()
            time.sleep(0.2)  # closing, meanwhile, waits for the commit

    def close() -> None:
        accepted.wait(10)
        operations.close_workshop(
            activity.workshop, attendance={}, minutes="x", by=cast.dina, at=MORNING.replace(day=9)
        )

    assert in_threads(write, close) == []
    assert Node.unfiltered.get(pk=said.id).number == "C-1-001"


def test_a_line_whose_key_leads_nowhere_holds_back_nothing_that_follows():
    """A database says so at the end of a transaction only: the commit of all would fail."""
    cast = the_cast()
    activity = an_open_activity(cast)
    stream, about = activity.workshop.stream, {"activity": str(activity.pk)}
    odd = journal.append(
        stream, Act.VOTED, about | {"choices": {}, "voter": str(uuid7())}, by=None, at=MORNING
    )
    operations.contribute(activity, "Un bus", kind="besoin", by=cast.dina, at=MORNING)
    assert Node.unfiltered.get(kind="contribution").words == "Un bus"
    assert [aside.line for aside in Aside.objects.all()] == [odd]
