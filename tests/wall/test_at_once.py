"""A register that closes while somebody speaks."""

import threading
import time

import pytest
from django.db import transaction

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
