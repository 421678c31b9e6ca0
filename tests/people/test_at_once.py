"""Two who use the same link at the same instant."""

import pytest

from atelier_local import clock
from atelier_local.programme.people.access import ticket_for
from atelier_local.programme.people.enums import TicketPurpose
from atelier_local.programme.people.operations import (
    choose_password,
    invite,
)
from atelier_local.refusal import Refused
from tests.factories.people import PASSWORD, a_guest
from tests.in_threads import in_threads

INVITATION = TicketPurpose.INVITATION

pytestmark = pytest.mark.django_db(transaction=True)


def test_of_two_at_once_one_wins():
    token = invite(a_guest(), by=None, at=clock.now())
    tickets = [ticket_for(token, INVITATION) for _ in range(2)]
    failures = in_threads(
        *(lambda t=t: choose_password(t, PASSWORD, at=clock.now()) for t in tickets)
    )
    assert [type(failure) for failure in failures] == [Refused]
